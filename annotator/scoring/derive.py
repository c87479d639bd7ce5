"""Scores that follow from coded intervals: DAN by thirds, PIPP by tenths, NFCS by presence.

Knows no web application. All fractions are compared in whole frames, so that exactly one third is one third.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from annotator.scoring.spans import Span, covered

ACTIONS = ("brow_bulge", "eye_squeeze", "nasolabial_furrow", "mouth_stretch")
DAN_ACTIONS = ACTIONS[:3]


def dan_thirds(frames: int, of: int, whine: bool) -> int:
    """The DAN facial score of one action seen in `frames` of the window's `of` frames.

    None gives 0, or 1 when the infant whines; below a third 2; from one third to two thirds, both included, 3;
    above 4. Source: Carbajal 1997; the closed middle band follows the thesis' Table 1.1.

    Raises:
        ValueError: the window is empty, or more frames are covered than it has.
    """
    _check(frames, of)
    if frames == 0:
        return 1 if whine else 0
    if 3 * frames < of:
        return 2
    return 4 if 3 * frames > 2 * of else 3


def pipp_tenths(frames: int, of: int, whine: bool = False) -> int:
    """The PIPP score of one facial action: 0-9 % of the time 0, 10-39 % 1, 40-69 % 2, from 70 % 3 (Stevens 1996).

    Bands are closed below, hence 9.9 % is still 0. `whine` plays no part. Raises ValueError like `dan_thirds`.
    """
    _check(frames, of)
    return sum(10 * frames >= tenths * of for tenths in (1, 4, 7))


def presence(frames: int, of: int, whine: bool = False) -> int:
    """The NFCS score of one facial action: 1 when it was seen at all (Grunau and Craig 1987), else 0."""
    _check(frames, of)
    return int(frames > 0)


def _check(frames: int, of: int) -> None:
    if of <= 0 or not 0 <= frames <= of:
        raise ValueError(f"{frames} covered frames of {of} make no fraction.")


Rule = Callable[[int, int, bool], int]
RULES: dict[str, Rule] = {"dan_thirds": dan_thirds, "pipp_tenths": pipp_tenths, "presence": presence}


# What each rule can answer: an item that follows from it needs an option for each.
ANSWERS: dict[str, tuple[int, ...]] = {"dan_thirds": (0, 1, 2, 3, 4), "pipp_tenths": (0, 1, 2, 3), "presence": (0, 1)}


@dataclass(frozen=True)
class Derivation:
    """One item's score as the coded intervals give it.

    Attributes:
        rule: name in `RULES`.
        value: the score: the highest over the actions.
        window_frames: length of the window in frames.
        frames: covered frames per action, inside the window.
        scores: score per action.
        union_frames: frames with at least one of the actions.
        union_value: the score these frames would give; None when the item looks at one action only.
        alert: whether the two ways to score disagree, so that somebody should look again.
    """

    rule: str
    value: int
    window_frames: int
    frames: dict[str, int]
    scores: dict[str, int]
    union_frames: int
    union_value: int | None
    alert: bool

    def as_json(self) -> dict[str, Any]:
        """The derivation as it is kept beside the score."""
        return asdict(self)


def derive_item(
    *,
    rule: str,
    actions: Sequence[str],
    intervals: Mapping[str, Iterable[Span]],
    window: Span,
    whine: bool = False,
) -> Derivation:
    """Scores one item from intervals per action; parts outside the window do not count.

    Raises:
        KeyError: there is no such rule.
        ValueError: the window is empty or no action is named.
    """
    score = RULES[rule]
    if not actions:
        raise ValueError("An item is derived from at least one action.")
    length = window.end - window.start
    spans = {action: list(intervals.get(action, ())) for action in actions}
    frames = {action: covered(found, window) for action, found in spans.items()}
    scores = {action: score(count, length, whine) for action, count in frames.items()}
    value = max(scores.values())
    union = covered((span for found in spans.values() for span in found), window)
    union_value = score(union, length, whine) if len(actions) > 1 else None
    return Derivation(
        rule=rule,
        value=value,
        window_frames=length,
        frames=frames,
        scores=scores,
        union_frames=union,
        union_value=union_value,
        alert=union_value is not None and union_value != value,
    )
