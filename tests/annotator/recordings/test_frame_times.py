"""Frame times come back exactly as they were packed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.recordings.frame_times import pack_times, unpack_times

STEPS = st.lists(st.integers(min_value=1, max_value=2**40), max_size=200)


@given(STEPS)
def test_round_trip(steps: list[int]) -> None:
    times = [0]
    for step in steps:
        times.append(times[-1] + step)
    assert unpack_times(pack_times(times)) == times


def test_an_hour_of_video_takes_little_room() -> None:
    assert len(pack_times([3000 * frame for frame in range(108_000)])) < 2000


@pytest.mark.parametrize("times", [[], [1, 2], [0, 5, 5], [0, 5, 4]])
def test_other_times_are_refused(times: list[int]) -> None:
    with pytest.raises(ValueError, match="Frame times"):
        pack_times(times)
