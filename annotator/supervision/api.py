"""Supervision: the clinician's queue, decisions, questions to raters, and what suggestions changed."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.agreement.models import Reason
from annotator.core.errors import DomainError
from annotator.core.requests import NoQuery, body, find, page, page_of, query, require_short
from annotator.experiments.models_api import maps_of
from annotator.experiments.services import approved_model
from annotator.frames.models import Frame
from annotator.jobs.api import JobOut
from annotator.jobs.models import Job
from annotator.labelling.models import FinalLabel, FrameLabel
from annotator.labelling.rules import label_rule_of, supervision_rule_of
from annotator.studies.models import Study
from annotator.studies.permissions import Action, member_study, require
from annotator.studies.services import current_protocol
from annotator.supervision.deciding import MOST_AT_ONCE, Decision, decide
from annotator.supervision.effect import effect_of
from annotator.supervision.models import ReviewCase, ReviewPreparation
from annotator.supervision.preparing import is_outdated, prepare, queue_of
from annotator.supervision.presenting import finals_of, shown_cases, shown_final, shown_suggestion
from annotator.supervision.sending_back import send_back
from annotator.supervision.shapes import (
    CaseQuery,
    EffectOut,
    FinalLabelsIn,
    FinalLabelsOut,
    MapsOut,
    QuestionIn,
    QuestionOut,
    ReviewCaseOut,
    ReviewStateOut,
)
from annotator.supervision.suggesting import suggestions_of
from annotator.supervision.valuing import REASONS

COUNTED_UP_TO = 10_000


class Supervision(APIView):
    """The clinician's queue of a study."""

    @extend_schema(operation_id="supervision_retrieve", responses=ReviewStateOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """How much waits, by reason, and how suggestions are told."""
        user = person_of(request)
        study, _ = member_study(user, study_id, Action.SUPERVISE)
        query(request, NoQuery)
        return Response(ReviewStateOut(_state(user, study)).data)

    @extend_schema(operation_id="supervision_prepare", request=None, responses={202: JobOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Makes the queue, or brings it up to date."""
        user = person_of(request)
        study, _ = member_study(user, study_id, Action.SUPERVISE)
        _, job = prepare(actor=user, study=study)
        return Response(JobOut(job).data, status=status.HTTP_202_ACCEPTED)


def _state(user: User, study: Study) -> dict[str, Any]:
    queue, document = queue_of(study), current_protocol(study).document
    newest = ReviewPreparation.objects.filter(study=study).order_by("-created_at").first()
    job = Job.objects.filter(subject_id=newest.pk).order_by("-created_at").first() if newest else None
    model, rule = approved_model(study.pk), supervision_rule_of(document)
    cases = ReviewCase.objects.visible_to(user).filter(preparation=queue)
    left = [
        {"reason": reason, "frames": cases.filter(reason=reason, decided_at=None)[:COUNTED_UP_TO].count()}
        for reason in REASONS
    ]
    return {
        "prepared_at": queue.created_at if queue else None,
        "outdated": queue is not None and is_outdated(queue),
        "job": job,
        "left": left,
        "decided": cases.filter(decided_at__isnull=False)[:COUNTED_UP_TO].count(),
        "suggestions": rule.suggestions,
        "silent_percent": rule.silent_percent,
        "model_number": model.number if model else None,
        "reasons": label_rule_of(document).exclusion_reasons,
        "whys": [reason for reason in Reason.values if reason != Reason.WINDOW_DIFFERS],
    }


class ReviewCaseList(APIView):
    """Frames to decide about."""

    @extend_schema(operation_id="review_cases_list", parameters=[CaseQuery], responses=page_of(ReviewCaseOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Those worth most first; or those that are decided, newest first."""
        user = person_of(request)
        study, _ = member_study(user, study_id, Action.SUPERVISE)
        wanted = query(request, CaseQuery)
        decided = wanted.pop("decided")
        cases = ReviewCase.objects.visible_to(user).filter(preparation=queue_of(study), **wanted)
        cases = cases.filter(decided_at__isnull=not decided)
        ordering = ("-decided_at", "-id") if decided else ("place", "id")
        rule, model = supervision_rule_of(current_protocol(study).document), approved_model(study.pk)

        def shape(chosen: list[ReviewCase], **options: Any) -> ReviewCaseOut:
            return ReviewCaseOut(shown_cases(user, study, chosen, rule=rule, model=model), **options)

        return page(request, cases, shape, ordering=ordering)


class FinalLabels(APIView):
    """Decisions about frames."""

    @extend_schema(operation_id="final_labels_decide", request=FinalLabelsIn, responses=FinalLabelsOut)
    def put(self, request: Request, study_id: UUID) -> Response:
        """Writes down what I decide, and tells what may be told after it."""
        user = person_of(request)
        study, _ = member_study(user, study_id, Action.SUPERVISE)
        require_short(request.data, "decisions", MOST_AT_ONCE)
        given = body(request, FinalLabelsIn)
        decisions = [Decision(**one) for one in given["decisions"]]
        finals = decide(actor=user, study=study, decisions=decisions, in_run=given["in_run"])
        return Response(FinalLabelsOut({"decided": _told(user, study, finals)}).data)


def _told(user: User, study: Study, finals: list[FinalLabel]) -> list[dict[str, Any]]:
    rule, model = supervision_rule_of(current_protocol(study).document), approved_model(study.pk)
    said = suggestions_of(model, [final.frame_id for final in finals])
    return [
        {
            "final": shown_final(final),
            "suggestion": shown_suggestion(user, final.frame_id, rule, model, said.get(final.frame_id), final),
        }
        for final in finals
    ]


class FrameHeatMaps(APIView):
    """Why the model suggests what it suggests."""

    @extend_schema(operation_id="frame_heat_maps", responses=MapsOut)
    def get(self, request: Request, frame_id: UUID) -> Response:
        """The approved model's maps of a frame; refused where its suggestion may not be told (yet)."""
        user = person_of(request)
        frame = find(Frame.objects.visible_to(user).select_related("video__study"), pk=frame_id)
        study = frame.video.study
        require(user, Action.SUPERVISE, study)
        query(request, NoQuery)
        find(ReviewCase.objects.visible_to(user).filter(preparation=queue_of(study)), frame=frame)
        rule, model = supervision_rule_of(current_protocol(study).document), approved_model(study.pk)
        said, final = suggestions_of(model, [frame.pk]).get(frame.pk), finals_of([frame.pk]).get(frame.pk)
        if model is None or shown_suggestion(user, frame.pk, rule, model, said, final) is None:
            message = "There is no suggestion for this frame that may be shown now."
            raise DomainError("no_suggestion", message, status_code=409)
        return Response(MapsOut({"maps": maps_of(model, [frame.pk])[frame.pk]}).data)


class LabelQuestions(APIView):
    """Questions to raters."""

    @extend_schema(operation_id="label_questions_ask", request=QuestionIn, responses={201: QuestionOut})
    def post(self, request: Request, study_id: UUID) -> Response:
        """Sends a label back; its rater looks at the frame anew."""
        user = person_of(request)
        study, _ = member_study(user, study_id, Action.SUPERVISE)
        given = body(request, QuestionIn)
        labels = FrameLabel.objects.live().visible_to(user).filter(study=study)
        question = send_back(actor=user, label=find(labels, pk=given["label"]), text=given["text"])
        return Response(QuestionOut(question).data, status=status.HTTP_201_CREATED)


class SuggestionEffect(APIView):
    """What suggestions changed."""

    @extend_schema(operation_id="suggestion_effect", responses=EffectOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """Decisions with a suggestion beside those of the silent share."""
        user = person_of(request)
        study, _ = member_study(user, study_id, Action.SUPERVISION_READ)
        query(request, NoQuery)
        return Response(effect_of(user, study))
