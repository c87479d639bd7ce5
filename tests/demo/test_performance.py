"""The ground truth of a synthetic infant is consistent with itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.performance import ACTIONS, PAIN_FROM_ACTIONS, intervals, perform


@given(st.integers(0, 4), st.integers(0, 10_000))
def test_the_level_is_the_number_of_actions_shown_at_the_height(level: int, seed: int) -> None:
    performance = perform(level=level, seconds=20, frame_rate=30, generator=np.random.default_rng(seed))
    baseline, procedure, recovery = performance.phases()
    during = performance.activity[procedure["start"] : procedure["end"]]

    assert performance.frame_count == 600
    assert during.any(axis=0).sum() == level
    assert not performance.activity[: baseline["end"]].any()
    assert performance.pain.any() == (level >= PAIN_FROM_ACTIONS)
    assert (baseline["end"], procedure["end"], recovery["end"]) == (
        procedure["start"],
        recovery["start"],
        600,
    )
    assert performance.intensities.shape == (600, len(ACTIONS))
    assert 0 <= performance.intensities.min() <= performance.intensities.max() <= 1


@given(st.lists(st.booleans(), max_size=40))
def test_half_open_intervals_hold_exactly_the_frames_shown(shown: list[bool]) -> None:
    found = intervals(np.array(shown, bool))
    frames = [frame for start, end in found for frame in range(start, end)]

    assert frames == [frame for frame, is_shown in enumerate(shown) if is_shown]
    assert all(start < end for start, end in found)


@pytest.mark.parametrize(("level", "seconds"), [(5, 1), (-1, 1), (1, 0)])
def test_nonsense_is_refused(level: int, seconds: float) -> None:
    with pytest.raises(ValueError, match="level"):
        perform(level=level, seconds=seconds, frame_rate=30, generator=np.random.default_rng(1))
