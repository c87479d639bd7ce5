"""Final labels: written all or none, superseded and never changed, each with what could be known when it was given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.experiments.services import approved_model
from annotator.frames.models import Frame
from annotator.labelling.claiming import without_consent
from annotator.labelling.models import FIRST, Arm, FinalLabel, FrameLabel, LabelSource, LabelValue
from annotator.labelling.rules import SupervisionRule, label_rule_of, supervision_rule_of
from annotator.studies.models import Protocol, Study
from annotator.studies.services import current_protocol
from annotator.supervision.models import ReviewCase
from annotator.supervision.suggesting import SENT, Suggestion, arm_of, suggestions_of
from annotator.supervision.valuing import Vote, worth_of

MOST_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision as it travels; `id` is made where it is decided, `supersedes` is None for a frame's first."""

    id: UUID
    frame: UUID
    value: str
    supersedes: UUID | None
    reason: str = ""
    why: str = ""
    note: str = ""
    decided_ms: int | None = None


@dataclass(frozen=True)
class _Desk:
    """What is known of the frames while decisions are read.

    Attributes:
        agreed: what the raters agree on now, by frame; empty where they do not.
        standing: the decisions in force, taken back ones included, by frame.
        known: decisions that were written before, by id.
        suggestions: what the approved model says, by frame.
        model: its id.
    """

    protocol: Protocol
    rule: SupervisionRule
    agreed: Mapping[UUID, str]
    standing: dict[UUID, FinalLabel]
    known: Mapping[UUID, FinalLabel]
    suggestions: Mapping[UUID, Suggestion]
    model: UUID | None


@transaction.atomic
def decide(*, actor: User, study: Study, decisions: Sequence[Decision], in_run: bool) -> list[FinalLabel]:
    """Writes decisions in their order; one that was sent before is not written again.

    Args:
        in_run: frames that are alike, approved together: each gets what its raters agree on.

    Returns:
        The decisions as they stand, in the given order.

    Raises:
        DomainError: nothing was written, and `frame` names the frame: `not_found` (404), `reason_unknown`,
            `reason_missing`, `why_missing` (422), `consent_scope_missing`, `label_id_taken`, `run_changed`,
            `decided_meanwhile` (409, with `mine` and `server`).
    """
    desk = _read(actor, study, decisions)
    news = []
    for one in decisions:
        if one.id in desk.known:
            _require_same(one, desk.known[one.id], actor)
            continue
        _check(one, desk, in_run=in_run)
        news.append(_take(actor, study, one, desk, in_run=in_run))
    if news:
        detail = {"frames": len(news), "in_run": in_run}
        record(actor=actor, action="review.decided", study_id=study.pk, subject=study, detail=detail)
    return [desk.known.get(one.id) or desk.standing[one.frame] for one in decisions]


def _read(actor: User, study: Study, decisions: Sequence[Decision]) -> _Desk:
    frames = {one.frame for one in decisions}
    waiting = ReviewCase.objects.visible_to(actor).filter(study=study, frame__in=frames)
    visible = set(waiting.values_list("frame_id", flat=True))
    infants = dict(Frame.objects.filter(pk__in=visible).values_list("pk", "video__infant_id"))
    refused = without_consent(set(infants.values()))
    for frame in frames:
        if frame not in visible:
            message = "This frame is not in the review queue, or you may not see it."
            raise DomainError("not_found", message, status_code=404, extra={"frame": str(frame)})
        if infants[frame] in refused:
            message = "The parents have not agreed to labelling."
            raise DomainError("consent_scope_missing", message, status_code=409, extra={"frame": str(frame)})
    model, protocol = approved_model(study.pk), current_protocol(study)
    rule = supervision_rule_of(protocol.document)
    standing = FinalLabel.objects.select_for_update().filter(frame__in=frames, superseded_at=None)
    return _Desk(
        protocol=protocol,
        rule=rule,
        agreed=agreed_labels(frames, rule),
        standing={final.frame_id: final for final in standing},
        known={final.pk: final for final in FinalLabel.objects.filter(pk__in=[one.id for one in decisions])},
        suggestions=suggestions_of(model, frames),
        model=model.pk if model else None,
    )


def agreed_labels(frames: set[UUID], rule: SupervisionRule) -> dict[UUID, str]:
    """What the raters of each frame agree on now; empty where they do not."""
    votes: dict[UUID, list[Vote]] = {}
    labels = FrameLabel.objects.live().filter(frame__in=frames, reading=FIRST)
    for frame, value, source in labels.values_list("frame_id", "value", "source"):
        votes.setdefault(frame, []).append(Vote(value, by_rule=source == LabelSource.RULE))
    return {frame: worth_of(frame, votes[frame], None, rule).agreed if frame in votes else "" for frame in frames}


def _check(one: Decision, desk: _Desk, *, in_run: bool) -> None:
    """Raises what is wrong with a decision in itself."""
    agreed, former, problem = desk.agreed[one.frame], desk.standing.get(one.frame), None
    is_decided = former is not None and former.value != LabelValue.CLEARED
    if one.value == LabelValue.UNUSABLE and not one.reason:
        problem = "reason_missing", "Say why the frame cannot be used.", 422
    elif one.reason and (
        one.value != LabelValue.UNUSABLE or one.reason not in label_rule_of(desk.protocol.document).exclusion_reasons
    ):
        problem = "reason_unknown", "The study's protocol does not know this reason.", 422
    elif in_run and (one.value != agreed or is_decided):
        problem = "run_changed", "A frame of this run has changed meanwhile. Look at it by itself.", 409
    elif agreed and one.value not in (agreed, LabelValue.CLEARED) and not one.why:
        problem = "why_missing", "The raters agree on something else. Say why you decide otherwise.", 422
    if problem:
        code, message, status = problem
        raise DomainError(code, message, status_code=status, extra={"frame": str(one.frame)})


def _take(actor: User, study: Study, one: Decision, desk: _Desk, *, in_run: bool) -> FinalLabel:
    former, suggestion = desk.standing.get(one.frame), desk.suggestions.get(one.frame)
    if (former.pk if former else None) != one.supersedes:
        raise _conflict(one, former)
    now = timezone.now()
    arm = former.arm if former else arm_of(desk.rule, one.frame, suggestion)
    told = former is not None and (former.suggestion_seen or former.revealed_at is not None)
    answered = arm == Arm.AFTERWARDS and one.value != LabelValue.CLEARED and not in_run
    if former is not None:
        FinalLabel.objects.filter(pk=former.pk).update(superseded_at=now)
    final = FinalLabel.objects.create(
        id=one.id,
        study=study,
        frame_id=one.frame,
        protocol=desk.protocol,
        decided_by=actor,
        agreed=desk.agreed[one.frame],
        arm=arm,
        suggested=suggestion.probability if suggestion else None,
        suggested_by=desk.model if suggestion else None,
        suggestion_seen=(told or arm == Arm.AT_ONCE) if arm in SENT and suggestion else told,
        revealed_at=now if answered and suggestion else None,
        decided_ms=one.decided_ms,
        in_run=in_run,
        previous=former,
        **content_of(one),
    )
    desk.standing[one.frame] = final
    decided_at = None if one.value == LabelValue.CLEARED else now
    ReviewCase.objects.filter(study=study, frame=one.frame).update(decided_at=decided_at)
    return final


def content_of(one: Decision | FinalLabel) -> dict[str, Any]:
    """What was decided, without the circumstances."""
    return {"value": one.value, "reason": one.reason, "why": one.why, "note": one.note}


def _require_same(one: Decision, known: FinalLabel, actor: User) -> None:
    same = known.frame_id == one.frame and known.decided_by_id == actor.pk
    if not same or content_of(known) != content_of(one):
        message = "Another decision already has this id."
        raise DomainError("label_id_taken", message, status_code=409, extra={"frame": str(one.frame)})


def _conflict(one: Decision, former: FinalLabel | None) -> DomainError:
    message = "Somebody has decided about this frame meanwhile. Both decisions are here to choose from."
    server = former and {
        **{"id": str(former.pk), "frame": str(former.frame_id), **content_of(former), "in_run": former.in_run},
        **{"decided_by_name": former.decided_by.name, "created_at": former.created_at.isoformat()},
    }
    extra = {"frame": str(one.frame), "mine": {"id": str(one.id), **content_of(one)}, "server": server}
    return DomainError("decided_meanwhile", message, status_code=409, extra=extra)
