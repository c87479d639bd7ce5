"""Training: presets, runs, their curves and figures."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.core.errors import DomainError
from annotator.core.requests import NoQuery, body, find, page, page_of, query
from annotator.datasets.api import study_for
from annotator.datasets.models import Dataset
from annotator.datasets.services import require_open
from annotator.experiments import services
from annotator.experiments.models import TrainingRun
from annotator.experiments.presets import is_independent, presets
from annotator.experiments.reading import curves_of
from annotator.experiments.shapes import (
    CurvesOut,
    TrainingPresetsOut,
    TrainingRunDetailOut,
    TrainingRunIn,
    TrainingRunOut,
)
from annotator.studies.permissions import Action, require


def run_for(request: Request, run_id: UUID, action: Action) -> tuple[User, TrainingRun]:
    """Who asks about which run; 404 for strangers and for who labels blind, 403 by the table."""
    user = person_of(request)
    rows = TrainingRun.objects.visible_to(user).select_related(
        "study", "dataset__manifest", "helping__manifest", "created_by", "model"
    )
    run = find(rows, pk=run_id)
    require(user, action, run.study)
    return user, run


class PresetList(APIView):
    """The experiments to choose from."""

    @extend_schema(responses=TrainingPresetsOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """With every setting."""
        study_for(request, study_id, Action.TRAINING_READ)
        query(request, NoQuery)
        return Response({"presets": [_preset(name, content) for name, content in presets().items()]})


def _preset(name: str, content: dict[str, Any]) -> dict[str, Any]:
    settings = {key: value for key, value in content.items() if key not in ("title", "source")}
    words = {"name": name, "title": content["title"], "source": content["source"]}
    return {**words, "independent": is_independent(content), "settings": settings}


class TrainingRunList(APIView):
    """A study's training runs."""

    @extend_schema(operation_id="training_runs_list", responses=page_of(TrainingRunOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Newest first; none for somebody who labels here blind."""
        user, study = study_for(request, study_id, Action.TRAINING_READ)
        query(request, NoQuery)
        rows = TrainingRun.objects.visible_to(user).filter(study=study)
        return page(request, rows.select_related("dataset", "helping", "created_by", "model"), TrainingRunOut)

    @extend_schema(operation_id="training_runs_create", request=TrainingRunIn, responses={202: TrainingRunOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Checks a training and measures its pace; it is started afterwards."""
        user, study = study_for(request, study_id, Action.TRAINING_RUN)
        require_open(user, study)
        given = body(request, TrainingRunIn)
        rows = Dataset.objects.visible_to(user).filter(study=study).select_related("study")
        dataset, helping = find(rows, pk=given.pop("dataset")), given.pop("helping")
        second = find(rows, pk=helping) if helping else None
        run = services.plan_run(actor=user, dataset=dataset, helping=second, **given)
        return Response(TrainingRunOut(run).data, status=status.HTTP_202_ACCEPTED)


class TrainingRunDetail(APIView):
    """One run."""

    @extend_schema(operation_id="training_runs_retrieve", responses=TrainingRunDetailOut)
    def get(self, request: Request, run_id: UUID) -> Response:
        """Its plan, folds, work and report."""
        _, run = run_for(request, run_id, Action.TRAINING_READ)
        query(request, NoQuery)
        return Response(TrainingRunDetailOut(run).data)


class TrainingRunStart(APIView):
    """Start a run, or go on with it."""

    @extend_schema(request=None, responses=TrainingRunDetailOut)
    def post(self, request: Request, run_id: UUID) -> Response:
        """Its folds train one after the other."""
        user, run = run_for(request, run_id, Action.TRAINING_RUN)
        services.start_run(actor=user, run=run)
        return Response(TrainingRunDetailOut(run).data)


class TrainingRunStop(APIView):
    """Stop a run."""

    @extend_schema(request=None, responses=TrainingRunDetailOut)
    def post(self, request: Request, run_id: UUID) -> Response:
        """Every finished epoch stays."""
        user, run = run_for(request, run_id, Action.TRAINING_RUN)
        services.stop_run(actor=user, run=run)
        return Response(TrainingRunDetailOut(run).data)


class TrainingRunCurves(APIView):
    """How a run learns."""

    @extend_schema(responses=CurvesOut)
    def get(self, request: Request, run_id: UUID) -> Response:
        """Every fold's epochs so far."""
        _, run = run_for(request, run_id, Action.TRAINING_READ)
        query(request, NoQuery)
        return Response({"folds": curves_of(run)})


def _file_of(run: TrainingRun, path: str, content_type: str) -> HttpResponse:
    """A file that the report of a run has written; 404 for one that is not there."""
    try:
        written = (run.folder / path).read_bytes()
    except FileNotFoundError:
        message = "There is no such figure."
        raise DomainError("not_found", message, status_code=404) from None
    return HttpResponse(written, content_type=content_type)


class TrainingRunFigure(APIView):
    """A figure of a finished run."""

    @extend_schema(operation_id="training_run_figure", responses={(200, "image/svg+xml"): OpenApiTypes.STR})
    def get(self, request: Request, run_id: UUID, name: str) -> HttpResponse:
        """As SVG."""
        _, run = run_for(request, run_id, Action.TRAINING_READ)
        query(request, NoQuery)
        return _file_of(run, f"figures/{name}.svg", "image/svg+xml")


class TrainingRunTable(APIView):
    """The numbers of a figure."""

    @extend_schema(operation_id="training_run_table", responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, run_id: UUID, name: str) -> HttpResponse:
        """As CSV."""
        _, run = run_for(request, run_id, Action.TRAINING_READ)
        query(request, NoQuery)
        answer = _file_of(run, f"figures/{name}.csv", "text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="training-{run.number}-{name}.csv"'
        return answer


class TrainingRunCard(APIView):
    """What a run's model is, what it reaches, and what it must not be used for."""

    @extend_schema(operation_id="training_run_card", responses={(200, "text/markdown"): OpenApiTypes.STR})
    def get(self, request: Request, run_id: UUID) -> HttpResponse:
        """As Markdown."""
        _, run = run_for(request, run_id, Action.TRAINING_READ)
        query(request, NoQuery)
        answer = _file_of(run, "model_card.md", "text/markdown; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="training-{run.number}-model-card.md"'
        return answer
