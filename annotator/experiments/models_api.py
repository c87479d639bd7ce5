"""Models: their status, where they look, and frames they explain."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.core.requests import NoQuery, StrictSerializer, body, find, page, page_of, query
from annotator.datasets.api import study_for
from annotator.experiments import services
from annotator.experiments.models import HeatMap, ModelVersion, Prediction
from annotator.experiments.regions import regions_of
from annotator.experiments.shapes import ExplainedFramesOut, ModelOut, ModelRegionsOut, ModelStatusIn
from annotator.studies.permissions import Action, may, require

SHOWN = 24


def model_for(request: Request, model_id: UUID, action: Action) -> tuple[User, ModelVersion]:
    """Who asks about which model; 404 for strangers and for who labels blind, 403 by the table."""
    user = person_of(request)
    model = find(ModelVersion.objects.visible_to(user).select_related("study", "run__dataset"), pk=model_id)
    require(user, action, model.study)
    return user, model


class ModelList(APIView):
    """A study's models."""

    @extend_schema(operation_id="models_list", responses=page_of(ModelOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Newest first."""
        user, study = study_for(request, study_id, Action.TRAINING_READ)
        query(request, NoQuery)
        return page(
            request, ModelVersion.objects.visible_to(user).filter(study=study).select_related("run__dataset"), ModelOut
        )


class ModelDetail(APIView):
    """One model."""

    @extend_schema(operation_id="models_retrieve", responses=ModelOut)
    def get(self, request: Request, model_id: UUID) -> Response:
        """What it is and may be used for."""
        _, model = model_for(request, model_id, Action.TRAINING_READ)
        query(request, NoQuery)
        return Response(ModelOut(model).data)


class ModelStatusChange(APIView):
    """Approve a model for suggestions, or retire it."""

    @extend_schema(request=ModelStatusIn, responses=ModelOut)
    def post(self, request: Request, model_id: UUID) -> Response:
        """One model of a study makes suggestions at a time."""
        user, model = model_for(request, model_id, Action.MODEL_APPROVE)
        services.set_status(actor=user, model=model, **body(request, ModelStatusIn))
        return Response(ModelOut(model).data)


class ModelRegions(APIView):
    """Where a model looks."""

    @extend_schema(responses=ModelRegionsOut)
    def get(self, request: Request, model_id: UUID) -> Response:
        """The mean share of heat on each region, by predicted class."""
        _, model = model_for(request, model_id, Action.TRAINING_READ)
        query(request, NoQuery)
        return Response({"classes": regions_of(model)})


class ExplainedQuery(StrictSerializer):
    """Which frames: the surest of one class, or the most doubtful."""

    order = serializers.ChoiceField(["pain", "nonpain", "doubtful"], default="doubtful")


class ModelFrames(APIView):
    """Frames a model explains."""

    @extend_schema(operation_id="models_frames", parameters=[ExplainedQuery], responses=ExplainedFramesOut)
    def get(self, request: Request, model_id: UUID) -> Response:
        """A page of them with their maps; for who decides about frames, only what they were told after deciding."""
        user, model = model_for(request, model_id, Action.TRAINING_READ)
        order = query(request, ExplainedQuery)["order"]
        rows = Prediction.objects.visible_to(user).filter(model=model)
        rows = rows.filter(frame__heat_maps__model=model).select_related("frame__video__infant").distinct()
        aims = {"pain": 1.0, "nonpain": 0.0, "doubtful": 0.5}
        nearest = sorted(rows, key=lambda one: (abs(one.probability - aims[order]), one.frame_id))[:SHOWN]
        maps = maps_of(model, [one.frame_id for one in nearest])
        explained = [_explained(one, maps[one.frame_id]) for one in nearest]
        return Response({"frames": explained, "withheld": may(user, Action.SUPERVISE, model.study)})


def maps_of(model: ModelVersion, frames: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The maps of some frames, by frame."""
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    columns = ("frame_id", "target", "predicted", "values", "shares")
    for frame, *rest in HeatMap.objects.filter(model=model, frame__in=frames).values_list(*columns):
        found[frame].append(dict(zip(columns[1:], rest, strict=True)))
    return found


def _explained(one: Prediction, maps: list[dict[str, Any]]) -> dict[str, Any]:
    frame = one.frame
    facts = {"frame": frame.pk, "pseudonym": frame.video.infant.pseudonym, "pts_ms": frame.pts_ms}
    return {**facts, "probability": one.probability, "maps": maps}
