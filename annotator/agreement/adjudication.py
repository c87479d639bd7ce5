"""Deciding about a video whose operators disagree: the answers without names, and the decision."""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.agreement.answers import Answered, Question, answered_videos, levels_of
from annotator.agreement.comparison import is_open, lanes_json, lanes_of, window_facts
from annotator.agreement.models import ConsensusScore, Outcome, Reason
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.recordings.models import Video
from annotator.scoring.models import ScoreSheet
from annotator.scoring.times import milliseconds
from annotator.studies.services import current_protocol

LEAST_ANSWERS = 2


def case_of(user: User, video: Video, question: Question) -> dict[str, Any]:
    """The video's answers as JSON, in an order that is each person's own and tells nothing, and its decisions.

    Nothing in it names an operator, a sheet, a window or a time of submission.
    """
    answered = _answered(video, question, user)
    sheets = ScoreSheet.objects.filter(pk__in=[one.sheet for one in answered.answers] if answered else [])
    shuffled = sorted(
        sheets.select_related("window"),
        key=lambda sheet: _place(user, video, sheet.pk),
    )
    edges = milliseconds(video) if shuffled else []
    lanes = lanes_of(video, {sheet.operator_id for sheet in shuffled}, question.reading)
    values = {one.sheet: one.value for one in answered.answers} if answered else {}
    consensus = answered.consensus(question) if answered else None
    return {
        "video": str(video.pk),
        "hidden": not is_open(user, video),
        "own_answer": any(sheet.operator_id == user.pk for sheet in shuffled),
        "answers": [
            {
                "label": str(number),
                "value": values[sheet.pk],
                "values": sheet.values,
                "total": sheet.total,
                "pain": sheet.pain,
                "whine": sheet.whine,
                "window": _unnamed(window_facts(sheet.window, edges)),
                "lanes": lanes_json(lanes[sheet.operator_id], sheet.window),
            }
            for number, sheet in enumerate(shuffled, start=1)
        ],
        "scale": question.scale.key,
        "item": question.item,
        "levels": question.levels,
        "cutoff": None if question.cutoff is None else {"from": question.cutoff},
        "reasons": Reason.values,
        "state": consensus.state if consensus else "incomplete",
        "needed": bool(consensus and consensus.unresolved),
        "decision": decision_json(answered.decision, stale=answered.stale) if answered and answered.decision else None,
        "history": [_said(decision) for decision in _superseded(video, question)] if answered else [],
    }


def decision_json(decision: ConsensusScore, *, stale: bool = False) -> dict[str, Any]:
    """A decision as it travels, without who made it."""
    return {"id": str(decision.pk), **_said(decision), "stale": stale}


@transaction.atomic
def decide(*, actor: User, video: Video, question: Question, given: dict[str, Any]) -> ConsensusScore:
    """A decision; it takes the place of the one named in `supersedes`.

    Args:
        actor: who decides.
        video: the video.
        question: the scale, item and phase it is about.
        given: `outcome`, `value`, `reason`, `note` and `supersedes`, the id of the decision the actor saw, or None.

    Raises:
        DomainError: `value_off_scale`, `note_required` (400), `answers_hidden`, `not_enough_answers`, `own_answer`,
            `decided_meanwhile` (409, with `mine` and `server`).
    """
    # Two people who decide at once wait for each other here, and the second then sees the first's decision.
    Video.objects.select_for_update().get(pk=video.pk)
    if not is_open(actor, video):
        message = "Give your own answers on this video first, or let somebody else decide."
        raise DomainError("answers_hidden", message, status_code=409)
    answered = _answered(video, question, actor)
    _check(given, question)
    _require_answers(actor, answered)
    before = answered.decision if answered else None
    _require_unchanged(before, given)
    if before:
        ConsensusScore.objects.filter(pk=before.pk).update(superseded_at=timezone.now())
    facts = {name: given[name] for name in ("outcome", "value", "reason", "note")}
    decision = ConsensusScore.objects.create(
        video=video,
        protocol=current_protocol(video.study),
        scale_key=question.scale.key,
        item=question.item,
        phase=question.phase,
        sheets=sorted(str(one.sheet) for one in answered.answers) if answered else [],
        decided_by=actor,
        previous=before,
        **facts,
    )
    detail = {"video": str(video.pk), **({"previous": str(before.pk)} if before else {})}
    record(actor=actor, action="score.adjudicated", study_id=video.study_id, subject=decision, detail=detail)
    return decision


def _answered(video: Video, question: Question, user: User) -> Answered | None:
    """The video's answers, as far as they are open to the person."""
    return next((one for one in answered_videos(question, user, video=video.pk)), None)


def _superseded(video: Video, question: Question) -> Iterable[ConsensusScore]:
    """Former decisions on the same question, newest first."""
    about = {"scale_key": question.scale.key, "item": question.item, "phase": question.phase}
    return ConsensusScore.objects.filter(video=video, superseded_at__isnull=False, **about).order_by("-created_at")


def _said(decision: ConsensusScore) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "value": decision.value,
        "reason": decision.reason,
        "note": decision.note,
        "decided_at": decision.created_at.isoformat(),
    }


def _place(user: User, video: Video, sheet: UUID) -> bytes:
    """Where an answer stands for this person: the same on every visit, another for another person."""
    text = f"adjudication:{video.pk}:{user.pk}:{sheet}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), sha256).digest()


def _unnamed(window: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in window.items() if name != "window"}


def _check(given: dict[str, Any], question: Question) -> None:
    wanted = given["outcome"] == Outcome.SCORE
    levels = levels_of(question.scale, question.item)
    if wanted != (given["value"] is not None) or (wanted and given["value"] not in levels):
        message = f"A score lies on the scale, from {levels[0]} to {levels[-1]}; a video left out has none."
        raise DomainError("value_off_scale", message)
    if given["reason"] == Reason.OTHER and not given["note"].strip():
        raise DomainError("note_required", "Write a note to say what the reason is.")


def _require_answers(actor: User, answered: Answered | None) -> None:
    if answered is None or len(answered.answers) < LEAST_ANSWERS:
        message = "There is nothing to decide yet: a video needs at least two answers."
        raise DomainError("not_enough_answers", message, status_code=409)
    if any(one.operator == actor.pk for one in answered.answers):
        message = "One of these answers is yours, so somebody else has to decide."
        raise DomainError("own_answer", message, status_code=409)


def _require_unchanged(before: ConsensusScore | None, given: dict[str, Any]) -> None:
    if given["supersedes"] == (before.pk if before else None):
        return
    message = "Somebody decided about this video meanwhile. Look at both decisions."
    mine = {name: given[name] for name in ("outcome", "value", "reason", "note")}
    extra = {"mine": mine, "server": decision_json(before) if before else None}
    raise DomainError("decided_meanwhile", message, status_code=409, extra=extra)
