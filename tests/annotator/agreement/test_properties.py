"""What must hold for any table of ratings."""

from math import isfinite, isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.statistics import measure_agreement
from annotator.agreement.table import tabulate_ratings
from tests.annotator.agreement import definitions
from tests.annotator.agreement.strategies import LEVELS, Ratings, tables

ANY_ORDER: tuple[str, ...] = (
    "agreement_all",
    "agreement_pairwise",
    "fleiss",
    "krippendorff_nominal",
    "gwet_ac1",
    "brennan_prediger",
)
ANY_ORDER += ("light_kappa",)


def values(ratings: Ratings, *, levels: list[float] | None = LEVELS) -> dict[str, float]:
    """Every statistic of the table; NaN for undefined."""
    found = measure_agreement(tabulate_ratings(ratings, categories=levels), draws=0).statistics
    return {name: nan if estimate.value is None else estimate.value for name, estimate in found.items()}


def same(one: dict[str, float], other: dict[str, float]) -> bool:
    assert one == pytest.approx(other, abs=1e-9, nan_ok=True)
    return True


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_operators_and_videos_is_nothing(ratings: Ratings, random: "np.random.Generator") -> None:
    rows, columns = list(range(len(ratings))), list(range(ratings.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    assert same(values(ratings), values(ratings[rows][:, columns]))


@given(tables(), st.permutations(LEVELS))
def test_names_of_categories_are_nothing_to_nominal_statistics(ratings: Ratings, renamed: list[float]) -> None:
    other = np.array([[value if isnan(value) else renamed[int(value)] for value in row] for row in ratings])
    one, two = values(ratings), values(other)
    assert same({name: one[name] for name in ANY_ORDER}, {name: two[name] for name in ANY_ORDER})


@given(tables(), st.sampled_from([0.1, 0.5, 3.0]), st.sampled_from([-7.3, 0.0, 100.0]))
def test_the_unit_of_the_scale_is_nothing(ratings: Ratings, factor: float, shift: float) -> None:
    levels = [factor * level + shift for level in LEVELS]
    assert same(values(ratings), values(factor * ratings + shift, levels=levels))


@given(tables(), st.integers(2, 3))
def test_videos_counted_several_times_change_no_share(ratings: Ratings, times: int) -> None:
    one, many = values(ratings), values(np.concatenate([ratings] * times))
    for name in ("agreement_all", "agreement_pairwise", "gwet_ac1", "gwet_ac2_quadratic", "brennan_prediger"):
        assert isnan(one[name]) or one[name] == pytest.approx(many[name], abs=1e-9)


@given(st.lists(st.sampled_from(LEVELS), min_size=2, max_size=8), st.integers(2, 5))
def test_perfect_agreement_is_1(scores: list[float], operators: int) -> None:
    found = values(np.tile(np.array(scores)[:, None], (1, operators)))
    specific = {found.pop("positive_agreement"), found.pop("negative_agreement")}
    assert all(isnan(value) for value in specific)
    corrected = [value for name, value in found.items() if not name.startswith(("agreement", "gwet", "brennan"))]
    if len(set(scores)) == 1:
        assert all(isnan(value) for value in corrected)
    else:
        assert corrected == pytest.approx([1.0] * len(corrected))
    assert found["agreement_all"] == found["agreement_pairwise"] == 1.0
    assert found["gwet_ac1"] == found["gwet_ac2_ordinal"] == found["brennan_prediger"] == 1.0


@given(tables(), st.booleans())
def test_values_stay_within_their_bounds(ratings: Ratings, whole_scale: bool) -> None:
    found = values(ratings, levels=LEVELS if whole_scale else None)
    k = ratings.shape[1]
    least = {"icc_1_1": -1 / (k - 1), "icc_3_1": -1 / (k - 1), "fleiss": -1 / (k - 1), "gwet_ac1": -1.0}
    least |= {"agreement_all": 0.0, "agreement_pairwise": 0.0, "light_kappa": -1.0, "brennan_prediger": -1.0}
    for name, value in found.items():
        assert isnan(value) or (isfinite(value) and value <= 1 + 1e-9)
        assert isnan(value) or value >= least.get(name, -np.inf) - 1e-9


@given(tables())
def test_the_definitions_say_the_same(ratings: Ratings) -> None:
    rows, found = ratings.tolist(), values(ratings)
    expected = {
        **{f"krippendorff_{level}": _defined(rows, "krippendorff", level) for level in ("nominal", "ordinal")},
        "krippendorff_interval": _defined(rows, "krippendorff", "interval"),
        "agreement_pairwise": _defined(rows, "agreement", "identity"),
        "gwet_ac1": _defined(rows, "gwet", "identity"),
        **{f"gwet_ac2_{kind}": _defined(rows, "gwet", kind) for kind in ("linear", "ordinal", "quadratic")},
        "fleiss": _defined(rows, "fleiss", "identity"),
        **{f"fleiss_{kind}": _defined(rows, "fleiss", kind) for kind in ("linear", "quadratic")},
    }
    assert same({name: found[name] for name in expected}, expected)


@given(tables(missing=False))
def test_intraclass_correlations_are_those_of_a_textbook(ratings: Ratings) -> None:
    found = values(ratings)
    try:
        expected = definitions.intraclass(ratings.tolist())
    except ZeroDivisionError:
        return
    for name, value in expected.items():
        # Near a zero denominator a value is nothing but rounding; the product does not give it.
        assert isnan(found[name]) or found[name] == pytest.approx(value, rel=1e-6, abs=1e-6)


def _defined(rows: list[list[float]], statistic: str, kind: str) -> float:
    """The definition's value; NaN where it divides by zero or the product asks for two videos."""
    complete = [row for row in rows if not any(map(isnan, row))]
    pairable = [row for row in rows if len(definitions.present(row)) > 1]
    if len(complete if statistic == "fleiss" else pairable) < 2:
        return nan
    try:
        if statistic == "krippendorff":
            return definitions.krippendorff(rows, kind)
        apart = definitions.distance(kind, LEVELS)
        if statistic == "agreement":
            return 1 - definitions.observed(rows, apart)
        return definitions.fleiss(rows, apart) if statistic == "fleiss" else definitions.gwet(rows, LEVELS, apart)
    except ZeroDivisionError:
        return nan
