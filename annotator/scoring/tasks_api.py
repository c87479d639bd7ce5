"""An operator's worklist and reaction lag."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.recordings.api import InfantBrief
from annotator.recordings.models import Video, VideoState
from annotator.scoring.lag_services import set_lag
from annotator.scoring.models import OperatorLag
from annotator.scoring.scale_shape import WholeNumber
from annotator.scoring.worklist import NONE, STARTED, SUBMITTED, Task, tasks_of
from annotator.studies.models import Study
from annotator.studies.permissions import Action, require
from annotator.studies.services import current_protocol

MAX_LAG_MS = 5000
LAG_SOURCES = ["calibration", "hand"]


class ScaleTaskOut(serializers.Serializer[Any]):
    """How far one scale is."""

    scale = serializers.CharField()
    state = serializers.ChoiceField([NONE, "draft", SUBMITTED])


class ScoringTaskOut(serializers.Serializer[Task]):
    """A video as my work; `window` is my primary one, `may_label` whether the parents agreed to it."""

    video = serializers.UUIDField(source="video.pk")
    name = serializers.CharField(source="video.original_name")
    infant = InfantBrief(source="video.infant")
    duration_ms = serializers.IntegerField(source="video.duration_ms")
    frame_count = serializers.IntegerField(source="video.frame_count")
    state = serializers.ChoiceField([NONE, STARTED, SUBMITTED])
    scales = ScaleTaskOut(many=True)
    window = serializers.UUIDField(allow_null=True)
    may_label = serializers.BooleanField()


class ScoringTaskList(APIView):
    """My work in a study."""

    @extend_schema(operation_id="scoring_tasks_list", responses=page_of(ScoringTaskOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Every video that is ready, newest first."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        require(user, Action.SCORE, study)
        query(request, NoQuery)
        videos = Video.objects.visible_to(user).filter(study=study, state=VideoState.READY).select_related("infant")
        protocol = current_protocol(study).document

        def shape(chosen: Sequence[Video], **options: Any) -> ScoringTaskOut:
            return ScoringTaskOut(tasks_of(user, chosen, protocol), **options)  # type: ignore[arg-type]

        return page(request, videos, shape)


class OperatorLagOut(serializers.Serializer[Any]):
    """My reaction lag in milliseconds; null until it is set. It is stored for the browser, never applied here."""

    lag_ms = serializers.IntegerField(allow_null=True)
    source = serializers.ChoiceField(LAG_SOURCES, allow_null=True)  # type: ignore[assignment]
    measured_at = serializers.DateTimeField(allow_null=True)


class OperatorLagIn(StrictSerializer):
    """A lag and whether a calibration found it or I set it by hand."""

    lag_ms = WholeNumber(min_value=0, max_value=MAX_LAG_MS)
    source = serializers.ChoiceField(LAG_SOURCES)  # type: ignore[assignment]


class OperatorLagDetail(APIView):
    """My reaction lag."""

    @extend_schema(responses=OperatorLagOut)
    def get(self, request: Request) -> Response:
        """What is stored."""
        lag = OperatorLag.objects.filter(operator=person_of(request)).first()
        empty = {"lag_ms": None, "source": None, "measured_at": None}
        return Response(OperatorLagOut(lag or empty).data)

    @extend_schema(request=OperatorLagIn, responses=OperatorLagOut)
    def put(self, request: Request) -> Response:
        """Stores it."""
        lag = set_lag(actor=person_of(request), **body(request, OperatorLagIn))
        return Response(OperatorLagOut(lag).data)
