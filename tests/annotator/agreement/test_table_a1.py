"""Table A.1 of the thesis to four decimals: 34 videos, 29 infants, 3 operators."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from annotator.agreement.statistics import AgreementReport, measure_agreement
from annotator.agreement.table import tabulate_ratings
from tests.annotator.agreement.published import TABLE_A1, TABLE_A1_INFANTS

REFERENCE = Path(__file__).parents[3].parent / "shared" / "reference"

EXPECTED = {
    "agreement_all": (0.8235, 0.9706, 0.8529),
    "agreement_pairwise": (0.8824, 0.9804, 0.9020),
    "fleiss": (0.7433, 0.9259, 0.7639),
    "fleiss_linear": (0.8269, 0.9259, 0.7639),
    "fleiss_quadratic": (0.8952, 0.9259, 0.7639),
    "krippendorff_nominal": (0.7458, 0.9266, 0.7662),
    "krippendorff_ordinal": (0.8348, 0.9266, 0.7662),
    "krippendorff_interval": (0.8962, 0.9266, 0.7662),
    "icc_1_1": (0.8981, 0.9279, 0.7698),
    "icc_2_1": (0.8981, 0.9279, 0.7696),
    "icc_3_1": (0.8986, 0.9279, 0.7674),
    "icc_2_k": (0.9636, 0.9748, 0.9092),
    "icc_3_k": (0.9637, 0.9748, 0.9082),
    "gwet_ac1": (0.8474, 0.9733, 0.8323),
    "gwet_ac2_linear": (0.9048, 0.9733, 0.8323),
    "gwet_ac2_ordinal": (0.9309, 0.9733, 0.8323),
    "gwet_ac2_quadratic": (0.9457, 0.9733, 0.8323),
    "brennan_prediger": (0.8235, 0.9608, 0.8039),
    "light_kappa": (0.7456, 0.9278, 0.7653),
    "light_kappa_linear": (0.8282, 0.9278, 0.7653),
    "light_kappa_quadratic": (0.8958, 0.9278, 0.7653),
}
PAIRS = {
    ("op1", "op2"): (0.8235, 0.6284, 0.7475, 0.8462, -0.0588, -0.8863, 0.7687),
    ("op1", "op3"): (0.9118, 0.8004, 0.8651, 0.9181, 0.0294, -0.5586, 0.6175),
    ("op2", "op3"): (0.9118, 0.8079, 0.8719, 0.9231, 0.0882, -0.4761, 0.6525),
}
BINARY_KAPPAS = {
    ("op1", "op2"): (0.8917, 0.6559),
    ("op1", "op3"): (1.0, 0.7811),
    ("op2", "op3"): (0.8917, 0.8589),
}
INTERVALS = {
    "fleiss": (0.4323, 0.9116),
    "krippendorff_ordinal": (0.5326, 0.9600),
    "icc_2_1": (0.6097, 0.9704),
    "gwet_ac1": (0.7051, 0.9529),
    "gwet_ac2_quadratic": (0.8852, 0.9849),
    "agreement_all": (0.6667, 0.9429),
    "light_kappa_quadratic": (0.6107, 0.9695),
}


def variant(number: int, ratings: NDArray[np.int64]) -> NDArray[np.int64]:
    """0: the three categories; 1: score 2 against the rest; 2: score 1 or 2 against 0."""
    return (ratings, (ratings == 2).astype(np.int64), (ratings >= 1).astype(np.int64))[number]


def report(number: int = 0, *, draws: int = 0, keep: NDArray[np.bool_] | None = None) -> AgreementReport:
    ratings, infants = variant(number, np.array(TABLE_A1)), np.array(TABLE_A1_INFANTS)
    keep = np.ones(len(ratings), dtype=bool) if keep is None else keep
    return measure_agreement(tabulate_ratings(ratings[keep], infants=infants[keep].tolist()), draws=draws)


@pytest.mark.parametrize("number", [0, 1, 2], ids=["three categories", "score 2", "score 1 or 2"])
def test_every_statistic_to_four_decimals(number: int) -> None:
    found = report(number).statistics
    assert {name: round(found[name].value or 0, 4) for name in EXPECTED} == {
        name: values[number] for name, values in EXPECTED.items()
    }


def test_every_pair_to_four_decimals() -> None:
    names = ("agreement", "kappa", "kappa_linear", "kappa_quadratic", "bias", "limit_low", "limit_high")
    found = {pair.operators: tuple(round(pair.values[name] or 0, 4) for name in names) for pair in report().pairs}
    assert found == PAIRS
    for number in (1, 2):
        for pair in report(number).pairs:
            expected = BINARY_KAPPAS[pair.operators][number - 1]
            assert {round(pair.values[f"kappa{kind}"] or 0, 4) for kind in ("", "_linear", "_quadratic")} == {expected}


def test_intervals_by_infant() -> None:
    found = report(draws=2000).statistics
    for name, limits in INTERVALS.items():
        assert found[name].ci95 == pytest.approx(limits, abs=5e-5)
        assert found[name].note == ""


def test_leave_one_infant_out() -> None:
    assert report().statistics["fleiss"].leave_one_out == pytest.approx((0.6916, 0.7788), abs=5e-5)


def test_prevalence_and_the_warning_of_skew() -> None:
    whole = report()
    assert {level: round(share, 4) for level, share in whole.prevalence.items()} == {0: 0.7059, 1: 0.1373, 2: 0.1569}
    assert not any("Feinstein" in estimate.note for estimate in whole.statistics.values())
    without_pain = report(keep=np.arange(34) < 29)
    found = {name: round(estimate.value or 0, 4) for name, estimate in without_pain.statistics.items()}
    assert (found["agreement_all"], found["fleiss"], found["gwet_ac1"]) == (0.7931, 0.5229, 0.8388)
    assert (found["krippendorff_ordinal"], found["icc_2_1"]) == (0.6095, 0.6120)
    assert "Feinstein & Cicchetti 1990" in without_pain.statistics["fleiss"].note
    assert without_pain.statistics["gwet_ac1"].note == ""
    assert without_pain.warnings == (
        "83% of the ratings are 0: percent agreement, AC1 and Brennan-Prediger say little about the other categories, "
        "and kappa and alpha rest on few videos (Feinstein & Cicchetti 1990).",
    )


def test_without_the_unanimous_zeros() -> None:
    found = report(keep=np.arange(34) >= 21).statistics
    assert round(found["gwet_ac1"].value or 0, 4) == 0.5443
    assert round(found["fleiss"].value or 0, 4) == 0.5263


@pytest.fixture
def reference() -> Path:
    if not (REFERENCE / "table_a1.csv").is_file():
        pytest.skip("the folder of reference tables (../shared/reference) is absent")
    return REFERENCE


def test_the_patterns_are_the_reference_file(reference: Path) -> None:
    rows = list(csv.DictReader((reference / "table_a1.csv").read_text().splitlines()))
    assert [[int(row[name]) for name in ("op1", "op2", "op3")] for row in rows] == TABLE_A1
    infants = sorted({int(row["infant"]) for row in rows})
    assert [infants.index(int(row["infant"])) for row in rows] == TABLE_A1_INFANTS


def test_the_reference_values_in_full_precision(reference: Path) -> None:
    known = json.loads((reference / "table_a1.json").read_text())
    names = {"ICC11": "icc_1_1", "ICC21": "icc_2_1", "ICC31": "icc_3_1", "ICC2k": "icc_2_k", "ICC3k": "icc_3_k"}
    names |= {f"kripp_alpha_{level}": f"krippendorff_{level}" for level in ("nominal", "ordinal", "interval")}
    names |= {f"gwet_AC2_{kind}": f"gwet_ac2_{kind}" for kind in ("linear", "ordinal", "quadratic")}
    names |= {"gwet_AC1": "gwet_ac1", "fleiss_kappa": "fleiss", "brennan_prediger": "brennan_prediger"}
    names |= {"pct_agree_all3": "agreement_all", "cohen_quadratic mean(Light)": "light_kappa_quadratic"}
    for number, part in enumerate(("three_category", "binary_score2", "binary_score_ge1")):
        found = report(number).statistics
        for name in names.keys() & known[part].keys():
            assert found[names[name]].value == pytest.approx(known[part][name], abs=1e-12)
    drawn = report(draws=2000).statistics
    for name, limits in known["bootstrap_ci95_by_infant"].items():
        assert drawn[names[name]].ci95 == pytest.approx(tuple(limits), abs=1e-12)
