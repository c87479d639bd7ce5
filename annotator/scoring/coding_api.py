"""Coded intervals of a video: read, and saved in batches an offline queue can repeat."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.requests import StrictSerializer, body, find, query, require_short
from annotator.recordings.models import Video
from annotator.scoring.admission import scorable_video
from annotator.scoring.coding_batch import Stated
from annotator.scoring.coding_services import MAX_CHANGES, Saved, as_json, live_intervals, save_changes
from annotator.scoring.models import Coding
from annotator.scoring.readings import current_reading
from annotator.scoring.scale_shape import KeyField, WholeNumber
from annotator.scoring.spans import Span
from annotator.scoring.windows_api import FrameField


class IntervalOut(serializers.Serializer[Any]):
    """An action seen from `start_frame` up to, not including, `end_frame`."""

    client_id = serializers.UUIDField()
    action = serializers.CharField()
    start_frame = serializers.IntegerField()
    end_frame = serializers.IntegerField()


class MergeOut(serializers.Serializer[Any]):
    """An interval and those it took in because they overlapped or touched."""

    client_id = serializers.UUIDField()
    absorbed = serializers.ListField(child=serializers.UUIDField())


class CodingOut(serializers.Serializer[Any]):
    """A coding; `merged` tells what the request just made joined."""

    video = serializers.UUIDField()
    operator = serializers.IntegerField()
    version = serializers.IntegerField()
    intervals = IntervalOut(many=True)
    merged = MergeOut(many=True)


class IntervalChange(StrictSerializer):
    """An interval to set, or with `deleted` to take away; `client_id` is the browser's own name for it."""

    client_id = serializers.UUIDField()
    action = KeyField(required=False)
    start_frame = FrameField(required=False)
    end_frame = FrameField(required=False)
    deleted = serializers.BooleanField(default=False)

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        """Either all of an interval or none of it."""
        facts = ("action", "start_frame", "end_frame")
        if attributes["deleted"]:
            wrong = {name: ["A deletion names the interval only."] for name in facts if name in attributes}
        else:
            wrong = {name: ["This field is required."] for name in facts if name not in attributes}
        if wrong:
            raise serializers.ValidationError(wrong)
        return attributes


class CodingIn(StrictSerializer):
    """A batch of changes on the version the browser knows; 0 before the first."""

    base_version = WholeNumber(min_value=0, max_value=2**31 - 1)
    changes = IntervalChange(many=True)


class CodingQuery(StrictSerializer):
    """Whose coding; mine unless said otherwise."""

    operator = serializers.IntegerField(required=False)
    reading = serializers.IntegerField(min_value=1, max_value=2, default=1)


def shown(saved: Saved) -> dict[str, Any]:
    """A coding as JSON."""
    return {
        "video": str(saved.coding.video_id),
        "operator": saved.coding.operator_id,
        "version": saved.coding.version,
        "intervals": [as_json(stated) for stated in saved.intervals],
        "merged": [
            {"client_id": str(client_id), "absorbed": [str(other) for other in taken]}
            for client_id, taken in saved.merged.items()
        ],
    }


def stated(change: dict[str, Any]) -> Stated:
    """A validated change in the words of the service."""
    if change["deleted"]:
        return Stated(change["client_id"])
    return Stated(change["client_id"], change["action"], Span(change["start_frame"], change["end_frame"]))


class CodingDetail(APIView):
    """A video's coding."""

    @extend_schema(parameters=[CodingQuery], responses=CodingOut)
    def get(self, request: Request, video_id: UUID) -> Response:
        """Mine in the reading that counts now, empty before the first save; or another's that I may see."""
        user = person_of(request)
        video = find(Video.objects.visible_to(user), pk=video_id)
        wanted = query(request, CodingQuery)
        if wanted.get("operator", user.pk) == user.pk:
            lookup = {"video": video, "operator": user, "reading": current_reading(user, video)}
            coding = Coding.objects.filter(**lookup).first() or Coding(**lookup)
            return Response(shown(Saved(coding, live_intervals(coding))))
        lookup = {"operator_id": wanted["operator"], "reading": wanted["reading"]}
        coding = find(Coding.objects.visible_to(user).filter(video=video), **lookup)
        return Response(shown(Saved(coding, live_intervals(coding))))

    @extend_schema(request=CodingIn, responses=CodingOut)
    def put(self, request: Request, video_id: UUID) -> Response:
        """Saves a batch; sending it again changes nothing more."""
        user = person_of(request)
        video = scorable_video(user, video_id)
        require_short(request.data, "changes", MAX_CHANGES)
        given = body(request, CodingIn)
        changes = [stated(change) for change in given["changes"]]
        saved = save_changes(actor=user, video=video, base_version=given["base_version"], changes=changes)
        return Response(shown(saved))
