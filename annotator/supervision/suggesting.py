"""Which suggestion may be sent for which frame: after the clinician's own answer, at once, or never."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from annotator.accounts.models import User
from annotator.experiments.models import ModelVersion, Prediction
from annotator.labelling.models import Arm, FinalLabel, LabelValue
from annotator.labelling.rules import NEVER, SupervisionRule

SENT = (Arm.AFTERWARDS, Arm.AT_ONCE)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a model says of a frame; `spread` is how far its networks lie apart, None where one was asked."""

    probability: float
    spread: float | None


def suggestions_of(model: ModelVersion | None, frames: Iterable[UUID]) -> dict[UUID, Suggestion]:
    """What the model says, by frame; not yet decided who may know."""
    if model is None:
        return {}
    rows = Prediction.objects.filter(model=model, frame__in=list(frames))
    said = rows.values_list("frame_id", "probability", "spread")
    return {frame: Suggestion(probability, spread) for frame, probability, spread in said}


def arm_of(rule: SupervisionRule, frame: UUID, suggestion: Suggestion | None) -> Arm:
    """How a frame's suggestion may reach who decides; drawn by the frame's id, so that it is the same every time."""
    if rule.suggestions == NEVER:
        return Arm.NEVER
    if rule.is_silent(frame):
        return Arm.SILENT
    return Arm(rule.suggestions) if suggestion else Arm.NONE


def may_send(arm: str, final: FinalLabel | None, user: User) -> bool:
    """Whether the person may be told now; `final` is the decision in force, taken back ones included."""
    if arm != Arm.AFTERWARDS:
        return arm == Arm.AT_ONCE
    return final is not None and final.decided_by_id == user.pk and not final.in_run and _was_answered(final)


def _was_answered(final: FinalLabel) -> bool:
    """Whether there is an answer, or was one before it was taken back: what was told cannot be untold."""
    return final.value != LabelValue.CLEARED or final.suggestion_seen


def reliability_of(model: ModelVersion, probability: float) -> dict[str, Any] | None:
    """How often frames with about this probability did show pain, among infants the model had not seen.

    Returns:
        `low`, `high`, `frames` and `pain` of the band around the probability; None where the report has no such frames.
    """
    for band in (model.run.report or {}).get("reliability", []):
        if band["low"] <= probability <= band["high"] and band["frames"]:
            return dict(band)
    return None
