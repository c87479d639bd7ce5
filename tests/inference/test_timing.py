"""The rules that place frames in time hold for any timestamps."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inference.video.timing import (
    STEP_WHEN_NOT_LATER,
    frame_rate,
    frame_times,
    is_impossible,
    is_uneven,
    placed_between,
    to_ticks,
)

stamps = st.lists(st.integers(-(10**9), 10**12), min_size=1, max_size=60)


@given(stamps)
def test_times_start_at_zero_and_increase_strictly(values: list[int]) -> None:
    times = frame_times(values)

    assert times[0] == 0
    assert len(times) == len(values)
    assert all(later > earlier for earlier, later in pairwise(times))


@given(st.sets(st.integers(0, 10**12), min_size=1, max_size=60))
def test_different_times_are_kept_exactly(values: set[int]) -> None:
    ordered = sorted(values)

    assert frame_times(values) == [value - ordered[0] for value in ordered]


@given(stamps, st.integers(-(10**6), 10**6))
def test_a_shifted_clock_changes_nothing(values: list[int], shift: int) -> None:
    assert frame_times([value + shift for value in values]) == frame_times(values)


@given(st.integers(0, 10**12), st.integers(-(10**12), 10**12))
def test_a_frame_is_moved_only_when_it_does_not_come_later(previous: int, wanted: int) -> None:
    expected = wanted if wanted > previous else previous + STEP_WHEN_NOT_LATER

    assert placed_between(previous, wanted, None) == expected > previous


@given(st.integers(0, 10**9), st.integers(2, 10**6), st.integers(1, 10**9))
def test_a_frame_that_runs_ahead_of_the_next_one_goes_between(previous: int, step: int, ahead: int) -> None:
    following = previous + step

    assert previous < placed_between(previous, following + ahead, following) < following


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.integers(1, 10**6))
def test_ticks_are_within_half_a_tick(stamp: int, numerator: int, denominator: int) -> None:
    exact = stamp * Fraction(numerator, denominator) * 90_000

    assert abs(to_ticks(stamp, Fraction(numerator, denominator)) - exact) <= Fraction(1, 2)


def test_whole_milliseconds_are_not_a_variable_rate() -> None:
    rounded = [90 * round(i * 1000 / 29.97) for i in range(300)]

    assert not is_uneven(rounded)
    assert is_uneven([*rounded[:100], *(time + 9000 * (i % 2) for i, time in enumerate(rounded[100:]))])


def test_a_thousand_frames_per_second_is_the_limit() -> None:
    assert not is_impossible([90 * i for i in range(10)], moved=0)
    assert is_impossible([89 * i for i in range(10)], moved=0)
    assert is_impossible([3000 * i for i in range(10)], moved=6)
    assert not is_impossible([0], moved=0)


def test_one_frame_has_no_rate() -> None:
    assert frame_rate([0]) == 0.0
    assert frame_rate([0, 3000, 6000]) == 30.0
