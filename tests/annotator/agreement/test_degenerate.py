"""Tables that leave a statistic undefined get None and a sentence, never NaN, a warning or a crash."""

import re
from math import isfinite, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import statistics
from annotator.agreement.presentation import NAMES, to_json, to_text
from annotator.agreement.statistics import AgreementReport, measure_agreement
from annotator.agreement.table import MAX_OPERATORS, RatingTableError, tabulate_ratings
from tests.annotator.agreement.strategies import LEVELS


def report(ratings: Any, **options: Any) -> AgreementReport:
    return measure_agreement(tabulate_ratings(ratings, **options), draws=40)


def numbers_in(content: Any) -> list[float]:
    if isinstance(content, dict):
        return numbers_in(list(content.values()))
    if isinstance(content, list | tuple):
        return [number for part in content for number in numbers_in(part)]
    return [float(content)] if isinstance(content, int | float) else []


def assert_sound(found: AgreementReport) -> None:
    assert list(found.statistics) == list(NAMES)
    assert all(isfinite(number) for number in numbers_in(to_json(found)))
    assert not re.search(r"\bnan\b", to_text(found))
    for estimate in found.statistics.values():
        assert estimate.value is not None or estimate.note
        assert estimate.value is not None or (estimate.ci95, estimate.leave_one_out) == (None, None)


def without_value(found: AgreementReport) -> dict[str, str]:
    return {name: estimate.note for name, estimate in found.statistics.items() if estimate.value is None}


SPECIFIC = {"positive_agreement", "negative_agreement"}
RIGID = {"agreement_all", "agreement_pairwise"}
OF_THE_SCALE = {"gwet_ac1", "gwet_ac2_linear", "gwet_ac2_ordinal", "gwet_ac2_quadratic", "brennan_prediger"}


def test_one_category_in_use() -> None:
    found = report([[1, 1, 1]] * 6)
    assert_sound(found)
    notes = without_value(found)
    assert set(notes) == set(NAMES) - RIGID
    assert notes["fleiss"] == "All ratings are one category, so there is nothing to correct for chance."
    assert notes["gwet_ac1"] == "The scale has one category here; give all its categories to correct for chance."
    assert notes["icc_2_1"] == "The ratings vary too little between videos to divide by their variance."
    assert found.statistics["agreement_all"].value == 1.0
    assert found.pairs[0].note.startswith("Both used one and the same category")


def test_one_category_in_use_of_a_longer_scale() -> None:
    found = report([[1, 1, 1]] * 6, categories=[0, 1, 2])
    assert_sound(found)
    assert set(without_value(found)) == set(NAMES) - RIGID - OF_THE_SCALE
    assert found.statistics["gwet_ac1"].value == 1.0
    assert "no width" in found.statistics["gwet_ac1"].note
    assert found.prevalence == {0: 0, 1: 1, 2: 0}


def test_one_operator() -> None:
    found = report([[0], [1], [2]])
    assert_sound(found)
    assert set(without_value(found).values()) == {"At least two operators are needed."}
    assert found.pairs == ()


def test_no_two_operators_share_a_video() -> None:
    found = report([[0, nan], [nan, 1], [1, nan]])
    assert_sound(found)
    assert set(without_value(found)) == set(NAMES)
    assert without_value(found)["krippendorff_ordinal"] == "Fewer than two videos have two ratings."
    assert found.pairs[0].note == "They have 0 videos in common; two are needed."


def test_no_video_is_complete() -> None:
    found = report([[0, 0, nan], [nan, 1, 1], [2, nan, 2], [1, 0, nan]])
    assert_sound(found)
    incomplete = {name for name in NAMES if name.startswith(("fleiss", "icc"))}
    assert incomplete <= set(without_value(found))
    assert without_value(found)["icc_2_1"] == "Fewer than two videos were rated by every operator."
    assert found.statistics["krippendorff_ordinal"].value is not None
    assert found.statistics["gwet_ac2_quadratic"].value is not None


def test_dropped_videos_are_counted() -> None:
    found = report([[0, 0, nan], [1, 1, 1], [2, 2, 2], [0, nan, nan], [0, 1, 0]])
    assert found.statistics["fleiss"].note.startswith("Left out: 2 of 5 videos, which some operator did not rate.")
    assert found.statistics["gwet_ac1"].note.startswith("Left out: 1 of 5 videos, with fewer than two ratings.")
    assert (found.statistics["fleiss"].videos, found.statistics["gwet_ac1"].videos) == (3, 4)


def test_light_leaves_out_pairs_that_never_met() -> None:
    found = report([[0, 0, nan], [1, 1, nan], [0, 1, nan], [nan, 0, 0], [nan, 1, 1]])
    assert [pair.values["kappa"] for pair in found.pairs] == [pytest.approx(0.4), None, 1.0]
    assert found.statistics["light_kappa"].value == pytest.approx(0.7)
    assert found.statistics["light_kappa"].note.startswith("Left out: 1 of 3 pairs, without a kappa.")


def test_one_video_and_no_rating_at_all() -> None:
    for ratings in ([[0, 1, 2]], [[nan, nan], [nan, nan]]):
        found = report(ratings)
        assert_sound(found)
        assert set(without_value(found)) == set(NAMES)
    assert report([[nan, nan]]).prevalence == {}


def test_one_infant_has_no_interval() -> None:
    found = report([[0, 0], [1, 1], [1, 0]], infants=["a", "a", "a"])
    assert_sound(found)
    assert found.warnings[0] == "All videos show one infant, so there are no intervals."
    assert (found.statistics["fleiss"].ci95, found.statistics["fleiss"].leave_one_out) == (None, None)


def test_few_infants_are_warned_of() -> None:
    found = report([[0, 0], [1, 1], [1, 0]], infants=["a", "b", "b"])
    assert found.warnings[0].startswith("Only 2 infants")


def test_undefined_draws_are_left_out_and_counted() -> None:
    rare = report([[0, 0]] * 7 + [[1, 1]])
    assert "of 40 draws, which are left out." in rare.statistics["fleiss"].note
    assert rare.statistics["fleiss"].ci95 == (1.0, 1.0)
    common = measure_agreement(tabulate_ratings([[0, 0], [1, 1]]), draws=40)
    assert common.statistics["icc_2_1"].ci95 is None or "which are left out" in common.statistics["icc_2_1"].note


def test_one_operator_always_higher() -> None:
    found = report([[0, 1]] * 5)
    assert_sound(found)
    assert found.statistics["icc_2_1"].value == 0.0
    assert found.statistics["icc_3_1"].value is None
    assert found.pairs[0].values["kappa"] == 0.0
    assert (found.pairs[0].values["bias"], found.pairs[0].values["limit_low"]) == (-1.0, -1.0)


def test_measurements_without_levels() -> None:
    generator = np.random.default_rng(5)
    true = generator.random((30, 1))
    found = report(true + generator.normal(0, 0.05, size=(30, 2)))
    assert_sound(found)
    assert (found.statistics["icc_2_1"].value or 0) > 0.9


@given(st.lists(st.lists(st.sampled_from([*LEVELS, nan]), min_size=2, max_size=2), min_size=1, max_size=4))
def test_no_small_table_breaks_anything(ratings: list[list[float]]) -> None:
    assert_sound(report(ratings))
    assert_sound(report(ratings, categories=LEVELS, infants=[1] * len(ratings)))


@pytest.mark.parametrize(
    ("ratings", "options", "message"),
    [
        ([], {}, "There are no ratings: at least one video and one operator are needed."),
        ([[]], {}, "There are no ratings: at least one video and one operator are needed."),
        ([[1.0, np.inf]], {}, "A rating is infinite."),
        ([[1, 5]], {"categories": [0, 1, 2]}, "The rating 5 is not one of the categories 0, 1, 2."),
        ([[1, 5]], {"categories": [0, nan]}, "A category is not a finite number."),
        ([[1, 5]], {"operators": ["a"]}, "1 rows and 2 columns do not fit the names given for them."),
        ([[1, 5]], {"infants": ["a", "b"]}, "1 rows and 2 columns do not fit the names given for them."),
        ([[0] * 31], {}, f"There are 31 operators; at most {MAX_OPERATORS} can be compared at once."),
        ([[n / 7] for n in range(300)], {}, "There are 300 different values; round them to at most 201 levels first."),
    ],
)
def test_what_is_no_table_is_refused(ratings: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(RatingTableError) as refusal:
        tabulate_ratings(ratings, **options)
    assert str(refusal.value) == message


def test_too_large_for_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "MAX_NUMBERS", 100)
    with pytest.raises(RatingTableError, match="too many to resample at once"):
        measure_agreement(tabulate_ratings([[0, 1], [1, 1]]), draws=0)
    monkeypatch.undo()
    with pytest.raises(RatingTableError, match="90000 draws are too many for 30 operators"):
        measure_agreement(tabulate_ratings([[0] * 30]), draws=90_000)
