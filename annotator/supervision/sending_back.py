"""A label sent back to its rater with a question, who then looks at the frame anew."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.labelling.models import FIRST, FrameLabel, LabelSource, LabelTask, Question
from annotator.studies.models import Membership
from annotator.studies.permissions import ROLES, Action

WAITS_FOR = timedelta(days=365)  # a question is for one rater: its frame never goes to whoever comes next


@transaction.atomic
def send_back(*, actor: User, label: FrameLabel, text: str) -> Question:
    """Asks the rater about a label and opens its frame for them once more; the label stays until they answer.

    Raises:
        DomainError: `no_rater` for a label that no person here gave, `own_label`, `rater_gone`,
            `already_asked` (409).
    """
    if label.rater_id is None or label.source != LabelSource.PERSON:
        raise DomainError("no_rater", "Nobody here gave this label, so nobody can be asked.", status_code=409)
    if label.rater_id == actor.pk:
        raise DomainError("own_label", "This is your own label. Change it where you label.", status_code=409)
    member = Membership.objects.filter(study=label.study_id, user=label.rater_id, user__is_active=True).first()
    if member is None or not ROLES[Action.LABEL] & frozenset(member.roles):
        raise DomainError("rater_gone", "This rater no longer labels in the study.", status_code=409)
    facts = {"study_id": label.study_id, "frame_id": label.frame_id, "rater_id": label.rater_id}
    try:
        with transaction.atomic():
            question = Question.objects.create(**facts, label=label, asked_by=actor, text=text)
    except IntegrityError:
        message = "This rater has a question about the frame already."
        raise DomainError("already_asked", message, status_code=409) from None
    _open_again(label)
    record(actor=actor, action="label.sent_back", study_id=label.study_id, subject=label)
    return question


def _open_again(label: FrameLabel) -> None:
    state = {"done_at": None, "retired_at": None, "reserved_until": timezone.now() + WAITS_FOR}
    tasks = LabelTask.objects.filter(frame=label.frame_id, reading=FIRST)
    if tasks.filter(rater=label.rater_id).update(**state):
        return
    last = tasks.order_by("-turn").first()
    turn = {"turn": last.turn + 1 if last else 1, "place": last.place if last else 0}
    LabelTask.objects.create(study_id=label.study_id, frame_id=label.frame_id, rater_id=label.rater_id, **turn, **state)
