"""The board of a study, its statistics, its drift and its flow."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.agreement.answers import Question, ask
from annotator.agreement.board import board_of
from annotator.agreement.consensus import Rule
from annotator.agreement.flow import flow_of
from annotator.agreement.shapes import (
    AgreementQuery,
    BoardOut,
    BoardQuery,
    DriftOut,
    FlowOut,
    FlowQuery,
    StatisticsOut,
)
from annotator.agreement.study_statistics import drift_of, statistics_of
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
