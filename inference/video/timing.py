"""Place frames in time: whole ticks of 1/90 000 s, counted from the first frame and strictly increasing."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import median

TICKS_PER_SECOND = 90_000
TICK = Fraction(1, TICKS_PER_SECOND)
TICKS_PER_MS = TICKS_PER_SECOND // 1000
STEP_WHEN_NOT_LATER = TICKS_PER_MS
DEFAULT_FRAME_TICKS = TICKS_PER_SECOND // 30
FASTEST_FRAME_TICKS = TICKS_PER_MS  # a thousand frames per second
UNEVEN_BY = 0.1
MAX_FRAMES = 1_000_000


def to_ticks(stamp: int, time_base: Fraction) -> int:
    """Return a presentation timestamp in ticks, rounded to the nearest."""
    return round(stamp * time_base * TICKS_PER_SECOND)


def to_ms(ticks: int) -> int:
    """Return ticks as whole milliseconds, rounded to the nearest."""
    return round(Fraction(ticks, TICKS_PER_MS))


def placed_between(previous: int | None, wanted: int, following: int | None) -> int:
    """Return the time of a frame in ticks, from its own time and those of its neighbours.

    A frame keeps its own time, with two exceptions that let each frame be found by its time. One whose time
    does not come after the frame shown before it (a duplicate or backwards timestamp) is placed one
    millisecond after that frame. One that runs ahead of the next frame, which itself comes in order, is
    placed halfway between its neighbours.

    Args:
        previous: the time given to the frame before; None for the first frame.
        wanted: the frame's own time.
        following: the own time of the next frame; None for the last one.
    """
    if previous is None:
        return wanted
    if following is not None and previous + 1 < following < wanted:
        return (previous + following) // 2
    return wanted if wanted > previous else previous + STEP_WHEN_NOT_LATER


def frame_times(stamps: Iterable[int]) -> list[int]:
    """Return strictly increasing times that start at 0, from timestamps in ticks in any order."""
    ordered = sorted(stamps)
    times: list[int] = []
    for stamp in ordered:
        times.append(placed_between(times[-1] if times else None, stamp - ordered[0], None))
    return times


def typical_step(times: Sequence[int]) -> int:
    """Return the median distance of neighbouring frames in ticks; 1/30 s for fewer than two frames."""
    if len(times) < 2:
        return DEFAULT_FRAME_TICKS
    return round(median(later - earlier for earlier, later in pairwise(times)))


def frame_rate(times: Sequence[int]) -> float:
    """Return the mean number of frames per second; 0.0 for fewer than two frames. For information only."""
    if len(times) < 2:
        return 0.0
    return round((len(times) - 1) * TICKS_PER_SECOND / (times[-1] - times[0]), 3)


def is_uneven(times: Sequence[int]) -> bool:
    """Say whether frames follow each other at a variable rate.

    True where more than one step of a hundred differs from the typical one by more than a tenth, and by more
    than a millisecond and a half (containers that write whole milliseconds turn 33.3 into 33 and 34).
    """
    step = typical_step(times)
    allowed = max(step * UNEVEN_BY, 1.5 * TICKS_PER_MS)
    odd = sum(abs(later - earlier - step) > allowed for earlier, later in pairwise(times))
    return odd > len(times) / 100


def is_impossible(times: Sequence[int], *, moved: int) -> bool:
    """Say whether times are nonsense: most frames had to be moved, or they follow at over 1000 per second."""
    if len(times) < 2:
        return False
    return moved > len(times) / 2 or typical_step(times) < FASTEST_FRAME_TICKS
