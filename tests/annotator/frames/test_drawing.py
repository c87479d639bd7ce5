"""Which frames are drawn: the rules of both studies, case by case against the executable reference."""

import importlib.util
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.frames.drawing import TICKS_PER_SECOND, Part, Rule, common_window, draw_frames, rule_of
from annotator.studies.models import Preset
from annotator.studies.presets import DOCUMENTS
from tests.annotator.scoring.answers import reference_folder

MPAIN, VIDEODOL = rule_of(DOCUMENTS[Preset.MPAIN_DAN]), rule_of(DOCUMENTS[Preset.VIDEODOL_FLACC])
FIFTIETH = TICKS_PER_SECOND // 50


def reference() -> ModuleType:
    place = reference_folder() / "rules_reference.py"
    if not place.exists():
        pytest.skip("the reference rules are not at hand")
    spec = importlib.util.spec_from_file_location("rules_reference", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def times_of(seconds: int) -> list[int]:
    return [FIFTIETH * frame for frame in range(50 * seconds + 1)]


def seconds_drawn(score: int, start: int, length: int, rule: Rule, *, room: int | None) -> list[float]:
    times = times_of(start + length + 1)
    drawn = draw_frames(times, (50 * start, 50 * (start + length)), score, rule, room=room, key="v")
    return [times[one.frame] / TICKS_PER_SECOND for one in drawn]


@given(score=st.integers(0, 4), start=st.integers(0, 9), length=st.integers(1, 200))
def test_mpain_draws_what_the_reference_says(score: int, start: int, length: int) -> None:
    rules = reference()
    wanted = rules.sample_times(start, start + length, rules.mpain_rate(score), 79)
    assert seconds_drawn(score, start, length, MPAIN, room=MPAIN.most_per_infant) == wanted


@given(score=st.integers(0, 2), start=st.integers(0, 9), length=st.integers(1, 200))
def test_videodol_draws_what_the_reference_says(score: int, start: int, length: int) -> None:
    rules = reference()
    end = start + (min(length, 60) if score < 2 else length)
    wanted = rules.sample_times(start, end, rules.videodol_rate(score))
    assert seconds_drawn(score, start, length, VIDEODOL, room=None) == wanted


@given(
    length=st.integers(1, 120), room=st.integers(0, 50), part=st.sampled_from(Part), seed=st.integers(0, 5),
)  # fmt: skip
def test_the_cap_holds_and_every_frame_lies_in_the_window(length: int, room: int, part: Part, seed: int) -> None:
    rule = Rule(rates=((0, 4, 1.0),), most_per_infant=None, part=part, low_scores=frozenset(), low_limit_seconds=None,
                seed=seed)  # fmt: skip
    times = times_of(length + 2)
    drawn = draw_frames(times, (50, 50 + 50 * length), 2, rule, room=room, key="v")
    frames = [one.frame for one in drawn]
    assert len(frames) == min(room, length)
    assert frames == sorted(set(frames))
    assert all(50 <= frame < 50 + 50 * length for frame in frames)
    if part != Part.FIRST and frames:
        assert sum(one.weight for one in drawn) == pytest.approx(length)


def test_uneven_frames_keep_their_own_time_and_each_is_drawn_once() -> None:
    times = [0, 30_000, 200_000, 210_000, 500_000, 540_000]
    rule = Rule(rates=((0, 0, 1.0),), most_per_infant=None, part=Part.FIRST, low_scores=frozenset(),
                low_limit_seconds=None)  # fmt: skip
    drawn = draw_frames(times, (0, 5), 0, rule, room=None, key="v")
    # Moments 0, 1, 2, 3, 4, 5 s = 0, 90,000, ... 450,000 ticks; 30,000 is nearest to 90,000, 200,000 to 180,000.
    assert [(one.frame, one.moment) for one in drawn] == [(0, 0), (1, 90_000), (2, 180_000), (3, 270_000), (4, 360_000)]


def test_a_score_without_a_rate_draws_nothing() -> None:
    assert draw_frames(times_of(10), (0, 400), 7, MPAIN, room=None, key="v") == []
    assert draw_frames(times_of(10), (0, 0), 1, MPAIN, room=None, key="v") == []


def test_a_random_draw_can_be_repeated() -> None:
    rule = Rule(rates=((0, 4, 2.0),), most_per_infant=None, part=Part.STRATIFIED_RANDOM, low_scores=frozenset(),
                low_limit_seconds=None, seed=4)  # fmt: skip

    def drawn(key: str) -> list[int]:
        return [one.frame for one in draw_frames(times_of(60), (0, 3000), 1, rule, room=12, key=key)]

    assert drawn("a") == drawn("a")
    assert drawn("a") != drawn("b")


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 50)), min_size=1, max_size=7))
def test_the_common_window_runs_forwards(spans: list[tuple[int, int]]) -> None:
    window = common_window([(start, start + length) for start, length in spans])
    assert window is not None
    assert window[0] < window[1]


def test_no_window_is_no_window() -> None:
    assert common_window([]) is None
    assert common_window([(3, 9), (5, 8), (1, 7)]) == (3, 8)
