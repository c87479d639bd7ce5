"""Writes down what a rater says, a batch at a time: all of it or nothing, and never twice."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BigAutoField, DateTimeField, Q, UUIDField
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.core.prepared import Prepared, PreparedUpdate, columns_of, objects_of
from annotator.labelling.claiming import RESERVED_FOR, add_repeats, without_consent
from annotator.labelling.models import FIRST, FrameLabel, LabelSource, LabelTask, LabelValue, Question
from annotator.labelling.rules import LabelRule, is_drawn, label_rule_of
from annotator.scoring.blindness import works_blind
from annotator.studies.models import Role, Study
from annotator.studies.services import current_protocol

LARGEST_BATCH = 200
MOST_CLOCK_ERROR = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Said:
    """One statement as it travels.

    Attributes:
        id: the statement's own id, made on the device; sending it twice is recognised by it.
        task: the turn it answers.
        supersedes: the rater's label it replaces; None for the first.
        at: when it was said, by the device's clock.
        decided_ms, sitting, position: None when unknown.
    """

    id: UUID
    task: UUID
    value: str
    supersedes: UUID | None
    at: datetime
    reason: str = ""
    actions: tuple[str, ...] = ()
    note: str = ""
    decided_ms: int | None = None
    sitting: UUID | None = None
    position: int | None = None


@dataclass
class _Batch:
    """What is known while a batch is read.

    Attributes:
        tasks: the turns it answers.
        known: statements of the batch that were written before.
        live: the rater's labels in force by frame and reading, those cleared included.
        news, ended: what is to be written, and which rows it supersedes.
    """

    tasks: dict[UUID, LabelTask]
    known: dict[UUID, FrameLabel]
    live: dict[tuple[UUID, int], FrameLabel]
    news: list[FrameLabel] = field(default_factory=list)
    ended: list[UUID] = field(default_factory=list)


def _answered(study: Any, tasks: Any) -> Any:
    rows = LabelTask.objects.select_for_update(of=("self",)).filter(pk__in=tasks, study=study)
    present = rows.filter(frame__video__infant__withdrawn_at=None)
    return present.values_list(*columns_of(LabelTask), "frame__video__infant_id")


def _concerned(rater: Any, ids: Any, frames: Any) -> Any:
    in_force = Q(frame__pk__in=frames, rater=rater, superseded_at=None)
    return FrameLabel.objects.filter(Q(pk__in=ids) | in_force).values_list(*columns_of(FrameLabel))


_ANSWERED = Prepared(_answered, study=UUIDField(), tasks=UUIDField())
_LABELS = Prepared(_concerned, rater=BigAutoField(), ids=UUIDField(), frames=UUIDField())
_SETTLE = PreparedUpdate(
    lambda tasks, done_at, reserved_until: (
        LabelTask.objects.filter(pk__in=tasks),
        {"done_at": done_at, "reserved_until": reserved_until},
    ),
    tasks=UUIDField(),
    done_at=DateTimeField(),
    reserved_until=DateTimeField(),
)


@transaction.atomic
def save_labels(*, actor: User, roles: frozenset[Role], study: Study, said: Sequence[Said], sent_at: datetime) -> int:
    """Writes the statements in their order; returns how many were news.

    Args:
        roles: what the actor is in the study.
        sent_at: the device's clock when it sent the batch: what it is off is taken off every statement's time.

    Raises:
        DomainError: nothing was written, and `label` names the statement: `clock_wrong`, `reason_unknown`,
            `reason_missing`, `action_unknown` (422), `not_found` (404), `label_id_taken` (409),
            `consent_scope_missing` (409), `label_changed` (409, with `mine` and `server`).
    """
    clock_error = timezone.now() - sent_at
    if abs(clock_error) > MOST_CLOCK_ERROR:
        days = round(abs(clock_error) / timedelta(days=1))
        message = f"This device's clock is off by {days} days. Set it right; nothing is lost."
        raise DomainError("clock_wrong", message, status_code=422, extra={"server_time": timezone.now().isoformat()})
    protocol = current_protocol(study)
    rule = label_rule_of(protocol.document)
    batch = _read(actor, study, said)
    blind = works_blind(roles, protocol.document)
    facts = {"study": study, "protocol": protocol, "rater": actor, "source": LabelSource.PERSON, "blind": blind}
    for one in said:
        if one.id in batch.known:
            _require_same(one, batch.known[one.id], batch.tasks[one.task], actor)
            continue
        _check(one, rule)
        _take(one, batch, {**facts, "client_at": one.at + clock_error})
    if batch.news:
        _write(actor, study, batch, rule)
    return len(batch.news)


def _read(actor: User, study: Study, said: Sequence[Said]) -> _Batch:
    """The tasks and what is in force on their frames; raises `not_found` or `consent_scope_missing`."""
    rows = _ANSWERED.rows(study=study.pk, tasks=sorted({one.task for one in said}))
    tasks = {task.pk: task for task in objects_of(LabelTask, [row[:-1] for row in rows])}
    infants: dict[UUID, UUID] = {row[0]: row[-1] for row in rows}
    refused = without_consent(set(infants.values()))
    for one in said:
        task = tasks.get(one.task)
        if task is None or (task.reading != FIRST and task.rater_id != actor.pk):
            message = "This frame does not exist any more, or you may not see it."
            raise DomainError("not_found", message, status_code=404, extra={"label": str(one.id)})
        if infants[task.pk] in refused:
            message = "The parents have not agreed to labelling of this infant's videos."
            raise DomainError("consent_scope_missing", message, status_code=409, extra={"label": str(one.id)})
    frames, ids = {task.frame_id for task in tasks.values()}, {one.id for one in said}
    found = _LABELS.rows(rater=actor.pk, ids=sorted(ids), frames=sorted(frames))
    labels = objects_of(FrameLabel, found)
    known = {label.pk: label for label in labels if label.pk in ids}
    live = {
        (label.frame_id, label.reading): label
        for label in labels
        if label.rater_id == actor.pk and label.superseded_at is None
    }
    return _Batch(tasks, known, live)


def content_of(label: FrameLabel | Said) -> dict[str, Any]:
    """What a statement says, without when and how it was said."""
    return {"value": label.value, "reason": label.reason, "actions": list(label.actions), "note": label.note}


def _require_same(one: Said, known: FrameLabel, task: LabelTask, actor: User) -> None:
    same = (known.rater_id, known.frame_id, known.reading) == (actor.pk, task.frame_id, task.reading)
    if not same or content_of(known) != content_of(one):
        message = "Another statement already has this id."
        raise DomainError("label_id_taken", message, status_code=409, extra={"label": str(one.id)})


def _check(one: Said, rule: LabelRule) -> None:
    problem: tuple[str, str] | None = None
    if one.value == LabelValue.UNUSABLE and not one.reason:
        problem = "reason_missing", "Say why the frame cannot be used."
    elif one.reason and (one.value != LabelValue.UNUSABLE or one.reason not in rule.exclusion_reasons):
        problem = "reason_unknown", "The study's protocol does not know this reason."
    elif set(one.actions) - set(rule.frame_actions):
        problem = "action_unknown", "The study's protocol does not ask for this action."
    if problem:
        raise DomainError(*problem, status_code=422, extra={"label": str(one.id)})


def _take(one: Said, batch: _Batch, facts: Mapping[str, Any]) -> None:
    task = batch.tasks[one.task]
    key = (task.frame_id, task.reading)
    former = batch.live.get(key)
    if (former.pk if former else None) != one.supersedes:
        raise _conflict(one, former)
    now = timezone.now()
    label = FrameLabel(
        id=one.id,
        created_at=now,
        frame_id=task.frame_id,
        reading=task.reading,
        previous=former,
        decided_ms=one.decided_ms,
        sitting=one.sitting,
        position=one.position,
        **content_of(one),
        **facts,
    )
    if former is not None and former not in batch.news:
        batch.ended.append(former.pk)
    elif former is not None:
        former.superseded_at = now
    batch.news.append(label)
    batch.live[key] = label


def _conflict(one: Said, former: FrameLabel | None) -> DomainError:
    message = "You have labelled this frame elsewhere meanwhile. Both answers are here to choose from."
    server = {"id": str(former.pk), **content_of(former)} if former else None
    extra = {"label": str(one.id), "mine": {"id": str(one.id), **content_of(one)}, "server": server}
    return DomainError("label_changed", message, status_code=409, extra=extra)


def _write(actor: User, study: Study, batch: _Batch, rule: LabelRule) -> None:
    now = timezone.now()
    if batch.ended:
        FrameLabel.objects.filter(pk__in=batch.ended).update(superseded_at=now)
    FrameLabel.objects.bulk_create(batch.news)
    answered = {(label.frame_id, label.reading): label for label in batch.news}
    tasks = {(task.frame_id, task.reading): task for task in batch.tasks.values()}
    done = [task for key, task in tasks.items() if key in answered and answered[key].value != LabelValue.CLEARED]
    reopened = [task for key, task in tasks.items() if key in answered and answered[key].value == LabelValue.CLEARED]
    _settle(actor, done, {"done_at": now, "reserved_until": None})
    _settle(actor, reopened, {"done_at": None, "reserved_until": now + RESERVED_FOR})
    fresh = [
        task.frame_id for task in done if task.reading == FIRST and answered[task.frame_id, FIRST].previous is None
    ]
    repeats = [frame for frame in fresh if is_drawn(rule.repeat_percent, "repeat", frame, actor.pk)]
    if repeats:
        add_repeats(actor, study, repeats, rule.repeat_after_days)
    again = [label.frame_id for label in batch.news if label.previous is not None]
    if again:
        Question.objects.filter(frame__in=again, rater=actor, answered_at=None).update(answered_at=now)
    detail = {"labels": len(batch.news), "superseded": len(batch.ended), "sha256": _sha256_of(batch.news)}
    record(actor=actor, action="labels.saved", study_id=study.pk, subject=study, detail=detail)


def _settle(actor: User, tasks: Sequence[LabelTask], state: dict[str, Any]) -> None:
    """Marks turns as taken by the rater; what somebody else was given meanwhile stays theirs, beside this one."""
    mine = [task.pk for task in tasks if task.rater_id == actor.pk]
    if mine:
        _SETTLE.run(tasks=mine, **state)
    for task in tasks:
        if task.rater_id != actor.pk:
            _take_back(actor, task, state)


def _take_back(actor: User, task: LabelTask, state: dict[str, Any]) -> None:
    """A turn whose reservation had ended: the rater's own at the frame if there is one, else this, else one more."""
    at_frame = LabelTask.objects.filter(frame=task.frame_id, reading=FIRST)
    if at_frame.filter(rater=actor).update(**state):
        return
    if task.rater_id is None:
        at_frame.filter(pk=task.pk).update(rater=actor, **state)
        return
    last = at_frame.order_by("-turn")[0]
    facts = {"study_id": task.study_id, "frame_id": task.frame_id, "place": task.place, "spot_check": task.spot_check}
    LabelTask.objects.create(**facts, turn=last.turn + 1, rater=actor, **state)


def _sha256_of(labels: Sequence[FrameLabel]) -> str:
    """Of the statements themselves, so that the log proves them without holding them."""
    content = [[str(label.pk), str(label.frame_id), label.reading, content_of(label)] for label in labels]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
