"""What a clinician's look at a frame is worth. Knows no web application, no database.

The worth of a look is the chance that it changes the label. Raters and the model are taken as independent witnesses of
one truth, each right with a known chance, as in Dawid and Skene (1979) with fixed rates; the model's calibrated
probability is its evidence. The rates order a queue and decide nothing.

A queue that puts frames first because the model differs would tell the model's opinion before the clinician's own. So
such frames and the spot checks share one reason, and a spot check gets a worth drawn from the same range.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from annotator.labelling.rules import NONPAIN, PAIN, UNUSABLE, SupervisionRule, is_drawn

DISAGREE, UNSURE, CHECK, AGREED = "disagree", "unsure", "check", "agreed"
REASONS = (DISAGREE, UNSURE, CHECK, AGREED)

RATER_RIGHT, RULE_RIGHT = 0.85, 0.7  # the order hardly moves with them; a label by rule weighs less than a person's
CONFIDENT = 0.8  # from here the model differs confidently
SURE_ENOUGH = 1e-6  # keeps the odds of a probability of 0 or 1 finite
CHECKED_WORTH = (0.3, 1.0)  # of frames where the model differs confidently, and drawn for spot checks


@dataclass(frozen=True, slots=True)
class Vote:
    """One label in force; `by_rule` for one that follows from the video's score."""

    value: str
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class Worth:
    """Why a frame is looked at, what that is worth from 0 to 1, and what the raters agree on (empty: nothing)."""

    reason: str
    gain: float
    agreed: str


def worth_of(frame: UUID, votes: Sequence[Vote], suggested: float | None, rule: SupervisionRule) -> Worth:
    """Where a frame belongs in the queue.

    Args:
        frame: lots are drawn by it.
        votes: labels in force, at least one; a label by rule counts only where nobody has looked.
        suggested: the model's calibrated probability of pain; None where there is none or it may not steer.
        rule: the protocol's.
    """
    spoken = [vote for vote in votes if not vote.by_rule] or list(votes)
    said = {vote.value for vote in spoken}
    settled = said & {PAIN, NONPAIN, UNUSABLE}
    pain = chance_of_pain(spoken, suggested)
    if len(settled) > 1:
        return Worth(DISAGREE, 1 - max(pain, 1 - pain) if UNUSABLE not in settled else 0.5, "")
    if not settled or settled != said:
        return Worth(UNSURE, min(pain, 1 - pain), "")
    (agreed,) = settled
    if agreed != UNUSABLE and suggested is not None and (suggested if agreed == NONPAIN else 1 - suggested) > CONFIDENT:
        return Worth(CHECK, _within(CHECKED_WORTH, pain if agreed == NONPAIN else 1 - pain), agreed)
    if is_drawn(rule.spot_check_percent, "supervision", frame):
        return Worth(CHECK, _within(CHECKED_WORTH, _lot(frame)), agreed)
    return Worth(AGREED, 0.0, agreed)


def chance_of_pain(votes: Sequence[Vote], suggested: float | None) -> float:
    """What raters and model together make of a frame, before anybody else has looked."""
    odds = 0.0
    for vote in votes:
        right = RULE_RIGHT if vote.by_rule else RATER_RIGHT
        if vote.value in (PAIN, NONPAIN):
            odds += math.log(right / (1 - right)) * (1 if vote.value == PAIN else -1)
    if suggested is not None:
        bounded = min(1 - SURE_ENOUGH, max(SURE_ENOUGH, suggested))
        odds += math.log(bounded / (1 - bounded))
    return 1 / (1 + math.exp(-odds))


def _within(limits: tuple[float, float], share: float) -> float:
    return limits[0] + share * (limits[1] - limits[0])


def _lot(frame: UUID) -> float:
    return int.from_bytes(hashlib.sha256(f"place/{frame}".encode()).digest()[:4], "big") / 2**32
