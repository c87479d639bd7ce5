"""Scores from intervals: the thesis' rule in whole frames, PIPP's and NFCS' from the same intervals."""

import importlib.util
from itertools import pairwise
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.derive import DAN_ACTIONS, RULES, dan_thirds, derive_item, pipp_tenths, presence
from annotator.scoring.spans import Span, clip, covered, join
from tests.annotator.scoring.answers import reference_folder

spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 400), st.integers(1, 200))
codings = st.fixed_dictionaries({action: st.lists(spans, max_size=6) for action in DAN_ACTIONS})


def frames_of(found: list[Span]) -> set[int]:
    return {frame for span in found for frame in range(span.start, span.end)}


@pytest.mark.parametrize(
    ("frames", "of", "score"), [(0, 90, 0), (1, 90, 2), (29, 90, 2), (30, 90, 3), (60, 90, 3), (61, 90, 4), (90, 90, 4)]
)
def test_dan_keeps_one_third_and_two_thirds_in_the_middle(frames: int, of: int, score: int) -> None:
    assert dan_thirds(frames, of, False) == score


def test_a_whine_counts_only_where_no_action_does() -> None:
    assert [dan_thirds(frames, 90, True) for frames in (0, 1, 30, 61)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("frames", "score"), [(0, 0), (99, 0), (100, 1), (399, 1), (400, 2), (699, 2), (700, 3), (1000, 3)]
)
def test_pipp_bands_are_closed_below(frames: int, score: int) -> None:
    assert pipp_tenths(frames, 1000) == score


def test_nfcs_is_presence() -> None:
    assert (presence(0, 10), presence(1, 10)) == (0, 1)


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize(("frames", "of"), [(1, 0), (-1, 5), (6, 5)])
def test_what_is_no_fraction_is_refused(rule: str, frames: int, of: int) -> None:
    with pytest.raises(ValueError, match="no fraction"):
        RULES[rule](frames, of, False)


@given(st.lists(spans, max_size=10), spans)
def test_covered_frames_are_counted_once(found: list[Span], window: Span) -> None:
    inside = frames_of(found) & frames_of([window])
    assert covered(found, window) == len(inside) == len(frames_of(clip(found, window)))
    joined = join(found)
    assert frames_of(joined) == frames_of(found)
    assert all(left.end < right.start for left, right in pairwise(joined))


@given(codings, spans, st.booleans())
def test_the_face_is_the_highest_action_and_the_union_stands_beside(
    coding: dict[str, list[Span]], window: Span, whine: bool
) -> None:
    found = derive_item(rule="dan_thirds", actions=DAN_ACTIONS, intervals=coding, window=window, whine=whine)
    length = window.end - window.start
    assert found.frames == {action: len(frames_of(coding[action]) & frames_of([window])) for action in DAN_ACTIONS}
    assert found.value == max(dan_thirds(count, length, whine) for count in found.frames.values())
    assert found.union_frames == len(set().union(*(frames_of(one) for one in coding.values())) & frames_of([window]))
    assert found.union_value is not None
    assert found.union_value >= found.value
    assert found.alert == (found.union_value != found.value)


def test_an_alert_says_that_signs_in_turn_cover_more_than_each_alone() -> None:
    coding = {"brow_bulge": [Span(0, 25)], "eye_squeeze": [Span(25, 50)], "nasolabial_furrow": [Span(50, 75)]}
    found = derive_item(rule="dan_thirds", actions=DAN_ACTIONS, intervals=coding, window=Span(0, 90))
    assert (found.value, found.union_frames, found.union_value, found.alert) == (2, 75, 4, True)


def test_one_action_has_no_union_to_differ_from() -> None:
    coding = {"brow_bulge": [Span(0, 45)]}
    found = derive_item(rule="pipp_tenths", actions=["brow_bulge"], intervals=coding, window=Span(0, 90))
    assert (found.value, found.union_value, found.alert) == (2, None, False)


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    file = reference_folder() / "rules_reference.py"
    if not file.exists():
        pytest.skip("the reference rules are not beside the project")
    spec = importlib.util.spec_from_file_location("rules_reference", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(codings, spans, st.booleans())
def test_dan_agrees_with_the_reference_rules(
    reference: ModuleType, coding: dict[str, list[Span]], window: Span, whine: bool
) -> None:
    found = derive_item(rule="dan_thirds", actions=DAN_ACTIONS, intervals=coding, window=window, whine=whine)
    assert found.value == reference.dan_face(found.frames, found.window_frames, whine)


@given(st.integers(1, 3000), st.booleans())
def test_every_count_of_a_window_agrees_with_the_reference_rules(
    reference: ModuleType, length: int, whine: bool
) -> None:
    edges = {0, 1, length // 3, length // 3 + 1, 2 * length // 3, 2 * length // 3 + 1, length}
    for frames in sorted(edges):
        if frames <= length:
            assert dan_thirds(frames, length, whine) == reference.dan_param_score(frames, length, whine)
