"""On which videos a person may see everybody's submitted answers now."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from annotator.accounts.models import User
from annotator.scoring.blindness import standing_of
from annotator.scoring.models import SecondReading, has_finished


def answers_open_to(user: User) -> Q:
    """The condition that all submitted answers on a video are open to the person.

    They are where the person oversees and does not score, where the protocol is not blind, and elsewhere once the
    person's own answers are in; never while a second reading of the video waits for the person.
    """
    standing = standing_of(user)
    opened = Q(study__in=standing.open)
    for study_id, scale_keys in standing.after_own.items():
        opened |= Q(study=study_id) & has_finished(user, scale_keys, video="pk")
    due = SecondReading.objects.filter(
        video=OuterRef("pk"), operator_id=user.pk, due_at__lte=timezone.now(), done_at=None
    )
    return opened & ~Q(Exists(due))
