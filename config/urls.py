"""Every address of the application."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView

from annotator.accounts import api as accounts
from annotator.agreement import board_api as agreement
from annotator.agreement import case_api as cases
from annotator.core.answers import not_found
from annotator.core.health import health, readiness
from annotator.core.pages import shell
from annotator.datasets import api as datasets
from annotator.datasets import exports_api as dataset_exports
from annotator.datasets import incoming_api as dataset_imports
from annotator.experiments import api as experiments
from annotator.experiments import models_api as models
from annotator.experiments import traces_api as traces
from annotator.faces import api as faces
from annotator.faces import review_api as face_reviews
from annotator.frames import api as frames
from annotator.frames import infant_api as video_infant
from annotator.jobs import api as jobs
from annotator.labelling import files_api as label_files
from annotator.labelling import labels_api as labels
from annotator.labelling import preparation_api as labelling
from annotator.labelling import quality_api as label_quality
from annotator.labelling import tasks_api as label_tasks
from annotator.recordings import api as recordings
from annotator.recordings import tus
from annotator.reports import api as reports
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
from annotator.supervision import api as supervision
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
    path("videos/<uuid:video_id>/pain-trace/", traces.PainTraceDetail.as_view(), name="pain-trace"),
    path("videos/<uuid:video_id>/pain-trace/file/", traces.PainTraceFile.as_view(), name="pain-trace-file"),
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
    path("videos/<uuid:video_id>/infant/", video_infant.VideoInfant.as_view(), name="video-infant"),
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
    path("frames/<uuid:frame_id>/crop/", face_reviews.FaceCropImage.as_view(), name="frame-crop"),
    path("frames/<uuid:frame_id>/reviews/", face_reviews.FaceReviewList.as_view(), name="face-reviews"),
    path("studies/<uuid:study_id>/labelling/", labelling.Labelling.as_view(), name="labelling"),
    path("studies/<uuid:study_id>/labelling/dry-run/", labelling.LabellingDryRun.as_view(), name="labelling-dry-run"),
    path("studies/<uuid:study_id>/labelling/progress/", label_tasks.LabelProgress.as_view(), name="label-progress"),
    path("studies/<uuid:study_id>/label-tasks/", label_tasks.LabelTaskList.as_view(), name="label-tasks"),
    path("studies/<uuid:study_id>/label-tasks/claim/", label_tasks.LabelTaskClaim.as_view(), name="label-task-claim"),
    path("studies/<uuid:study_id>/frame-labels/", labels.FrameLabelList.as_view(), name="frame-labels"),
    path(
        "frames/<uuid:frame_id>/reviews/taken-back/",
        face_reviews.FaceReviewTakenBack.as_view(),
        name="face-review-taken-back",
    ),
    path("studies/<uuid:study_id>/frame-labels/export/", label_files.FrameLabelExport.as_view(), name="label-export"),
    path(
        "studies/<uuid:study_id>/frame-labels/import/",
        label_files.LabelImportStart.as_view(),
        name="label-import-start",
    ),
    path("label-imports/<uuid:import_id>/", label_files.LabelImportDetail.as_view(), name="label-import"),
    path(
        "studies/<uuid:study_id>/labelling/agreement/", label_quality.LabelAgreement.as_view(), name="label-agreement"
    ),
    path("studies/<uuid:study_id>/labelling/repeats/", label_quality.LabelRepeats.as_view(), name="label-repeats"),
    path(
        "studies/<uuid:study_id>/labelling/score-check/",
        label_quality.LabelScoreCheck.as_view(),
        name="label-score-check",
    ),
    path("studies/<uuid:study_id>/labelling/drift/", label_quality.LabelDrift.as_view(), name="label-drift"),
    path(
        "studies/<uuid:study_id>/labelling/drift/figure.svg",
        label_quality.LabelDriftFigure.as_view(),
        name="label-drift-figure",
    ),
    path("studies/<uuid:study_id>/datasets/", datasets.DatasetList.as_view(), name="datasets"),
    path("studies/<uuid:study_id>/datasets/choices/", datasets.DatasetChoices.as_view(), name="dataset-choices"),
    path("studies/<uuid:study_id>/datasets/preview/", datasets.DatasetPreview.as_view(), name="dataset-preview"),
    path("studies/<uuid:study_id>/training-presets/", experiments.PresetList.as_view(), name="training-presets"),
    path("studies/<uuid:study_id>/training-runs/", experiments.TrainingRunList.as_view(), name="training-runs"),
    path("studies/<uuid:study_id>/models/", models.ModelList.as_view(), name="models"),
    path("training-runs/<uuid:run_id>/", experiments.TrainingRunDetail.as_view(), name="training-run"),
    path("training-runs/<uuid:run_id>/start/", experiments.TrainingRunStart.as_view(), name="training-run-start"),
    path("training-runs/<uuid:run_id>/stop/", experiments.TrainingRunStop.as_view(), name="training-run-stop"),
    path("training-runs/<uuid:run_id>/curves/", experiments.TrainingRunCurves.as_view(), name="training-run-curves"),
    path(
        "training-runs/<uuid:run_id>/figures/<slug:name>.svg",
        experiments.TrainingRunFigure.as_view(),
        name="training-run-figure",
    ),
    path(
        "training-runs/<uuid:run_id>/figures/<slug:name>.csv",
        experiments.TrainingRunTable.as_view(),
        name="training-run-table",
    ),
    path("training-runs/<uuid:run_id>/card/", experiments.TrainingRunCard.as_view(), name="training-run-card"),
    path("models/<uuid:model_id>/", models.ModelDetail.as_view(), name="model"),
    path("models/<uuid:model_id>/status/", models.ModelStatusChange.as_view(), name="model-status"),
    path("models/<uuid:model_id>/regions/", models.ModelRegions.as_view(), name="model-regions"),
    path("models/<uuid:model_id>/frames/", models.ModelFrames.as_view(), name="model-frames"),
    path("datasets/<uuid:dataset_id>/", datasets.DatasetDetail.as_view(), name="dataset"),
    path("datasets/<uuid:dataset_id>/flow.svg", datasets.DatasetFlow.as_view(), name="dataset-flow"),
    path("datasets/<uuid:dataset_id>/card/", datasets.DatasetCard.as_view(), name="dataset-card"),
    path("datasets/<uuid:dataset_id>/difference/", datasets.DatasetDifference.as_view(), name="dataset-difference"),
    path("studies/<uuid:study_id>/next-step/", reports.NextStep.as_view(), name="next-step"),
    path("studies/<uuid:study_id>/reports/", reports.ReportList.as_view(), name="reports"),
    path("reports/<uuid:report_id>/check/", reports.ReportCheck.as_view(), name="report-check"),
    path("reports/<uuid:report_id>/file/<slug:kind>/", reports.ReportFile.as_view(), name="report-file"),
    path("datasets/<uuid:dataset_id>/exports/", dataset_exports.ExportList.as_view(), name="dataset-exports"),
    path("dataset-exports/<uuid:export_id>/file/", dataset_exports.ExportFile.as_view(), name="dataset-export-file"),
    path("studies/<uuid:study_id>/dataset-imports/", dataset_imports.IncomingList.as_view(), name="dataset-imports"),
    path("dataset-imports/<uuid:incoming_id>/", dataset_imports.IncomingFile.as_view(), name="dataset-import"),
    path("studies/<uuid:study_id>/supervision/", supervision.Supervision.as_view(), name="supervision"),
    path("studies/<uuid:study_id>/supervision/cases/", supervision.ReviewCaseList.as_view(), name="review-cases"),
    path("studies/<uuid:study_id>/supervision/decisions/", supervision.FinalLabels.as_view(), name="final-labels"),
    path(
        "studies/<uuid:study_id>/supervision/questions/", supervision.LabelQuestions.as_view(), name="label-questions"
    ),
    path("studies/<uuid:study_id>/supervision/effect/", supervision.SuggestionEffect.as_view(), name="effect"),
    path("frames/<uuid:frame_id>/heat-maps/", supervision.FrameHeatMaps.as_view(), name="frame-heat-maps"),
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
