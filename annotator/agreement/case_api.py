"""One video: its operators side by side, and the decision about it."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.agreement.adjudication import case_of, decide, decision_json
from annotator.agreement.answers import ask
from annotator.agreement.case_shapes import CaseOut, ComparisonOut, DecisionOut
from annotator.agreement.comparison import compare
from annotator.agreement.shapes import ComparisonQuery, DecisionIn, QuestionQuery
from annotator.core.requests import body, find, query
from annotator.recordings.models import Video
from annotator.studies.permissions import Action, require


def video_for(user: User, video_id: UUID, action: Action) -> Video:
    """The video, when the person may do this with its answers; raises 404 when invisible, 403 by the table."""
    video = find(Video.objects.visible_to(user).select_related("study", "frame_times"), pk=video_id)
    require(user, action, video.study)
    return video


class Comparison(APIView):
    """A video as its operators saw it."""

    @extend_schema(operation_id="video_comparison", parameters=[ComparisonQuery], responses=ComparisonOut)
    def get(self, request: Request, video_id: UUID) -> Response:
        """Windows, answers and coded intervals, with how far they agree."""
        user = person_of(request)
        video = video_for(user, video_id, Action.AGREEMENT_READ)
        return Response(compare(user, video, ask(video.study, query(request, ComparisonQuery))))


class Adjudication(APIView):
    """Deciding about a video."""

    @extend_schema(operation_id="adjudication_case", parameters=[QuestionQuery], responses=CaseOut)
    def get(self, request: Request, video_id: UUID) -> Response:
        """Its answers without names, and the decision in force."""
        user = person_of(request)
        video = video_for(user, video_id, Action.ADJUDICATE)
        return Response(case_of(user, video, ask(video.study, query(request, QuestionQuery))))

    @extend_schema(operation_id="adjudicate", request=DecisionIn, responses={201: DecisionOut})
    def post(self, request: Request, video_id: UUID) -> Response:
        """Decides; a newer decision takes the place of the former."""
        user = person_of(request)
        video = video_for(user, video_id, Action.ADJUDICATE)
        given = body(request, DecisionIn)
        decision = decide(actor=user, video=video, question=ask(video.study, given), given=given)
        return Response(decision_json(decision), status=status.HTTP_201_CREATED)
