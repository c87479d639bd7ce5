"""Gives a rater the next frames to look at, so that two people meet on a frame only where that is planned."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BigAutoField, DateTimeField, Exists, OuterRef, PositiveBigIntegerField, Q, UUIDField
from django.utils import timezone

from annotator.accounts.models import User
from annotator.core.errors import DomainError
from annotator.core.prepared import Prepared, PreparedUpdate
from annotator.faces.models import FaceReview, Verdict
from annotator.labelling.models import FIRST, REPEAT, LabelCursor, LabelTask, LabelTaskQuerySet
from annotator.studies.models import Consent, Scope, Study

RESERVED_FOR = timedelta(hours=12)
MOST_HELD = 6_000
ONE_REPEAT_AMONG = 10  # so that a repeat is not what a sitting begins with, nor all it consists of


@transaction.atomic
def claim(*, actor: User, study: Study, count: int) -> list[UUID]:
    """Reserves up to `count` more tasks for the rater, in the order of the queue, due repeats mixed in.

    A reservation nobody used within twelve hours ends, and the frame waits for whoever comes next.

    Raises:
        DomainError: `too_many_held` (409) when the rater already holds more than anybody labels in a sitting.
    """
    _release_expired(study)
    if _HELD.rows(study=study.pk, rater=actor.pk, skip=MOST_HELD - count):
        raise DomainError("too_many_held", "Label the frames you already have first.", status_code=409)
    repeats = _due_repeats(actor, study, count)
    share = max(1, count // ONE_REPEAT_AMONG)
    fresh = _open_tasks(actor, study, count - min(share, len(repeats)))
    repeats = repeats[: max(share, count - len(fresh))]
    now = timezone.now()
    if fresh:
        _RESERVE.run(tasks=[pk for pk, _ in fresh], rater=actor.pk, until=now + RESERVED_FOR)
    for number, repeat in enumerate(repeats):
        # Among the fresh ones, where nothing tells it from them.
        place = fresh[repeat.int % len(fresh)][1] if fresh else number
        LabelTask.objects.filter(pk=repeat).update(place=place, reserved_until=now + RESERVED_FOR)
    if fresh and not _REACH.run(study=study.pk, rater=actor.pk, place=fresh[-1][1]):
        LabelCursor.objects.create(study=study, rater=actor, place=fresh[-1][1])
    return [pk for pk, _ in fresh] + repeats


def held_by(user: User, study: Study) -> LabelTaskQuerySet:
    """The tasks a rater has been given and not done."""
    mine = LabelTask.objects.filter(study=study, rater=user, done_at=None, retired_at=None)
    return mine.filter(reserved_until__isnull=False)


def open_to(user: User, study: Study) -> LabelTaskQuerySet:
    """The tasks that wait for anybody and could be the rater's, one per frame, without covered faces."""
    mine = LabelTask.objects.filter(frame=OuterRef("frame_id"), rater=user)
    lower = LabelTask.objects.filter(
        frame=OuterRef("frame_id"), reading=FIRST, rater=None, retired_at=None, turn__lt=OuterRef("turn")
    )
    covered = FaceReview.objects.live().filter(
        frame=OuterRef("frame_id"), verdict__in=[Verdict.COVERED, Verdict.NO_FACE]
    )
    tasks = LabelTask.objects.filter(study=study, rater=None, retired_at=None)
    return tasks.filter(~Exists(mine), ~Exists(lower), ~Exists(covered), frame__video__infant__withdrawn_at=None)


def _next_open(study: Any, rater: Any, cursor: Any, count: int, refused: Sequence[Any]) -> Any:
    tasks = open_to(rater, study).filter(place__gte=cursor).order_by("place", "pk")
    if connection.vendor == "postgresql":
        tasks = tasks.select_for_update(of=("self",), skip_locked=True)
    if refused:
        tasks = tasks.exclude(frame__video__infant__pk__in=refused)
    return tasks.values_list("pk", "place", "frame__video__infant_id")[:count]


def _next_due(study: Any, rater: Any, now: Any, most: int) -> Any:
    due = LabelTask.objects.filter(study=study, rater=rater, done_at=None, reading=REPEAT, reserved_until=None)
    wanted = due.filter(due_at__lte=now, retired_at=None, frame__video__infant__withdrawn_at=None)
    return wanted.order_by("due_at", "pk").values_list("pk")[:most]


def _expired(study: Any, now: Any) -> LabelTaskQuerySet:
    return LabelTask.objects.filter(study=study, done_at=None, reading=FIRST, reserved_until__lt=now)


_ONE: dict[str, Any] = {"study": UUIDField(), "rater": BigAutoField()}
_NEXT_OPEN = Prepared(_next_open, **_ONE, cursor=PositiveBigIntegerField(), refused=UUIDField())
_NEXT_DUE = Prepared(_next_due, **_ONE, now=DateTimeField())
_FIRST_EXPIRED = Prepared(
    lambda study, now: _expired(study, now).order_by("place").values_list("place")[:1],
    study=UUIDField(),
    now=DateTimeField(),
)
_HELD = Prepared(lambda study, rater, skip: held_by(rater, study).values_list("pk")[skip : skip + 1], **_ONE)
_REACHED = Prepared(
    lambda study, rater: LabelCursor.objects.filter(study=study, rater=rater).values_list("place"), **_ONE
)
_REACH = PreparedUpdate(
    lambda study, rater, place: (LabelCursor.objects.filter(study=study, rater=rater), {"place": place}),
    **_ONE,
    place=PositiveBigIntegerField(),
)
_RESERVE = PreparedUpdate(
    lambda tasks, rater, until: (LabelTask.objects.filter(pk__in=tasks), {"rater": rater, "reserved_until": until}),
    tasks=UUIDField(),
    rater=BigAutoField(),
    until=DateTimeField(),
)
_CONSENTS = Prepared(
    lambda infants: Consent.objects.filter(infant__pk__in=infants, superseded_at=None).values_list(
        "infant_id", "scopes"
    ),
    infants=UUIDField(),
)


def _open_tasks(user: User, study: Study, count: int) -> list[tuple[UUID, int]]:
    """Id and place of the next open tasks after the rater's cursor; infants without consent to labelling left out."""
    one = {"study": study.pk, "rater": user.pk}
    reached = _REACHED.rows(**one)
    cursor = reached[0][0] if reached else 0
    refused: set[UUID] = set()
    while True:
        rows = _NEXT_OPEN.rows(**one, cursor=cursor, count=count, refused=sorted(refused))
        news = without_consent({infant for *_, infant in rows})
        if not news:
            return [(pk, place) for pk, place, _ in rows]
        refused |= news


def without_consent(infants: set[UUID]) -> set[UUID]:
    """Those of the infants whose parents have not agreed to labelling."""
    consents = _CONSENTS.rows(infants=sorted(infants)) if infants else []
    return infants - {infant for infant, scopes in consents if Scope.LABEL in scopes}


def _due_repeats(user: User, study: Study, most: int) -> list[UUID]:
    return [pk for (pk,) in _NEXT_DUE.rows(study=study.pk, rater=user.pk, now=timezone.now(), most=most)]


def _release_expired(study: Study) -> None:
    now = timezone.now()
    first = _FIRST_EXPIRED.rows(study=study.pk, now=now)
    if first:
        _expired(study, now).update(rater=None, reserved_until=None)
        LabelCursor.objects.filter(study=study, place__gt=first[0][0]).update(place=first[0][0])


def add_repeats(user: User, study: Study, frames: Sequence[UUID], after_days: int) -> None:
    """Plans a second look at frames the rater has just labelled, so many days later."""
    due_at = timezone.now() + timedelta(days=after_days)
    LabelTask.objects.bulk_create(
        (
            LabelTask(study=study, frame_id=frame, place=0, reading=REPEAT, rater=user, due_at=due_at)
            for frame in frames
        ),
        ignore_conflicts=True,
    )


def how_many_left(user: User, study: Study, most: int) -> int:
    """How many frames could still become the rater's, counted up to `most`."""
    held = held_by(user, study).count()
    waiting = LabelTask.objects.filter(
        Q(due_at__lte=timezone.now()), study=study, rater=user, reading=REPEAT, reserved_until=None, done_at=None
    ).count()
    return min(most, held + waiting + open_to(user, study).values("pk")[:most].count())
