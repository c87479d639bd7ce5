"""Videos: the list, the facts, the picture, the time of each frame."""

from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.jobs.api import JobOut
from annotator.recordings import services, uploads
from annotator.recordings.frame_times import unpack_times
from annotator.recordings.models import TICKS_PER_SECOND, Upload, Verdict, Video, VideoQuerySet, VideoState
from annotator.recordings.streaming import stream
from annotator.studies.infants_api import ContextField
from annotator.studies.models import Infant, Study
from annotator.studies.permissions import Action, require

OPENING_LASTS_SECONDS = 600  # requests for ranges of one video within this time are one opening of it


class InfantBrief(serializers.ModelSerializer[Infant]):
    """Whom a video shows."""

    class Meta:
        model = Infant
        fields = ["id", "pseudonym"]


class WarningOut(serializers.Serializer[dict[str, Any]]):
    """Something to know about a usable video; which numbers come along depends on the code."""

    code = serializers.CharField()
    message = serializers.CharField()
    readable_ms = serializers.IntegerField(required=False)
    declared_ms = serializers.IntegerField(required=False, allow_null=True)
    frames_missing = serializers.IntegerField(required=False)
    frames_unreadable = serializers.IntegerField(required=False)
    frames_moved = serializers.IntegerField(required=False)


class RefusalOut(serializers.Serializer[dict[str, str]]):
    """Why a video cannot be used."""

    code = serializers.CharField()
    message = serializers.CharField()


class VideoOut(serializers.ModelSerializer[Video]):
    """A video."""

    infant = InfantBrief()
    name = serializers.CharField(source="original_name")
    context = ContextField()  # type: ignore[assignment]
    uploaded_by_name = serializers.CharField(source="uploaded_by.name")
    verdict = serializers.ChoiceField(Verdict.choices, allow_null=True)
    warnings = WarningOut(many=True)
    refusal = serializers.SerializerMethodField()
    job = serializers.SerializerMethodField()

    class Meta:
        model = Video
        fields = [
            *(
                "id",
                "study",
                "infant",
                "name",
                "context",
                "state",
                "verdict",
                "warnings",
                "refusal",
                "created_at",
            ),
            *(
                "uploaded_by_name",
                "size_bytes",
                "sha256",
                "container",
                "codec",
                "width",
                "height",
                "rotation",
            ),
            *("duration_ms", "start_ms", "frame_count", "frame_rate", "variable_frame_rate", "has_audio"),
            *("audio_kept", "job"),
        ]

    @extend_schema_field(RefusalOut(allow_null=True))
    def get_refusal(self, video: Video) -> dict[str, str] | None:
        """None unless refused."""
        if video.state != VideoState.REFUSED:
            return None
        return {"code": video.refusal_code, "message": video.refusal_message}

    @extend_schema_field(JobOut(allow_null=True))
    def get_job(self, video: Video) -> dict[str, Any] | None:
        """The work on a video that is being read; None once there is a verdict."""
        if video.state != VideoState.PROCESSING:
            return None
        job = services.latest_job(video)
        return JobOut(job).data if job else None


class VideoQuery(StrictSerializer):
    """Filters of the list."""

    state = serializers.ChoiceField(VideoState.choices, required=False)
    infant = serializers.UUIDField(required=False)


class ContextIn(StrictSerializer):
    """What surrounded the infant in this recording."""

    context = ContextField()  # type: ignore[assignment]


def visible(user: User) -> VideoQuerySet:
    """Videos a person may see, with what a row shows."""
    return Video.objects.visible_to(user).select_related("infant", "uploaded_by", "study")


class VideoList(APIView):
    """A study's videos."""

    @extend_schema(operation_id="videos_list", parameters=[VideoQuery], responses=page_of(VideoOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Newest first."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        wanted = query(request, VideoQuery)
        videos: QuerySet[Video] = visible(user).filter(study=study, **wanted)
        return page(request, videos, VideoOut)


class VideoDetail(APIView):
    """One video."""

    @extend_schema(responses=VideoOut)
    def get(self, request: Request, video_id: UUID) -> Response:
        """Its facts."""
        return Response(VideoOut(find(visible(person_of(request)), pk=video_id)).data)

    @extend_schema(request=ContextIn, responses=VideoOut)
    def patch(self, request: Request, video_id: UUID) -> Response:
        """Corrects the context."""
        user = person_of(request)
        video = find(visible(user), pk=video_id)
        require(user, Action.VIDEO_CHANGE, video.study)
        return Response(VideoOut(services.change_context(actor=user, video=video, **body(request, ContextIn))).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, video_id: UUID) -> Response:
        """Takes a refused video off the list."""
        user = person_of(request)
        video = find(visible(user), pk=video_id)
        require(user, Action.VIDEO_CHANGE, video.study)
        services.dismiss_video(actor=user, video=video)
        return Response(status=status.HTTP_204_NO_CONTENT)


def playable(request: Request, video_id: UUID) -> Video:
    """A visible video that has a verdict and may be played; raises 404, 403 or `video_not_ready` (409)."""
    user = person_of(request)
    video = find(visible(user).select_related("playback"), pk=video_id)
    require(user, Action.VIDEO_PLAY, video.study)
    if video.state != VideoState.READY:
        raise DomainError("video_not_ready", "This video cannot be played yet.", status_code=409)
    return video


def note_opening(user: User, video: Video) -> None:
    """Writes one event when a person opens a video, not one per byte range."""
    if cache.add(f"opened:{user.pk}:{video.pk}", True, OPENING_LASTS_SECONDS):
        record(actor=user, action="video.opened", study_id=video.study_id, subject=video)


class VideoMedia(APIView):
    """The picture."""

    @extend_schema(responses={(200, "video/mp4"): OpenApiTypes.BINARY, (206, "video/mp4"): OpenApiTypes.BINARY})
    def get(self, request: Request, video_id: UUID) -> HttpResponseBase:
        """The playback copy, whole or in byte ranges."""
        video = playable(request, video_id)
        note_opening(person_of(request), video)
        assert video.playback is not None  # noqa: S101  (a ready video has its copy)
        return stream(request._request, video.playback, content_type="video/mp4")


class FrameTimesOut(serializers.Serializer[dict[str, Any]]):
    """When each frame is shown, in ticks from the first frame; `end` is the end of the last one."""

    timescale = serializers.IntegerField()
    times = serializers.ListField(child=serializers.IntegerField())
    end = serializers.IntegerField()


class VideoFrameTimes(APIView):
    """The real time of each frame."""

    @extend_schema(responses=FrameTimesOut)
    def get(self, request: Request, video_id: UUID) -> Response:
        """All of them: the browser finds frames by bisection."""
        video = playable(request, video_id)
        times = video.frame_times
        return Response(
            {
                "timescale": TICKS_PER_SECOND,
                "times": unpack_times(bytes(times.packed)),
                "end": times.end_ticks,
            }
        )


class UploadOut(serializers.ModelSerializer[Upload]):
    """An unfinished upload of mine."""

    name = serializers.CharField(source="original_name")
    infant = InfantBrief()
    offset = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = ["id", "name", "infant", "size_bytes", "modified_ms", "offset", "expires_at"]

    @extend_schema_field(OpenApiTypes.INT64)
    def get_offset(self, upload: Upload) -> int:
        """How many bytes have arrived."""
        return uploads.offset_of(upload)


class UploadList(APIView):
    """My unfinished uploads in a study."""

    @extend_schema(operation_id="uploads_list", responses=page_of(UploadOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Newest first."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        query(request, NoQuery)
        mine = Upload.objects.visible_to(user).filter(study=study, video=None).select_related("infant")
        return page(request, mine, UploadOut)
