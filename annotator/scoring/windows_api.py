"""Observation windows of a video."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.core.text import PlainText, ProseText
from annotator.recordings.models import Video
from annotator.scoring import window_services as services
from annotator.scoring.admission import require_scoring, scorable_video
from annotator.scoring.models import ObservationWindow, WindowQuerySet
from annotator.scoring.scale_shape import WholeNumber
from annotator.scoring.times import milliseconds

LAST_FRAME = 2**31 - 1  # what the database's integers hold


class FrameField(WholeNumber):
    """A frame index from 0."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=LAST_FRAME, **options)


class OperatorBrief(serializers.ModelSerializer[User]):
    """Who scored."""

    class Meta:
        model = User
        fields = ["id", "name"]


class WindowOut(serializers.ModelSerializer[ObservationWindow]):
    """A window; `end_frame` is the first frame after it, milliseconds count from the video's first frame."""

    operator = OperatorBrief()
    mine = serializers.SerializerMethodField()
    start_ms = serializers.SerializerMethodField()
    end_ms = serializers.SerializerMethodField()
    superseded = serializers.SerializerMethodField()
    retired = serializers.SerializerMethodField()

    class Meta:
        model = ObservationWindow
        fields = [
            *("id", "video", "operator", "mine", "start_frame", "end_frame", "start_ms", "end_ms", "start_event"),
            *("end_reason", "is_primary", "note", "previous", "created_at", "superseded", "retired"),
        ]

    def get_mine(self, window: ObservationWindow) -> bool:
        """Whether I set it."""
        return bool(window.operator_id == self.context["user"].pk)

    def get_start_ms(self, window: ObservationWindow) -> int:
        """When its first frame is shown."""
        return int(self.context["ms"][window.start_frame])

    def get_end_ms(self, window: ObservationWindow) -> int:
        """When its last frame ends."""
        return int(self.context["ms"][window.end_frame])

    def get_superseded(self, window: ObservationWindow) -> bool:
        """Whether a newer row took its place."""
        return window.superseded_at is not None

    def get_retired(self, window: ObservationWindow) -> bool:
        """Whether it was taken out."""
        return window.retired_at is not None


class WindowIn(StrictSerializer):
    """A new window; the protocol's start event unless another is named."""

    start_frame = FrameField()
    end_frame = FrameField()
    start_event = PlainText(max_length=40, required=False)
    end_reason = PlainText(max_length=40)
    is_primary = serializers.BooleanField(required=False)
    note = ProseText(max_length=2000, allow_blank=True, default="")


class WindowChange(StrictSerializer):
    """What is to be different."""

    start_frame = FrameField(required=False)
    end_frame = FrameField(required=False)
    start_event = PlainText(max_length=40, required=False)
    end_reason = PlainText(max_length=40, required=False)
    is_primary = serializers.BooleanField(required=False)
    note = ProseText(max_length=2000, allow_blank=True, required=False)


class RetirementIn(StrictSerializer):
    """Why a window is taken out."""

    reason = ProseText(max_length=1000)


class WindowQuery(StrictSerializer):
    """Filters of the list."""

    superseded = serializers.BooleanField(default=False)


def visible(user: User) -> WindowQuerySet:
    """The windows a person may see, with what a row shows."""
    related = ("operator", "video__study", "video__infant", "video__frame_times")
    return ObservationWindow.objects.visible_to(user).select_related(*related)


def own_window(request: Request, window_id: UUID) -> ObservationWindow:
    """My window, if I may score its video now; raises 404 for others' windows, else as `require_scoring`."""
    user = person_of(request)
    window = find(visible(user).filter(operator=user), pk=window_id)
    require_scoring(user, window.video)
    return window


def shown(window: ObservationWindow, user: User) -> Any:
    """One window as JSON."""
    return WindowOut(window, context={"user": user, "ms": milliseconds(window.video)}).data


class WindowList(APIView):
    """A video's windows."""

    @extend_schema(operation_id="windows_list", parameters=[WindowQuery], responses=page_of(WindowOut))
    def get(self, request: Request, video_id: UUID) -> Response:
        """Mine, and others' where I may see them; newest first."""
        user = person_of(request)
        videos = Video.objects.visible_to(user).select_related("frame_times")
        video = find(videos, pk=video_id)
        windows = visible(user).filter(video=video)
        if not query(request, WindowQuery)["superseded"]:
            windows = windows.live()
        times = milliseconds(video) if hasattr(video, "frame_times") else []
        return page(request, windows, WindowOut, context={"user": user, "ms": times})

    @extend_schema(request=WindowIn, responses={201: WindowOut})
    def post(self, request: Request, video_id: UUID) -> Response:
        """Sets one."""
        user = person_of(request)
        video = scorable_video(user, video_id)
        window = services.set_window(actor=user, video=video, facts=body(request, WindowIn))
        return Response(shown(window, user), status=status.HTTP_201_CREATED)


class WindowDetail(APIView):
    """One window."""

    @extend_schema(responses=WindowOut)
    def get(self, request: Request, window_id: UUID) -> Response:
        """Its facts."""
        user = person_of(request)
        query(request, NoQuery)
        return Response(shown(find(visible(user), pk=window_id), user))

    @extend_schema(request=WindowChange, responses=WindowOut)
    def patch(self, request: Request, window_id: UUID) -> Response:
        """Supersedes it; the answer is the new window with its own id."""
        window = own_window(request, window_id)
        user = person_of(request)
        newer = services.change_window(actor=user, window=window, changes=body(request, WindowChange))
        return Response(shown(newer, user))


class WindowRetirement(APIView):
    """Taking a window out."""

    @extend_schema(request=RetirementIn, responses={204: None})
    def post(self, request: Request, window_id: UUID) -> Response:
        """With a reason; nothing is deleted."""
        window = own_window(request, window_id)
        services.retire_window(actor=person_of(request), window=window, **body(request, RetirementIn))
        return Response(status=status.HTTP_204_NO_CONTENT)
