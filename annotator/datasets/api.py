"""A study's datasets: preview, build, look, compare."""

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
from annotator.datasets import services
from annotator.datasets.card import card_of, card_text
from annotator.datasets.comparing import compare
from annotator.datasets.deciding import preview
from annotator.datasets.flow import draw_flow
from annotator.datasets.incoming import discard
from annotator.datasets.models import Dataset
from annotator.datasets.rules import Rules
from annotator.datasets.shapes import (
    CardOut,
    ChoicesOut,
    DatasetDetailOut,
    DatasetIn,
    DatasetOut,
    DifferenceOut,
    DifferenceQuery,
    FlowFigureQuery,
    PreviewIn,
    PreviewOut,
)
from annotator.studies.models import Study
from annotator.studies.permissions import Action, require


def study_for(request: Request, study_id: UUID, action: Action) -> tuple[User, Study]:
    """Who asks about which study; 404 for strangers, 403 by the table."""
    user = person_of(request)
    study = find(Study.objects.visible_to(user), pk=study_id)
    require(user, action, study)
    return user, study


def dataset_for(request: Request, dataset_id: UUID, action: Action) -> tuple[User, Dataset]:
    """Who asks about which dataset; 404 for strangers and for who labels blind, 403 by the table."""
    user = person_of(request)
    rows = Dataset.objects.visible_to(user).select_related("study", "created_by", "manifest", "previous")
    dataset = find(rows, pk=dataset_id)
    require(user, action, dataset.study)
    return user, dataset


class DatasetList(APIView):
    """A study's datasets."""

    @extend_schema(operation_id="datasets_list", responses=page_of(DatasetOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Newest first; none for somebody who labels here blind."""
        user, study = study_for(request, study_id, Action.DATASETS_READ)
        query(request, NoQuery)
        rows = Dataset.objects.visible_to(user).filter(study=study).select_related("created_by")
        return page(request, rows, DatasetOut)

    @extend_schema(operation_id="datasets_create", request=DatasetIn, responses={202: DatasetOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Starts building the next version."""
        user, study = study_for(request, study_id, Action.DATASETS_BUILD)
        services.require_open(user, study)
        dataset = services.start_dataset(actor=user, study=study, **body(request, DatasetIn))
        return Response(DatasetOut(dataset).data, status=status.HTTP_202_ACCEPTED)


class DatasetChoices(APIView):
    """What there is to choose from."""

    @extend_schema(responses=ChoicesOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """The raters whose labels alone could make a dataset."""
        user, study = study_for(request, study_id, Action.DATASETS_READ)
        query(request, NoQuery)
        services.require_open(user, study)
        return Response(ChoicesOut({"raters": services.choices_for(user, study)}).data)


class DatasetPreview(APIView):
    """A dataset before it is built."""

    @extend_schema(operation_id="datasets_preview", request=PreviewIn, responses=PreviewOut)
    def post(self, request: Request, study_id: UUID) -> Response:
        """The counts, and every frame left out by reason; nothing is written."""
        user, study = study_for(request, study_id, Action.DATASETS_BUILD)
        services.require_open(user, study)
        rules = services.stored_rules(user, study, body(request, PreviewIn)["rules"])
        return Response(PreviewOut(preview(study, Rules.read(rules))).data)


class DatasetDetail(APIView):
    """One dataset."""

    @extend_schema(responses=DatasetDetailOut)
    def get(self, request: Request, dataset_id: UUID) -> Response:
        """Its rules, counts and infants."""
        _, dataset = dataset_for(request, dataset_id, Action.DATASETS_READ)
        query(request, NoQuery)
        return Response(DatasetDetailOut(dataset).data)

    @extend_schema(operation_id="datasets_discard", responses={204: None})
    def delete(self, request: Request, dataset_id: UUID) -> Response:
        """Takes it off the list; only what was never built."""
        user, dataset = dataset_for(request, dataset_id, Action.DATASETS_BUILD)
        discard(actor=user, dataset=dataset)
        return Response(status=status.HTTP_204_NO_CONTENT)


class DatasetFlow(APIView):
    """From recorded videos to rows, drawn."""

    @extend_schema(
        operation_id="datasets_flow",
        parameters=[FlowFigureQuery],
        responses={(200, "image/svg+xml"): OpenApiTypes.STR},
    )
    def get(self, request: Request, dataset_id: UUID) -> HttpResponse:
        """As SVG."""
        _, dataset = dataset_for(request, dataset_id, Action.DATASETS_READ)
        wanted = query(request, FlowFigureQuery)
        return HttpResponse(draw_flow(summary_for(dataset), **wanted), content_type="image/svg+xml")


class DatasetCard(APIView):
    """What a reader must know of a dataset."""

    @extend_schema(operation_id="datasets_card", responses=CardOut)
    def get(self, request: Request, dataset_id: UUID) -> Response:
        """As facts, and as text for people."""
        _, dataset = dataset_for(request, dataset_id, Action.DATASETS_READ)
        query(request, NoQuery)
        summary_for(dataset)
        card = card_of(dataset)
        return Response(CardOut({"facts": card, "text": card_text(card)}).data)


class DatasetDifference(APIView):
    """A dataset against another version."""

    @extend_schema(operation_id="datasets_difference", parameters=[DifferenceQuery], responses=DifferenceOut)
    def get(self, request: Request, dataset_id: UUID) -> Response:
        """What was added, removed and relabelled since, by infant."""
        user, dataset = dataset_for(request, dataset_id, Action.DATASETS_READ)
        wanted = query(request, DifferenceQuery)
        others = Dataset.objects.visible_to(user).filter(study=dataset.study_id).select_related("manifest")
        return Response(DifferenceOut(compare(find(others, pk=wanted["against"]), dataset)).data)


def summary_for(dataset: Dataset) -> dict[str, Any]:
    """The counts; raises `dataset_not_ready` (409) before there are any."""
    if dataset.summary is None:
        raise DomainError("dataset_not_ready", "This dataset is not built yet.", status_code=409)
    summary: dict[str, Any] = dataset.summary
    return summary
