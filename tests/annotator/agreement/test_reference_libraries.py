"""The same tables through well-known libraries; each test runs where its library is installed."""

import warnings
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from annotator.agreement.statistics import AgreementReport, measure_agreement
from annotator.agreement.table import tabulate_ratings
from tests.annotator.agreement.published import FLEISS_1971, KRIPPENDORFF_C, SHROUT_FLEISS_1979, TABLE_A1

TABLES = {"table A.1": TABLE_A1, "Fleiss 1971": FLEISS_1971, "Shrout & Fleiss 1979": SHROUT_FLEISS_1979}


def random_tables(count: int = 12, *, missing: float = 0.0) -> list[NDArray[np.float64]]:
    """Tables of different sizes in which operators mostly agree, with levels 0-4."""
    generator = np.random.default_rng(7)
    tables = []
    for number in range(count):
        videos, operators = 5 + 4 * number, 2 + number % 4
        true = generator.integers(0, 5, size=(videos, 1))
        ratings = np.clip(true + generator.integers(-1, 2, size=(videos, operators)), 0, 4).astype(float)
        ratings[generator.random(ratings.shape) < missing] = np.nan
        tables.append(ratings)
    return tables


def load(name: str) -> Any:
    """The library; what it warns of while it is imported is its own affair."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name)


def report(ratings: Any, *, categories: list[float] | None = None) -> AgreementReport:
    return measure_agreement(tabulate_ratings(ratings, categories=categories), draws=0)


def close(value: float | None, reference: float) -> bool:
    return value is not None and abs(value - reference) < 1e-9


def complete_tables() -> list[NDArray[np.float64]]:
    return [np.array(table, dtype=float) for table in TABLES.values()] + random_tables()


def test_krippendorff_with_and_without_missing_ratings() -> None:
    krippendorff = load("krippendorff")
    for ratings in [*complete_tables(), *random_tables(missing=0.3), np.array(KRIPPENDORFF_C)]:
        found = report(ratings).statistics
        for level in ("nominal", "ordinal", "interval"):
            reference = krippendorff.alpha(reliability_data=ratings.T, level_of_measurement=level)
            assert close(found[f"krippendorff_{level}"].value, reference)


def test_fleiss_and_randolph_of_statsmodels() -> None:
    load("statsmodels")
    inter_rater = load("statsmodels.stats.inter_rater")
    for ratings in complete_tables():
        counts, _ = inter_rater.aggregate_raters(ratings.astype(int))
        found = report(ratings).statistics
        assert close(found["fleiss"].value, inter_rater.fleiss_kappa(counts, method="fleiss"))
        assert close(found["brennan_prediger"].value, inter_rater.fleiss_kappa(counts, method="randolph"))


def test_cohen_of_scikit_learn_with_levels_nobody_used() -> None:
    metrics = load("sklearn.metrics")
    levels = [0.0, 1.0, 2.0, 3.0, 4.0]
    for ratings in random_tables():
        table = tabulate_ratings(ratings, categories=levels)
        for (one, other), pair in zip(table.pairs, measure_agreement(table, draws=0).pairs, strict=True):
            for kind, name in ((None, "kappa"), ("linear", "kappa_linear"), ("quadratic", "kappa_quadratic")):
                first, second = ratings[:, one].astype(int), ratings[:, other].astype(int)
                reference = metrics.cohen_kappa_score(first, second, labels=list(range(5)), weights=kind)
                assert close(pair.values[name], reference)


def test_intraclass_correlations_of_pingouin() -> None:
    pingouin, pandas = load("pingouin"), load("pandas")
    names = {"ICC(1,1)": "icc_1_1", "ICC(A,1)": "icc_2_1", "ICC(C,1)": "icc_3_1", "ICC(A,k)": "icc_2_k"}
    names |= {"ICC(C,k)": "icc_3_k"}
    for ratings in complete_tables():
        rows = [(row, column, value) for (row, column), value in np.ndenumerate(ratings)]
        long = pandas.DataFrame(rows, columns=["video", "operator", "score"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = pingouin.intraclass_corr(long, targets="video", raters="operator", ratings="score")
        reference = dict(zip(table["Type"], table["ICC"], strict=True))
        found = report(ratings).statistics
        for theirs, ours in names.items():
            assert close(found[ours].value, reference[theirs])


def test_gwet_and_brennan_prediger_of_irrcac() -> None:
    """Gwet's own package rounds to five decimals; it pins an old NumPy, so it is seldom installed."""
    raw, pandas = load("irrCAC.raw"), load("pandas")
    kinds = {"identity": "gwet_ac1", "linear": "gwet_ac2_linear", "ordinal": "gwet_ac2_ordinal"}
    kinds |= {"quadratic": "gwet_ac2_quadratic"}
    levels = [0.0, 1.0, 2.0, 3.0, 4.0]
    for ratings in [*random_tables(), *random_tables(missing=0.3)]:
        found = report(ratings, categories=levels).statistics
        for kind, name in kinds.items():
            analysis = raw.CAC(pandas.DataFrame(ratings), weights=kind, categories=levels)
            assert found[name].value == pytest.approx(analysis.gwet()["est"]["coefficient_value"], abs=6e-6)
            if kind == "identity":
                even = analysis.bp()["est"]["coefficient_value"]
                assert found["brennan_prediger"].value == pytest.approx(even, abs=6e-6)
