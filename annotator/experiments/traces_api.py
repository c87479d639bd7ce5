"""A model's probability of pain over a video: the trace, its beginning, its table."""

import csv
from io import StringIO
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.core.errors import DomainError
from annotator.core.requests import NoQuery, find, query
from annotator.experiments.tracing import Shown, refuse_withheld, shown_to, smoothed, start_trace
from annotator.jobs.api import JobOut
from annotator.jobs.services import latest_job
from annotator.recordings.models import Video, VideoState
from annotator.studies.permissions import Action, require

COLUMNS = ("ms", "probability", "mean", "low", "high")
DECIMALS = 4


class TracePointOut(serializers.Serializer[Any]):
    """One second: the model's probability of pain, the smooth line there and its band; null where no face is near."""

    ms = serializers.IntegerField()
    probability = serializers.FloatField(allow_null=True)
    mean = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class PainTraceOut(serializers.Serializer[Any]):
    """A video's trace. `withheld`: the person decides about frames. `out_of_fold`: the network never saw the infant in
    training, because it was held out; null before there are points."""

    model = serializers.UUIDField(allow_null=True)
    model_number = serializers.IntegerField(allow_null=True)
    withheld = serializers.BooleanField()
    out_of_fold = serializers.BooleanField(allow_null=True)
    job = JobOut(allow_null=True)
    points = TracePointOut(many=True)


def _video_for(request: Request, video_id: UUID, action: Action) -> tuple[User, Video]:
    user = person_of(request)
    rows = Video.objects.visible_to(user).filter(state=VideoState.READY).select_related("study", "infant")
    video = find(rows, pk=video_id)
    require(user, action, video.study)
    return user, video


def _answer(user: User, video: Video) -> dict[str, Any]:
    shown = shown_to(user, video)
    trace, model = shown.trace, shown.model
    points = _points_of(shown)
    job = latest_job(trace.pk) if trace is not None and not points else None
    return {
        "model": model and model.pk,
        "model_number": model and model.number,
        "withheld": shown.withheld,
        "out_of_fold": trace.fold_id is not None if trace is not None and points else None,
        "job": job and JobOut(job).data,
        "points": points,
    }


def _points_of(shown: Shown) -> list[dict[str, Any]]:
    return smoothed(shown.trace.points) if shown.trace is not None and shown.trace.points is not None else []


class PainTraceDetail(APIView):
    """A video's trace."""

    @extend_schema(operation_id="pain_trace", responses=PainTraceOut)
    def get(self, request: Request, video_id: UUID) -> Response:
        """By the study's approved model."""
        user, video = _video_for(request, video_id, Action.TRAINING_READ)
        query(request, NoQuery)
        return Response(_answer(user, video))

    @extend_schema(operation_id="pain_trace_start", request=None, responses={202: PainTraceOut})
    def post(self, request: Request, video_id: UUID) -> Response:
        """Starts asking the model about every second."""
        user, video = _video_for(request, video_id, Action.TRAINING_RUN)
        start_trace(actor=user, video=video)
        return Response(_answer(user, video), status=status.HTTP_202_ACCEPTED)


class PainTraceFile(APIView):
    """A video's trace as a table."""

    @extend_schema(operation_id="pain_trace_file", responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, video_id: UUID) -> HttpResponse:
        """As CSV, one row a second; 409 `trace_withheld` or `no_trace_yet`."""
        user, video = _video_for(request, video_id, Action.TRAINING_READ)
        query(request, NoQuery)
        shown = shown_to(user, video)
        refuse_withheld(shown)
        points = _points_of(shown)
        if not points:
            raise DomainError("no_trace_yet", "No model has been asked about this video yet.", status_code=409)
        text = StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows([_number(point[name]) for name in COLUMNS] for point in points)
        answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="pain-trace-{video.pk}.csv"'
        return answer


def _number(value: float | None) -> float | str:
    return "" if value is None else round(value, DECIMALS)
