"""Half-open stretches of frames: joining, clipping, counting. Knows no web application."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Frames `start` up to, but not including, `end`; indices count from 0."""

    start: int
    end: int


def join(spans: Iterable[Span]) -> list[Span]:
    """The same frames as few, ordered spans; spans that overlap or touch become one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def clip(spans: Iterable[Span], window: Span) -> list[Span]:
    """The parts inside the window, in the given order; spans outside vanish."""
    inside = (Span(max(span.start, window.start), min(span.end, window.end)) for span in spans)
    return [span for span in inside if span.start < span.end]


def covered(spans: Iterable[Span], window: Span) -> int:
    """How many frames of the window at least one span covers."""
    return sum(span.end - span.start for span in join(clip(spans, window)))
