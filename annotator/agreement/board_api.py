"""The board of a study, its statistics, its drift and its flow."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.agreement.answers import Question, ask
from annotator.agreement.board import board_of
from annotator.agreement.board_files import export_board, figure_of
from annotator.agreement.consensus import Rule
from annotator.agreement.figures.draw import FIGURES
from annotator.agreement.flow import flow_of
from annotator.agreement.shapes import (
    AgreementQuery,
    BoardOut,
    BoardQuery,
    DriftOut,
    FigureQuery,
    FlowOut,
    FlowQuery,
    StatisticsOut,
)
from annotator.agreement.study_statistics import drift_of, statistics_of
from annotator.core.errors import DomainError
from annotator.core.requests import StrictSerializer, find, query
from annotator.studies.models import Study
from annotator.studies.permissions import Action, require


def asked(
    request: Request, study_id: UUID, shape: type[StrictSerializer] = AgreementQuery
) -> tuple[User, Question, dict[str, Any]]:
    """Who asks which question of a study, and the whole query.

    Raises:
        DomainError: 404 for strangers, 403 by the table, or as `answers.ask`.
    """
    user = person_of(request)
    study = find(Study.objects.visible_to(user), pk=study_id)
    require(user, Action.AGREEMENT_READ, study)
    wanted = query(request, shape)
    return user, ask(study, wanted), wanted


class Board(APIView):
    """Every video with its answers side by side."""

    @extend_schema(operation_id="agreement_board", parameters=[BoardQuery], responses=BoardOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """Those furthest apart first."""
        user, question, wanted = asked(request, study_id, BoardQuery)
        return Response(board_of(user, question, page=wanted["page"]))


class Statistics(APIView):
    """How far the operators agree."""

    @extend_schema(operation_id="agreement_statistics", parameters=[AgreementQuery], responses=StatisticsOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """Every coefficient with its interval by infant."""
        user, question, _ = asked(request, study_id)
        return Response(statistics_of(user, question))


class Drift(APIView):
    """How each operator differs from the others over time."""

    @extend_schema(operation_id="agreement_drift", parameters=[AgreementQuery], responses=DriftOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """Week by week."""
        user, question, _ = asked(request, study_id)
        return Response(drift_of(user, question))


class Flow(APIView):
    """From recorded to kept."""

    @extend_schema(operation_id="agreement_flow", parameters=[FlowQuery], responses=FlowOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """By the protocol's rule, or by another to see what it would give."""
        user, question, wanted = asked(request, study_id, FlowQuery)
        return Response(flow_of(user, question, rule=Rule(wanted.get("rule", question.rule))))


class Export(APIView):
    """The board as a table."""

    @extend_schema(
        operation_id="agreement_export", parameters=[AgreementQuery], responses={(200, "text/csv"): OpenApiTypes.STR}
    )
    def get(self, request: Request, study_id: UUID) -> HttpResponse:
        """As CSV."""
        user, question, _ = asked(request, study_id)
        headers = {"Content-Disposition": f'attachment; filename="agreement-{study_id}.csv"'}
        return HttpResponse(export_board(actor=user, question=question), content_type="text/csv", headers=headers)


class Figure(APIView):
    """A figure of the agreement."""

    @extend_schema(
        operation_id="agreement_figure",
        parameters=[FigureQuery, OpenApiParameter("name", str, "path", enum=list(FIGURES))],
        responses={(200, "image/svg+xml"): OpenApiTypes.STR},
    )
    def get(self, request: Request, study_id: UUID, name: str) -> HttpResponse:
        """As SVG."""
        user, question, wanted = asked(request, study_id, FigureQuery)
        if name not in FIGURES:
            raise DomainError("not_found", "This does not exist, or you may not see it.", status_code=404)
        return HttpResponse(figure_of(user, question, name, wanted), content_type="image/svg+xml")
