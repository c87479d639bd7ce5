"""Every address of the application."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView

from annotator.accounts import api as accounts
from annotator.agreement import board_api as agreement
from annotator.agreement import case_api as cases
from annotator.core.answers import not_found
from annotator.core.health import health, readiness
from annotator.core.pages import shell
from annotator.faces import api as faces
from annotator.faces import review_api as face_reviews
from annotator.frames import api as frames
from annotator.jobs import api as jobs
from annotator.recordings import api as recordings
from annotator.recordings import tus
from annotator.scoring import coding_api as coding
from annotator.scoring import files_api as coding_files
from annotator.scoring import scales_api as scales
from annotator.scoring import sheets_api as sheets
from annotator.scoring import tasks_api as scoring
from annotator.scoring import windows_api as windows
from annotator.studies import api as studies
from annotator.studies import audit_api as audit
from annotator.studies import infants_api as infants
from annotator.studies import people_api as people
from annotator.studies import protocols_api as protocols
from annotator.withdrawals import api as withdrawals

api = [
    path("me/", people.Me.as_view(), name="me"),
    path("tokens/", accounts.TokenList.as_view(), name="tokens"),
    path("tokens/<uuid:token_id>/", accounts.TokenDetail.as_view(), name="token"),
    path("users/", people.UserList.as_view(), name="users"),
    path("users/<int:user_id>/activate/", people.UserActivation.as_view(), name="user-activate"),
    path(
        "users/<int:user_id>/deactivate/",
        people.UserActivation.as_view(active=False),
        name="user-deactivate",
    ),
    path("invitations/", people.InvitationList.as_view(), name="invitations"),
    path("invitations/accept/", people.InvitationAccept.as_view(), name="invitation-accept"),
    path("invitations/<uuid:invitation_id>/", people.InvitationDetail.as_view(), name="invitation"),
    path("studies/", studies.StudyList.as_view(), name="studies"),
    path("studies/<uuid:study_id>/", studies.StudyDetail.as_view(), name="study"),
    path("studies/<uuid:study_id>/members/", studies.MemberList.as_view(), name="members"),
    path("studies/<uuid:study_id>/protocols/", protocols.ProtocolList.as_view(), name="protocols"),
    path("studies/<uuid:study_id>/infants/", infants.InfantList.as_view(), name="infants"),
    path("studies/<uuid:study_id>/videos/", recordings.VideoList.as_view(), name="videos"),
    path("studies/<uuid:study_id>/uploads/", recordings.UploadList.as_view(), name="unfinished-uploads"),
    path("studies/<uuid:study_id>/withdrawals/", withdrawals.WithdrawalList.as_view(), name="withdrawals"),
    path("studies/<uuid:study_id>/scales/", scales.ScaleList.as_view(), name="scales"),
    path("studies/<uuid:study_id>/scoring-tasks/", scoring.ScoringTaskList.as_view(), name="scoring-tasks"),
    path("studies/<uuid:study_id>/agreement/board/", agreement.Board.as_view(), name="agreement-board"),
    path("studies/<uuid:study_id>/agreement/statistics/", agreement.Statistics.as_view(), name="agreement-statistics"),
    path("studies/<uuid:study_id>/agreement/drift/", agreement.Drift.as_view(), name="agreement-drift"),
    path("studies/<uuid:study_id>/agreement/flow/", agreement.Flow.as_view(), name="agreement-flow"),
    path("studies/<uuid:study_id>/agreement/export/", agreement.Export.as_view(), name="agreement-export"),
    path(
        "studies/<uuid:study_id>/agreement/figures/<slug:name>.svg",
        agreement.Figure.as_view(),
        name="agreement-figure",
    ),
    path("scales/<uuid:scale_id>/", scales.ScaleDetail.as_view(), name="scale"),
    path("operator-lag/", scoring.OperatorLagDetail.as_view(), name="operator-lag"),
    path("protocol-presets/", protocols.PresetList.as_view(), name="protocol-presets"),
    path("members/<uuid:member_id>/", studies.MemberDetail.as_view(), name="member"),
    path("infants/<uuid:infant_id>/", infants.InfantDetail.as_view(), name="infant"),
    path("infants/<uuid:infant_id>/consents/", infants.ConsentList.as_view(), name="consents"),
    path("infants/<uuid:infant_id>/withdrawal/", withdrawals.InfantWithdrawal.as_view(), name="withdrawal"),
    path("videos/<uuid:video_id>/", recordings.VideoDetail.as_view(), name="video"),
    path("videos/<uuid:video_id>/media/", recordings.VideoMedia.as_view(), name="video-media"),
    path("videos/<uuid:video_id>/frame-times/", recordings.VideoFrameTimes.as_view(), name="video-frame-times"),
    path("videos/<uuid:video_id>/windows/", windows.WindowList.as_view(), name="windows"),
    path("videos/<uuid:video_id>/coding/", coding.CodingDetail.as_view(), name="coding"),
    path("videos/<uuid:video_id>/coding/file/", coding_files.CodingFile.as_view(), name="coding-file"),
    path("videos/<uuid:video_id>/comparison/", cases.Comparison.as_view(), name="comparison"),
    path("videos/<uuid:video_id>/adjudication/", cases.Adjudication.as_view(), name="adjudication"),
    path("windows/<uuid:window_id>/", windows.WindowDetail.as_view(), name="window"),
    path("windows/<uuid:window_id>/retire/", windows.WindowRetirement.as_view(), name="window-retire"),
    path("windows/<uuid:window_id>/derived/", sheets.WindowDerivation.as_view(), name="window-derived"),
    path("windows/<uuid:window_id>/sheets/", sheets.SheetList.as_view(), name="sheets"),
    path("sheets/<uuid:sheet_id>/", sheets.SheetDetail.as_view(), name="sheet"),
    path("sheets/<uuid:sheet_id>/submit/", sheets.SheetSubmission.as_view(), name="sheet-submit"),
    path("sheets/<uuid:sheet_id>/correct/", sheets.SheetCorrection.as_view(), name="sheet-correct"),
    path("uploads/", tus.UploadCreation.as_view(), name="uploads"),
    path("uploads/<uuid:upload_id>/", tus.UploadDetail.as_view(), name="upload"),
    path("studies/<uuid:study_id>/sampling/", frames.Sampling.as_view(), name="sampling"),
    path("studies/<uuid:study_id>/sampling/dry-run/", frames.DryRun.as_view(), name="sampling-dry-run"),
    path("studies/<uuid:study_id>/frames/", face_reviews.FrameList.as_view(), name="frames"),
    path("studies/<uuid:study_id>/detector-comparisons/", faces.ComparisonList.as_view(), name="detector-comparisons"),
    path("studies/<uuid:study_id>/detector-choice/", faces.DetectorChoiceDetail.as_view(), name="detector-choice"),
    path("detector-comparisons/<uuid:comparison_id>/", faces.ComparisonDetail.as_view(), name="detector-comparison"),
    path(
        "detector-comparisons/<uuid:comparison_id>/measure/",
        faces.ComparisonMeasurement.as_view(),
        name="detector-comparison-measure",
    ),
    path("detectors/", faces.DetectorList.as_view(), name="detectors"),
    path("frames/<uuid:frame_id>/", face_reviews.FrameDetail.as_view(), name="frame"),
    path("frames/<uuid:frame_id>/image/", frames.FrameImage.as_view(), name="frame-image"),
    path("frames/<uuid:frame_id>/thumbnail/", frames.FrameThumbnail.as_view(), name="frame-thumbnail"),
    path("frames/<uuid:frame_id>/reviews/", face_reviews.FaceReviewList.as_view(), name="face-reviews"),
    path("jobs/", jobs.JobList.as_view(), name="jobs"),
    path("jobs/<uuid:job_id>/", jobs.JobDetail.as_view(), name="job"),
    path("jobs/<uuid:job_id>/cancel/", jobs.JobCancel.as_view(), name="job-cancel"),
    path("jobs/<uuid:job_id>/retry/", jobs.JobRetry.as_view(), name="job-retry"),
    path("audit/", audit.EventList.as_view(), name="audit"),
    path("audit/verification/", audit.ChainVerification.as_view(), name="audit-verification"),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    re_path("", not_found),
]

urlpatterns = [
    path("api/v1/", include(api)),
    path("_allauth/", include("allauth.headless.urls")),
    path("health/", health, name="health"),
    path("health/ready/", readiness, name="readiness"),
    re_path(r"^(?!api/|_allauth/|static/|health/)(?P<path>.*)$", shell, name="shell"),
]

handler400 = "annotator.core.answers.bad_request"
handler404 = "annotator.core.answers.not_found"
handler500 = "annotator.core.answers.server_error"
