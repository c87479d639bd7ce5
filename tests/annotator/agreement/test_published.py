"""Published tables give the published figures."""

import pytest
from numpy.typing import ArrayLike

from annotator.agreement.statistics import AgreementReport, measure_agreement
from annotator.agreement.table import tabulate_ratings
from tests.annotator.agreement import published
from tests.annotator.agreement.published import from_crosstab


def report(ratings: ArrayLike) -> AgreementReport:
    return measure_agreement(tabulate_ratings(ratings), draws=0)


def values(ratings: ArrayLike) -> dict[str, float]:
    return {name: estimate.value or 0.0 for name, estimate in report(ratings).statistics.items()}


def test_krippendorff_2011() -> None:
    found = values(published.KRIPPENDORFF_C)
    assert round(found["krippendorff_nominal"], 3) == 0.743
    assert round(found["krippendorff_ordinal"], 3) == 0.815
    assert round(found["krippendorff_interval"], 3) == 0.849


def test_gwet_2014() -> None:
    found = values(published.KRIPPENDORFF_C)
    assert round(found["gwet_ac1"], 5) == 0.77544
    assert round(found["brennan_prediger"], 5) == 0.77273
    assert round(found["agreement_pairwise"], 5) == 0.81818


def test_fleiss_1971() -> None:
    found = values(published.FLEISS_1971)
    assert round(found["fleiss"], 3) == 0.430
    assert round(found["agreement_pairwise"], 3) == 0.556


def test_shrout_and_fleiss_1979() -> None:
    found = values(published.SHROUT_FLEISS_1979)
    names = ("icc_1_1", "icc_2_1", "icc_3_1", "icc_2_k", "icc_3_k")
    assert [round(found[name], 2) for name in names] == [0.17, 0.29, 0.71, 0.62, 0.91]


def test_bland_and_altman_1986() -> None:
    pair = report([list(both) for both in zip(published.WRIGHT, published.MINI, strict=True)]).pairs[0].values
    bias, low, high = pair["bias"] or 0, pair["limit_low"] or 0, pair["limit_high"] or 0
    assert round(bias, 1) == -2.1
    assert round((high - low) / (2 * 1.96), 1) == 38.8


def test_cohen_1960() -> None:
    pair = report(from_crosstab(published.COHEN_1960)).pairs[0].values
    assert pair["agreement"] == pytest.approx(0.70)
    assert round(pair["kappa"] or 0, 3) == 0.492


def test_feinstein_and_cicchetti_1990() -> None:
    balanced = report(from_crosstab(published.BALANCED_1990, levels=[1, 0]))
    skewed = report(from_crosstab(published.SKEWED_1990, levels=[1, 0]))
    assert round(balanced.pairs[0].values["kappa"] or 0, 2) == 0.70
    assert round(skewed.pairs[0].values["kappa"] or 0, 2) == 0.32
    assert balanced.pairs[0].values["agreement"] == skewed.pairs[0].values["agreement"] == 0.85
    assert balanced.pairs[0].note == ""
    assert "Feinstein & Cicchetti 1990" in skewed.pairs[0].note
    assert "88% of the ratings are 1" in skewed.statistics["light_kappa"].note
    # Cicchetti & Feinstein (1990), J Clin Epidemiol 43:551: the remedy, agreement on each of the two levels.
    assert round(skewed.statistics["positive_agreement"].value or 0, 2) == 0.91
    assert skewed.statistics["negative_agreement"].value == pytest.approx(0.40)
    assert skewed.pairs[0].values["negative_agreement"] == pytest.approx(0.40)
