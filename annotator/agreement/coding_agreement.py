"""How far two operators agree on when an action was seen. Knows no web application, no database.

Every frame of the stretch both watched weighs as long as it is shown, so that a video whose frames come at an uneven
rate is not judged by its fast parts. Sums are whole milliseconds, hence exact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.scoring.spans import Span, clip, join

NOTHING_IN_COMMON = "The two windows have no frame in common."
NEVER_SEEN = "Neither coded this action."
ALWAYS_THE_SAME = "Both say the same throughout, so there is nothing to correct for chance."


@dataclass(frozen=True)
class ActionAgreement:
    """Two operators on one action.

    Attributes:
        agreement: Share of the time in which both say the same, 0 to 1; None without common time.
        kappa: Cohen's kappa of that time (Cohen 1960), at most 1; None where chance alone would agree throughout.
        overlap: Jaccard index, time both saw it by time either did; None where neither did.
        frames: How many frames both watched.
        note: Why something is None, empty otherwise.
    """

    agreement: float | None
    kappa: float | None
    overlap: float | None
    frames: int
    note: str


def common(first: Span, second: Span) -> Span | None:
    """The frames both windows hold; None when there are none."""
    start, end = max(first.start, second.start), min(first.end, second.end)
    return Span(start, end) if start < end else None


def shown_for(spans: Iterable[Span], edges: Sequence[int]) -> int:
    """How long the spans' frames are shown together.

    Args:
        spans: Frames; where they overlap they count once.
        edges: When each frame is shown, and at the end when the last one ends.
    """
    return sum(edges[span.end] - edges[span.start] for span in join(spans))


def compare_action(
    first: Iterable[Span], second: Iterable[Span], window: Span | None, edges: Sequence[int]
) -> ActionAgreement:
    """How far two operators agree on one action.

    Args:
        first: When one saw it.
        second: When the other did.
        window: The frames both watched, as `common` gives them.
        edges: As in `shown_for`.
    """
    total = 0 if window is None else shown_for([window], edges)
    if window is None or total == 0:
        return ActionAgreement(None, None, None, 0, NOTHING_IN_COMMON)
    one, other = join(clip(first, window)), join(clip(second, window))
    mine, theirs, either = shown_for(one, edges), shown_for(other, edges), shown_for([*one, *other], edges)
    both = mine + theirs - either
    same = total - either + both
    by_chance = mine * theirs + (total - mine) * (total - theirs)
    overlap = both / either if either else None
    kappa = (same * total - by_chance) / (total**2 - by_chance) if by_chance < total**2 else None
    note = NEVER_SEEN if not either else ALWAYS_THE_SAME if kappa is None else ""
    return ActionAgreement(same / total, kappa, overlap, window.end - window.start, note)


def window_overlap(first: Span, second: Span, edges: Sequence[int]) -> float | None:
    """Jaccard index of two windows by the time they are shown; None when both are shown for no time."""
    shared, either = common(first, second), shown_for([first, second], edges)
    return (shown_for([shared], edges) if shared else 0) / either if either else None
