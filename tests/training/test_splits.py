"""No infant on two sides, every row tested once, and the proportion of pain as equal as infants allow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.made import manifest_of
from training.config import Data, SplitRule, load_preset
from training.dataset import Manifest
from training.leakage import refuse_leaks
from training.refusal import TrainingRefused
from training.splits import Split, describe_part, split_rows

FOLDED = SplitRule(method="stratified_group_k_fold", folds=3, validation_folds=2)
EACH = SplitRule(method="leave_one_infant_out", validation_folds=2)
HELD = SplitRule(method="group_hold_out", test_share=0.25)
FRAMES = SplitRule(method="frame_hold_out", test_share=0.25)


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    """4 to 12 infants with 1 to 8 pictures each, any labels."""
    counts = draw(st.lists(st.integers(1, 8), min_size=4, max_size=12))
    rows = [(f"N{infant}", draw(st.integers(0, 1))) for infant, count in enumerate(counts) for _ in range(count)]
    return manifest_of(rows)


def splits_or_refusal(manifest: Manifest, rule: SplitRule) -> list[Split]:
    try:
        return split_rows(manifest, rule, Data())
    except TrainingRefused as refusal:
        if refusal.code not in {"too_few_infants", "too_few_rows", "one_class_in_training"}:
            raise
        return []


@given(manifest=manifests(), rule=st.sampled_from([FOLDED, EACH, HELD, FRAMES]))
def test_parts_are_apart_whole_and_repeatable(manifest: Manifest, rule: SplitRule) -> None:
    splits = splits_or_refusal(manifest, rule)
    refuse_leaks(manifest, splits, Data())
    for split in splits:
        together = np.concatenate([split.training, split.validation, split.test])
        assert sorted(together.tolist()) == list(range(len(manifest)))
        assert len(split.test) > 0
        assert len(np.unique(manifest.labels[split.training])) == 2
        assert (len(split.validation) > 0) == (rule.validation_folds is not None)
    for one, again in zip(splits, splits_or_refusal(manifest, rule), strict=True):
        assert all(np.array_equal(one.parts()[name], again.parts()[name]) for name in one.parts())


@given(manifest=manifests(), rule=st.sampled_from([FOLDED, EACH]))
def test_every_row_is_tested_exactly_once(manifest: Manifest, rule: SplitRule) -> None:
    if splits := splits_or_refusal(manifest, rule):
        tested = np.concatenate([split.test for split in splits])
        assert sorted(tested.tolist()) == list(range(len(manifest)))


def videodol_like() -> Manifest:
    """25 infants with 57 frames each and none in pain, three with 204 frames of pain each."""
    calm = [(f"C{infant:02}", 0) for infant in range(25) for _ in range(57)]
    return manifest_of([*calm, *[(f"P{infant}", 1) for infant in range(3) for _ in range(204)]])


def test_of_three_infants_in_pain_the_third_is_tested() -> None:
    manifest = videodol_like()
    preset = load_preset("videodol-group")
    (split,) = split_rows(manifest, preset.split, preset.data)
    training, test = describe_part(manifest, split.training), describe_part(manifest, split.test)
    assert (training["pain_infants"], test["pain_infants"]) == (2, 1)
    assert test["rows"] / len(manifest) == pytest.approx(0.25, abs=0.03)
    assert describe_part(manifest, split.validation) == {
        "rows": 0,
        "infants": 0,
        "pain_rows": 0,
        "prevalence": None,
        "pain_infants": 0,
    }


def test_a_split_by_frame_keeps_the_proportion_and_says_that_it_is_not_independent() -> None:
    manifest = videodol_like()
    preset = load_preset("videodol-frame")
    (split,) = split_rows(manifest, preset.split, preset.data)
    assert not split.independent
    whole = float(manifest.labels.mean())
    assert describe_part(manifest, split.test)["prevalence"] == pytest.approx(whole, abs=0.005)
    assert set(manifest.groups[split.test]) & set(manifest.groups[split.training])


def test_the_proportion_of_pain_is_as_equal_as_infants_allow() -> None:
    manifest = manifest_of([(f"N{infant}", int(frame < 3)) for infant in range(20) for frame in range(10)])
    for split in split_rows(manifest, SplitRule(method="stratified_group_k_fold", folds=5), Data()):
        assert describe_part(manifest, split.test)["prevalence"] == pytest.approx(0.3)


def two_domains() -> Manifest:
    rows = [(f"N{infant}", frame % 2) for infant in range(6) for frame in range(4)]
    return manifest_of([*rows, *rows], domains=["mpain"] * len(rows) + ["icope"] * len(rows))


def test_a_domain_that_helps_training_is_never_validated_or_tested_on() -> None:
    manifest = two_domains()
    for split in split_rows(manifest, FOLDED, Data(training_only_domains=("icope",))):
        assert set(manifest.domains[split.test]) == set(manifest.domains[split.validation]) == {"mpain"}
        assert int((manifest.domains[split.training] == "icope").sum()) == 24


@pytest.mark.parametrize(
    ("helping", "code"),
    [((), "several_domains"), (("elsewhere",), "unknown_domain"), (("mpain", "icope"), "no_evaluated_domain")],
)
def test_domains_are_mixed_only_on_request(helping: tuple[str, ...], code: str) -> None:
    with pytest.raises(TrainingRefused) as refusal:
        split_rows(two_domains(), FOLDED, Data(training_only_domains=helping))
    assert refusal.value.code == code


def test_fewer_infants_than_folds_or_one_in_pain_are_refused() -> None:
    few = manifest_of([("N1", 0), ("N1", 1), ("N2", 0), ("N2", 1)])
    for rule in (FOLDED, EACH):
        with pytest.raises(TrainingRefused, match="too_few_infants"):
            split_rows(few, rule, Data())
    with pytest.raises(TrainingRefused, match=r"Two infants with pain.*too_few_infants"):
        split_rows(manifest_of([("N1", 0), ("N2", 1), ("N3", 0)]), HELD, Data())
