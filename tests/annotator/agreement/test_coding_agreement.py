"""Agreement on coded intervals against an oracle that looks at every frame."""

import math
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.coding_agreement import common, compare_action, window_overlap
from annotator.scoring.spans import Span

FRAMES = 24
DURATIONS = st.lists(st.integers(1, 90), min_size=FRAMES, max_size=FRAMES)
SPANS = st.lists(
    st.tuples(st.integers(0, FRAMES - 1), st.integers(1, FRAMES)).map(
        lambda two: Span(min(two[0], two[1] - 1), max(two[0] + 1, two[1]))
    ),
    max_size=5,
)
WINDOW = st.tuples(st.integers(0, FRAMES - 1), st.integers(1, FRAMES)).map(
    lambda two: Span(min(two[0], two[1] - 1), max(two[0] + 1, two[1]))
)


def edges_of(durations: list[int]) -> list[int]:
    return [0, *accumulate(durations)]


def seen(spans: list[Span], frame: int) -> bool:
    return any(span.start <= frame < span.end for span in spans)


@given(SPANS, SPANS, WINDOW, DURATIONS)
def test_every_frame_weighs_as_long_as_it_is_shown(
    first: list[Span], second: list[Span], window: Span, durations: list[int]
) -> None:
    cells = {(one, other): 0 for one in (True, False) for other in (True, False)}
    for frame in range(window.start, window.end):
        cells[seen(first, frame), seen(second, frame)] += durations[frame]
    total = sum(cells.values())
    same = (cells[True, True] + cells[False, False]) / total
    mine, theirs = cells[True, True] + cells[True, False], cells[True, True] + cells[False, True]
    chance = (mine * theirs + (total - mine) * (total - theirs)) / total**2
    either = total - cells[False, False]
    found = compare_action(first, second, window, edges_of(durations))
    assert found.frames == window.end - window.start
    assert found.agreement == pytest.approx(same)
    assert found.overlap == (pytest.approx(cells[True, True] / either) if either else None)
    if mine in (0, total) and theirs == mine:
        assert found.kappa is None
        assert found.note
    else:
        assert found.kappa == pytest.approx((same - chance) / (1 - chance))
        assert found.note == ""


@given(SPANS, SPANS, WINDOW, DURATIONS)
def test_both_orders_give_the_same(first: list[Span], second: list[Span], window: Span, durations: list[int]) -> None:
    edges = edges_of(durations)
    assert compare_action(first, second, window, edges) == compare_action(second, first, window, edges)


@given(SPANS, WINDOW, DURATIONS)
def test_with_oneself_one_agrees(spans: list[Span], window: Span, durations: list[int]) -> None:
    found = compare_action(spans, spans, window, edges_of(durations))
    assert found.agreement == 1
    assert found.kappa in (None, 1)
    assert found.overlap in (None, 1)


@given(WINDOW, WINDOW, DURATIONS)
def test_windows_overlap_as_their_frames_do(first: Span, second: Span, durations: list[int]) -> None:
    one, other = set(range(*first)), set(range(*second))
    expected = sum(durations[n] for n in one & other) / sum(durations[n] for n in one | other)
    assert math.isclose(window_overlap(first, second, edges_of(durations)) or 0, expected)
    shared = common(first, second)
    assert (set(range(*shared)) if shared else set()) == one & other


def test_without_common_time_nothing_is_said() -> None:
    found = compare_action([Span(0, 5)], [Span(0, 5)], common(Span(0, 5), Span(5, 9)), edges_of([40] * FRAMES))
    assert (found.agreement, found.kappa, found.overlap, found.frames) == (None, None, None, 0)
    assert found.note


def test_a_video_whose_last_half_is_slow_is_judged_by_time() -> None:
    edges = edges_of([10] * 10 + [90] * 10)
    found = compare_action([Span(0, 10)], [], Span(0, 20), edges)
    assert found.agreement == 0.9
