"""Draws of infants: all at once gives what a loop over tables gives."""

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given

from annotator.agreement import resampling
from annotator.agreement.pairwise import KAPPAS
from annotator.agreement.resampling import percentile_interval, spread
from annotator.agreement.statistics import evaluate, measure_agreement, sum_by_infant
from annotator.agreement.table import RatingTable, tabulate_ratings
from tests.annotator.agreement.published import TABLE_A1, TABLE_A1_INFANTS
from tests.annotator.agreement.strategies import LEVELS, Ratings, grouped_tables

DRAWS, SEED = 5, 3


def number(value: float | None) -> float:
    return nan if value is None else value


def naive(table: RatingTable, chosen: list[int]) -> tuple[dict[str, float], dict[str, list[float]]]:
    """The statistics of a table built row by row from the chosen infants."""
    rows = [row for infant in chosen for row in np.nonzero(table.infant_of == infant)[0]]
    report = measure_agreement(tabulate_ratings(table.values[rows], categories=LEVELS), draws=0)
    pairs = {
        name: [number(pair.values[name]) for pair in report.pairs] for name in ("kappa", "kappa_quadratic", "bias")
    }
    return {name: number(estimate.value) for name, estimate in report.statistics.items()}, pairs


def assert_same_as_a_loop(table: RatingTable, chunks: list[resampling.Sums], chosen: list[list[int]]) -> None:
    every = np.ones((len(KAPPAS), len(table.pairs)), dtype=bool)
    parts = [evaluate(sums, table, defined_kappas=every) for sums in chunks]
    for place, infants in enumerate(chosen):
        statistics, pairs = naive(table, infants)
        for name, value in statistics.items():
            if not name.startswith("light_"):
                fast = np.concatenate([part[0][name] for part in parts])[place]
                assert fast == pytest.approx(value, abs=1e-7, nan_ok=True), name
        for name, values in pairs.items():
            fast = np.concatenate([part[1][name] for part in parts])[place]
            assert fast.tolist() == pytest.approx(values, abs=1e-7, nan_ok=True), name


@given(grouped_tables())
def test_draws_equal_a_naive_loop(grouped: tuple[Ratings, list[int]]) -> None:
    table = tabulate_ratings(grouped[0], infants=grouped[1], categories=LEVELS)
    generator = np.random.default_rng(SEED)
    count = len(table.infants)
    chosen = [generator.integers(0, count, size=count).tolist() for _ in range(DRAWS)]
    assert_same_as_a_loop(table, list(sum_by_infant(table).redrawn(DRAWS, seed=SEED)), chosen)


@given(grouped_tables())
def test_leaving_out_equals_a_naive_loop(grouped: tuple[Ratings, list[int]]) -> None:
    table = tabulate_ratings(grouped[0], infants=grouped[1], categories=LEVELS)
    count = len(table.infants)
    chosen = [[infant for infant in range(count) if infant != out] for out in range(count)]
    if count > 1:
        assert_same_as_a_loop(table, list(sum_by_infant(table).without_each()), chosen)


def test_light_is_undefined_in_a_draw_without_one_of_its_pairs() -> None:
    ratings = [[0, 0, 0], [1, 1, 1], [0, 1, 0], [1, 1, 0]]
    estimate = measure_agreement(tabulate_ratings(ratings), draws=200).statistics["light_kappa"]
    assert "of 200 draws, which are left out" in estimate.note
    assert estimate.ci95 is not None


def test_intervals_depend_neither_on_chunks_nor_on_the_order_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    table = tabulate_ratings(TABLE_A1, infants=TABLE_A1_INFANTS)
    whole = measure_agreement(table, draws=200)
    monkeypatch.setattr(resampling, "CHUNK_NUMBERS", 1000)
    backwards = tabulate_ratings(TABLE_A1[::-1], infants=TABLE_A1_INFANTS[::-1])
    for again in (measure_agreement(table, draws=200), measure_agreement(backwards, draws=200)):
        for name, estimate in again.statistics.items():
            assert estimate.value == pytest.approx(whole.statistics[name].value)
            assert estimate.ci95 == pytest.approx(whole.statistics[name].ci95)
            assert estimate.leave_one_out == pytest.approx(whole.statistics[name].leave_one_out)


def test_infants_are_ordered_by_number_or_else_by_text() -> None:
    ratings = [[0, 1]] * 3
    assert tabulate_ratings(ratings, infants=["10", "9", "007"]).infants == ("007", "9", "10")
    assert tabulate_ratings(ratings, infants=["N10", "N9", "7"]).infants == ("7", "N10", "N9")
    assert len(tabulate_ratings(ratings, infants=["9" * 6000, "9", "10"]).infants) == 3


def test_intervals_leave_out_undefined_draws_unless_most_are() -> None:
    assert percentile_interval(np.array([1.0, 1.0, 2.0, nan])) == pytest.approx((1.0, 1.95))
    assert percentile_interval(np.array([1.0, nan, nan])) is None
    assert percentile_interval(np.empty(0)) is None
    assert spread(np.array([nan, 2.0, 1.0])) == (1.0, 2.0)
    assert spread(np.array([nan])) is None


def test_other_seeds_give_other_intervals() -> None:
    table = tabulate_ratings(TABLE_A1, infants=TABLE_A1_INFANTS)
    one, other = (measure_agreement(table, draws=50, seed=seed).statistics["fleiss"].ci95 for seed in (1, 2))
    assert one != other
    assert not any(isnan(limit) for limit in one or ())
