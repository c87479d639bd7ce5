"""Labels: saving my own, reading those I may see."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.requests import StrictSerializer, body, find, page, page_of, query, require_short
from annotator.core.text import PlainText, ProseText
from annotator.labelling.models import FrameLabel, LabelSource, LabelValue
from annotator.labelling.raters import Raters
from annotator.labelling.saving import LARGEST_BATCH, Said, save_labels
from annotator.recordings.api import InfantBrief
from annotator.scoring.scale_shape import WholeNumber
from annotator.studies.models import Study
from annotator.studies.permissions import Action, member_study

AN_HOUR_MS = 3_600_000
FILTERS = {"video": "frame__video", "frame": "frame", "rater": "rater", "value": "value", "source": "source"}


class OwnLabelOut(serializers.Serializer[Any]):
    """What I said of a frame."""

    id = serializers.UUIDField()
    value = serializers.ChoiceField(LabelValue.choices)
    reason = serializers.CharField()
    actions = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()


class LabelIn(StrictSerializer):
    """One statement; `id` is made where it is said, `supersedes` is my label it replaces, null for the first."""

    id = serializers.UUIDField()
    task = serializers.UUIDField()
    value = serializers.ChoiceField(LabelValue.choices)
    reason = PlainText(max_length=40, allow_blank=True, default="")
    actions = serializers.ListField(child=PlainText(max_length=40), max_length=12, default=list)
    note = ProseText(max_length=1000, allow_blank=True, default="")
    supersedes = serializers.UUIDField(allow_null=True)
    at = serializers.DateTimeField()
    decided_ms = WholeNumber(min_value=0, max_value=AN_HOUR_MS, allow_null=True, default=None)
    sitting = serializers.UUIDField(allow_null=True, default=None)
    position = WholeNumber(min_value=0, max_value=1_000_000, allow_null=True, default=None)


class LabelBatchIn(StrictSerializer):
    """Statements in the order in which they were said, and the device's clock as they were sent."""

    sent_at = serializers.DateTimeField()
    labels = LabelIn(many=True, allow_empty=False)


class LabelsSavedOut(serializers.Serializer[Any]):
    """How many statements were news; all of them are in force or were before. The server's clock."""

    news = serializers.IntegerField()
    server_time = serializers.DateTimeField()


class RaterOut(serializers.Serializer[Any]):
    """Who labelled; id and name are told to the study's admins and to the rater, a letter to everybody."""

    id = serializers.IntegerField(allow_null=True)
    code = serializers.CharField()
    name = serializers.CharField(allow_null=True)


class FrameLabelOut(serializers.ModelSerializer[FrameLabel]):
    """A label; `rater` is null for one by rule and for one from a file whose rater has no account here."""

    infant = InfantBrief(source="frame.video.infant")
    video = serializers.UUIDField(source="frame.video_id")
    pts_ms = serializers.IntegerField(source="frame.pts_ms")
    rater = serializers.SerializerMethodField()
    superseded = serializers.SerializerMethodField()

    class Meta:
        model = FrameLabel
        fields = [
            *("id", "frame", "video", "infant", "pts_ms", "rater", "imported_rater", "reading", "value", "reason"),
            *("actions", "note", "source", "blind", "suggestion_shown", "client_at", "decided_ms", "created_at"),
            *("previous", "superseded"),
        ]

    @extend_schema_field(RaterOut(allow_null=True))
    def get_rater(self, label: FrameLabel) -> dict[str, Any] | None:
        """Whose label it is."""
        raters: Raters = self.context["raters"]
        return raters.shown(label.rater_id)

    def get_superseded(self, label: FrameLabel) -> bool:
        """Whether a newer statement replaced it."""
        return label.superseded_at is not None


class LabelQuery(StrictSerializer):
    """Filters of the list."""

    video = serializers.UUIDField(required=False)
    frame = serializers.UUIDField(required=False)
    rater = serializers.IntegerField(min_value=1, required=False)
    value = serializers.ChoiceField(LabelValue.choices, required=False)
    source = serializers.ChoiceField(LabelSource.choices, required=False)  # type: ignore[assignment]
    superseded = serializers.BooleanField(default=False)


class FrameLabelList(APIView):
    """The labels of a study."""

    @extend_schema(operation_id="frame_labels_list", parameters=[LabelQuery], responses=page_of(FrameLabelOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Newest first; my own, and others' where I may see them."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        wanted = query(request, LabelQuery)
        labels = FrameLabel.objects.visible_to(user).filter(study=study)
        if not wanted.pop("superseded"):
            labels = labels.filter(superseded_at=None)
        if "video" in wanted:
            labels = labels.filter(frame__video=wanted.pop("video"))
        labels = labels.filter(
            **{name: wanted[name] for name in ("frame", "rater", "value", "source") if name in wanted}
        )
        context = {"raters": Raters.of(study, user)}
        return page(request, labels.select_related("frame__video__infant"), FrameLabelOut, context=context)

    @extend_schema(request=LabelBatchIn, responses=LabelsSavedOut)
    def put(self, request: Request, study_id: UUID) -> Response:
        """Writes down what I say; a statement sent twice is written once."""
        user = person_of(request)
        study, roles = member_study(user, study_id, Action.LABEL)
        require_short(request.data, "labels", LARGEST_BATCH)
        given = body(request, LabelBatchIn)
        said = [Said(**{**one, "actions": tuple(one["actions"])}) for one in given["labels"]]
        news = save_labels(actor=user, roles=roles, study=study, said=said, sent_at=given["sent_at"])
        return Response({"news": news, "server_time": timezone.now()})
