"""A rater's queue: what they hold, the next frames, and how much is left."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.accounts.models import User
from annotator.core.requests import NoQuery, StrictSerializer, body, page, page_of, query
from annotator.faces.review_api import BoxField
from annotator.labelling.claiming import claim, held_by
from annotator.labelling.labels_api import OwnLabelOut
from annotator.labelling.models import LabelTask
from annotator.labelling.presentation import shown_tasks
from annotator.labelling.progress import progress_of
from annotator.labelling.rules import NONPAIN, PAIN, label_rule_of
from annotator.scoring.scale_shape import WholeNumber
from annotator.studies.models import Study
from annotator.studies.permissions import Action, member_study
from annotator.studies.services import current_protocol

HELD, DONE = "held", "done"


class TaskFaceOut(serializers.Serializer[Any]):
    """Where the infant's face is, and the turn that makes it upright."""

    box = BoxField()
    turn = serializers.IntegerField()


class LabelTaskOut(serializers.Serializer[Any]):
    """A frame to look at; `crop` says that its face can be had as a small picture.

    `by_rule` is what follows from the score, told only where the protocol is open. `question` is what a supervisor asks
    about my label, null where they ask nothing: the frame is then to be labelled anew.
    """

    id = serializers.UUIDField()
    frame = serializers.UUIDField()
    video = serializers.UUIDField()
    pseudonym = serializers.CharField()
    index = serializers.IntegerField()
    pts_ms = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    face = TaskFaceOut(allow_null=True)
    crop = serializers.BooleanField()
    label = OwnLabelOut(allow_null=True)  # type: ignore[assignment]
    by_rule = serializers.ChoiceField([PAIN, NONPAIN], allow_null=True)
    question = serializers.CharField(allow_null=True)


class TaskQuery(StrictSerializer):
    """Which of my tasks: those I hold, or those I have done."""

    state = serializers.ChoiceField([HELD, DONE], default=HELD)


class ClaimIn(StrictSerializer):
    """How many more frames I want."""

    count = WholeNumber(min_value=1, max_value=1000)


class ClaimOut(serializers.Serializer[Any]):
    """The frames that are mine now; none when nothing is left for me."""

    tasks = LabelTaskOut(many=True)


def _shown(user: User, study: Study, ids: list[UUID]) -> list[dict[str, Any]]:
    return shown_tasks(user, ids, open_protocol=not current_protocol(study).document["blind"])


class LabelTaskList(APIView):
    """My tasks in a study."""

    @extend_schema(operation_id="label_tasks_list", parameters=[TaskQuery], responses=page_of(LabelTaskOut))
    def get(self, request: Request, study_id: UUID) -> Response:
        """Those I hold in the order of the queue, or those I have done, newest first."""
        user = person_of(request)
        study, _ = member_study(user, study_id, Action.LABEL)
        if query(request, TaskQuery)["state"] == HELD:
            tasks, ordering = held_by(user, study), ("place", "id")
        else:
            tasks = LabelTask.objects.visible_to(user).filter(study=study, done_at__isnull=False)
            ordering = ("-done_at", "-id")

        def shape(chosen: list[LabelTask], **options: Any) -> LabelTaskOut:
            return LabelTaskOut(_shown(user, study, [task.pk for task in chosen]), **options)

        return page(request, tasks.filter(frame__video__infant__withdrawn_at=None), shape, ordering=ordering)


class LabelTaskClaim(APIView):
    """More frames for me."""

    @extend_schema(request=ClaimIn, responses=ClaimOut)
    def post(self, request: Request, study_id: UUID) -> Response:
        """Reserves them and answers them in the order of the queue."""
        user = person_of(request)
        study, _ = member_study(user, study_id, Action.LABEL)
        ids = claim(actor=user, study=study, **body(request, ClaimIn))
        return Response({"tasks": _shown(user, study, ids)})


class LabelledOut(serializers.Serializer[Any]):
    """How many labels of each value are mine."""

    pain = serializers.IntegerField()
    nonpain = serializers.IntegerField()
    unusable = serializers.IntegerField()
    unsure = serializers.IntegerField()


class LabelProgressOut(serializers.Serializer[Any]):
    """How far I am. `left` is counted up to 10,000 (`more_left`); `pace_ms` is my usual time per frame.

    `reasons` and `actions` are what the protocol asks for; `blind` whether I see nothing before my own answer.
    """

    labelled = LabelledOut()
    left = serializers.IntegerField()
    more_left = serializers.BooleanField()
    pace_ms = serializers.IntegerField(allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField())
    actions = serializers.ListField(child=serializers.CharField())
    order = serializers.CharField()
    blind = serializers.BooleanField()


class LabelProgress(APIView):
    """How far I am with labelling."""

    @extend_schema(responses=LabelProgressOut)
    def get(self, request: Request, study_id: UUID) -> Response:
        """My counts, what is left, my pace, and what the protocol asks for."""
        user = person_of(request)
        study, _ = member_study(user, study_id, Action.LABEL)
        query(request, NoQuery)
        document = current_protocol(study).document
        rule = label_rule_of(document)
        asked = {"reasons": rule.exclusion_reasons, "actions": rule.frame_actions, "order": rule.order}
        return Response(LabelProgressOut({**progress_of(user, study), **asked, "blind": document["blind"]}).data)
