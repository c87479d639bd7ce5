"""How good the labels of a study are: between raters, within a rater, against the score, over time."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.core.requests import NoQuery, find, query
from annotator.labelling.drift import draw_label_drift, drift_of
from annotator.labelling.figure_words import words_of
from annotator.labelling.frame_agreement import frame_agreement
from annotator.labelling.quality_shapes import (
    DriftFigureQuery,
    FrameAgreementOut,
    LabelDriftOut,
    RepeatsOut,
    ScoreCheckOut,
)
from annotator.labelling.repeats import repeats_of
from annotator.labelling.score_check import score_check
from annotator.studies.models import Study
from annotator.studies.permissions import Action, require


def _readable(request: Request, study_id: UUID) -> tuple[User, Study]:
    """Who asks about which study; 404 for strangers, 403 by the table."""
    user = person_of(request)
    study = find(Study.objects.visible_to(user), pk=study_id)
    require(user, Action.LABELS_READ, study)
    return user, study


class LabelAgreement(APIView):
    """How far raters agree."""

    @extend_schema(operation_id="label_agreement", responses=FrameAgreementOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """About each frame, and about each video's share of pain."""
        user, study = _readable(request, study_id)
        query(request, NoQuery)
        return Response(frame_agreement(user, study))


class LabelRepeats(APIView):
    """How far raters agree with themselves."""

    @extend_schema(operation_id="label_repeats", responses=RepeatsOut(many=True))
    def get(self, request: Request, study_id: UUID) -> Response:
        """My own repeats; everybody's for the study's admins."""
        user = person_of(request)
        study = find(Study.objects.visible_to(user), pk=study_id)
        query(request, NoQuery)
        return Response(repeats_of(user, study))


class LabelScoreCheck(APIView):
    """Labels against the scores of their videos."""

    @extend_schema(operation_id="label_score_check", responses=ScoreCheckOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """What does not fit, furthest first."""
        user, study = _readable(request, study_id)
        query(request, NoQuery)
        return Response(score_check(user, study))


class LabelDrift(APIView):
    """How each rater moves."""

    @extend_schema(operation_id="label_drift", responses=LabelDriftOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """Week by week, and along their sittings."""
        user, study = _readable(request, study_id)
        query(request, NoQuery)
        return Response(drift_of(user, study))


class LabelDriftFigure(APIView):
    """How each rater moves, drawn."""

    @extend_schema(
        operation_id="label_drift_figure",
        parameters=[DriftFigureQuery],
        responses={(200, "image/svg+xml"): OpenApiTypes.STR},
    )
    def get(self, request: Request, study_id: UUID) -> HttpResponse:
        """As SVG."""
        user, study = _readable(request, study_id)
        wanted = query(request, DriftFigureQuery)
        words = words_of(wanted["language"], wanted["by"], wanted["measure"])
        drawn = draw_label_drift(drift_of(user, study), words, **wanted)
        return HttpResponse(drawn, content_type="image/svg+xml")
