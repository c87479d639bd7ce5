"""Which frames of a window are drawn. Knows no web application, no database, no pixels.

Sources: master thesis on automatic infant pain assessment, lines 1577-1583 (rate by score, first part of the window,
equal numbers per infant) and 1681-1686 (two per second where there is pain, about one minute where there is none).
"""

import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

TICKS_PER_SECOND = 90_000


class Part(StrEnum):
    """Which of the moments that the rate gives are kept when there are more than the cap allows."""

    FIRST = "first"
    SPREAD = "spread"
    STRATIFIED_RANDOM = "stratified_random"


@dataclass(frozen=True)
class Rule:
    """A protocol's sampling.

    Attributes:
        rates: inclusive ranges of scores with frames per second.
        most_per_infant: over all of an infant's videos; None for no cap.
        part: what is kept under the cap.
        low_scores: scores to which `low_limit_seconds` applies.
        low_limit_seconds: how much of a window with a low score is drawn from; None for all of it.
        seed: of the random draw within strata.
    """

    rates: tuple[tuple[int, int, float], ...]
    most_per_infant: int | None
    part: Part
    low_scores: frozenset[int]
    low_limit_seconds: int | None
    seed: int = 0

    def rate_for(self, score: int) -> float | None:
        """Frames per second; None for a score the protocol draws nothing from."""
        return next((rate for low, high, rate in self.rates if low <= score <= high), None)


@dataclass(frozen=True)
class Draw:
    """One frame to be drawn.

    Attributes:
        frame: its number in the video.
        moment: the moment it stands for, in ticks from the video's first frame.
        weight: how many seconds of the stretch drawn from it stands for.
    """

    frame: int
    moment: int
    weight: float


def rule_of(protocol: dict[str, Any], *, seed: int = 0) -> Rule:
    """The rule in a protocol document."""
    sampling = protocol["sampling"]
    return Rule(
        rates=tuple((one["score_from"], one["score_to"], one["rate"]) for one in sampling["frames_per_second"]),
        most_per_infant=sampling["max_frames_per_infant"],
        part=Part(sampling["part_of_window"]),
        low_scores=frozenset(protocol["labels"]["nonpain_scores"]),
        low_limit_seconds=sampling["low_score_limit_seconds"],
        seed=seed,
    )


def moments(start: int, end: int, per_second: float) -> list[int]:
    """Moments at equal distances from `start` on, as many whole steps as fit before `end`; all in ticks."""
    count = int((end - start) * per_second / TICKS_PER_SECOND + 1e-9)
    return [start + round(place * TICKS_PER_SECOND / per_second) for place in range(count)]


def draw_frames(
    times: Sequence[int], window: tuple[int, int], score: int, rule: Rule, *, room: int | None, key: str
) -> list[Draw]:
    """The frames drawn from one window.

    Each moment gives the frame whose presentation time is nearest, the earlier of two, never one outside the window.

    Args:
        times: of all frames of the video in ticks from the first, and at the end when the last one ends.
        window: the first frame and the one after the last.
        score: the video's consensus score.
        rule: the protocol's.
        room: how many frames the infant may still get; None for any number.
        key: what the random draw of this video depends on besides the seed.
    """
    per_second = rule.rate_for(score)
    first, after = window
    if per_second is None or first >= after:
        return []
    start, end = times[first], times[after]
    if score in rule.low_scores and rule.low_limit_seconds is not None:
        end = min(end, start + rule.low_limit_seconds * TICKS_PER_SECOND)
    every = moments(start, end, per_second)
    kept = every if room is None or len(every) <= room else _keep(every, room, rule, key)
    seconds = _seconds_each(kept, start, end, per_second, cut=len(kept) < len(every), part=rule.part)
    draws: dict[int, Draw] = {}
    for moment in kept:
        frame = _nearest(times, moment, first, after)
        draws.setdefault(frame, Draw(frame, moment, seconds))
    return list(draws.values())


def _keep(every: list[int], room: int, rule: Rule, key: str) -> list[int]:
    if rule.part == Part.FIRST or room == 0:
        return every[:room]
    edges = [place * len(every) // room for place in range(room + 1)]
    if rule.part == Part.SPREAD:
        return [every[(low + high - 1) // 2] for low, high in pairwise(edges)]
    chance = random.Random(f"{rule.seed}:{key}")  # noqa: S311 - a draw to be repeated, not a secret
    return [every[chance.randrange(low, high)] for low, high in pairwise(edges)]


def _seconds_each(kept: list[int], start: int, end: int, per_second: float, *, cut: bool, part: Part) -> float:
    # Under "first" the rest of the window is not represented at all, which no weight can mend.
    if not kept or not cut or part == Part.FIRST:
        return 1 / per_second
    return (end - start) / TICKS_PER_SECOND / len(kept)


def _nearest(times: Sequence[int], moment: int, first: int, after: int) -> int:
    later = bisect_left(times, moment, first, after)
    if later == after:
        return after - 1
    if later == first:
        return first
    return later if times[later] - moment < moment - times[later - 1] else later - 1


def common_window(windows: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The window of several operators: the lower median of the starts and of the ends; None without any.

    Medians of both ends never cross: at every place of the order an end lies behind its start.
    """
    if not windows:
        return None
    middle = (len(windows) - 1) // 2
    return sorted(start for start, _ in windows)[middle], sorted(end for _, end in windows)[middle]
