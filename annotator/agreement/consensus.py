"""From several operators' answers to one. Knows no web application, no database.

Source: rule A11 of the study rules: every answer is put on one side of the cut-off for pain, and answers on the same
side make a label; the thesis excludes videos whose answers fall on both sides (lines 1690-1692).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SINGLE, AGREED, DERIVED, ADJUDICATED = "single", "agreed", "derived", "adjudicated"
PENDING, EXCLUDED, INCOMPLETE = "pending", "excluded", "incomplete"
STATES = (SINGLE, AGREED, DERIVED, ADJUDICATED, PENDING, EXCLUDED, INCOMPLETE)


class Rule(StrEnum):
    """How a protocol makes one score of several."""

    UNANIMOUS_ELSE_ADJUDICATE = "unanimous_else_adjudicate"
    MEDIAN = "median"
    MAJORITY = "majority"
    EXCLUDE = "exclude"


@dataclass(frozen=True)
class Given:
    """One operator's answer.

    Attributes:
        value: The score.
        pain: On which side of the cut-off its own sheet lies; None where no cut-off speaks of it.
    """

    value: int
    pain: bool | None


@dataclass(frozen=True)
class Decision:
    """What somebody decided who had seen the answers.

    Attributes:
        value: The score; None to leave the video out.
        stale: Whether an answer changed, came or went since.
    """

    value: int | None
    stale: bool


@dataclass(frozen=True)
class Consensus:
    """The one score of a video.

    Attributes:
        state: One of `STATES`.
        value: None while there is none.
        rule: By which it was sought.
        stale: Whether it rests on a decision about other answers than those there are now.
        pain: On which side of the cut-off it lies; None where that cannot be said.
    """

    state: str
    value: int | None
    rule: Rule
    stale: bool
    pain: bool | None

    @property
    def unresolved(self) -> bool:
        """Whether somebody has to decide, or to look again."""
        return self.state == PENDING or self.stale


def lower_median(values: Sequence[int]) -> int:
    """The middle value; of an even number the lower of the two, so that it is always a level of the scale."""
    return sorted(values)[(len(values) - 1) // 2]


def same_side(given: Sequence[Given]) -> bool:
    """Whether all answers lie on one side of the cut-off; where one has no side, whether all values are the same."""
    sides = {answer.pain for answer in given}
    if None in sides:
        return len({answer.value for answer in given}) == 1
    return len(sides) == 1


def reach_consensus(
    given: Sequence[Given],
    *,
    rule: Rule,
    needed: int,
    decision: Decision | None = None,
    cutoff: int | None = None,
) -> Consensus:
    """The one score of a video.

    A decision counts under every rule but `exclude`, which is the thesis' and knows none. With fewer answers than
    needed nothing is derived.

    Args:
        given: Every operator's answer that has a value.
        rule: The protocol's, or another to see what it would give.
        needed: How many operators the protocol asks for.
        decision: The one in force, if any.
        cutoff: From which value of this very item a video counts as pain; None when the cut-off speaks of another.
    """
    if decision is not None and rule != Rule.EXCLUDE:
        state = EXCLUDED if decision.value is None else ADJUDICATED
        return Consensus(state, decision.value, rule, decision.stale, _side(decision.value, given, cutoff))
    if not given or len(given) < needed:
        return Consensus(INCOMPLETE, None, rule, False, None)
    value = _by_rule(given, rule)
    if value is None:
        return Consensus(EXCLUDED if rule == Rule.EXCLUDE else PENDING, None, rule, False, None)
    return Consensus(_state_of(given), value, rule, False, _side(value, given, cutoff))


def _by_rule(given: Sequence[Given], rule: Rule) -> int | None:
    values = [answer.value for answer in given]
    if rule == Rule.MEDIAN:
        return lower_median(values)
    if rule == Rule.MAJORITY:
        value, times = Counter(values).most_common(1)[0]
        return value if 2 * times > len(values) else None
    return lower_median(values) if same_side(given) else None


def _state_of(given: Sequence[Given]) -> str:
    if len(given) == 1:
        return SINGLE
    return AGREED if len({answer.value for answer in given}) == 1 else DERIVED


def _side(value: int | None, given: Sequence[Given], cutoff: int | None) -> bool | None:
    if value is None:
        return None
    if cutoff is not None:
        return value >= cutoff
    sides = {answer.pain for answer in given}
    return sides.pop() if len(sides) == 1 else None
