"""Divide rows into training, validation and test, by infant unless a preset says otherwise."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, StratifiedShuffleSplit

from training.config import Data, Part, SplitRule
from training.dataset import Integers, Manifest
from training.refusal import TrainingRefused, listed

CANDIDATES = 2000  # drawn for a hold-out by infant, of which the best balanced is kept


@dataclass(frozen=True)
class Split:
    """One model's rows.

    Attributes:
        name: `fold 1`, the infant left out, or `hold-out`.
        training, validation, test: Places of rows in the manifest, ascending; validation may be empty.
        independent: False where infants stand on both sides by choice.
    """

    name: str
    training: Integers
    validation: Integers
    test: Integers
    independent: bool

    def parts(self) -> dict[Part, Integers]:
        """The three parts by name."""
        return {"training": self.training, "validation": self.validation, "test": self.test}


def split_rows(manifest: Manifest, rule: SplitRule, data: Data) -> list[Split]:
    """All splits of an experiment; each row of the evaluated domain is tested at most once.

    Raises:
        TrainingRefused: unknown_domain, several_domains, no_evaluated_domain, too_few_infants, too_few_rows,
            one_class_in_training.
    """
    extra = _training_only(manifest, data)
    rows = np.flatnonzero(~extra)
    made = {
        "stratified_group_k_fold": _folds,
        "leave_one_infant_out": _left_out,
        "group_hold_out": _group_hold_out,
        "frame_hold_out": _frame_hold_out,
    }[rule.method](manifest, rows, rule)
    splits = []
    for name, test in made:
        rest = np.setdiff1d(rows, test)
        validation = _validation(manifest, rest, rule)
        training = np.union1d(np.setdiff1d(rest, validation), np.flatnonzero(extra))
        if len(np.unique(manifest.labels[training])) < 2:
            raise TrainingRefused("one_class_in_training", f"In {name}, the training part has one class only.")
        splits.append(Split(name, training, validation, test, rule.independent))
    return splits


def describe_part(manifest: Manifest, rows: Integers) -> dict[str, Any]:
    """Rows, infants, pain rows, prevalence (None without rows) and infants with pain of one part."""
    labels, groups = manifest.labels[rows], manifest.groups[rows]
    return {
        "rows": len(rows),
        "infants": len(np.unique(groups)),
        "pain_rows": int(labels.sum()),
        "prevalence": float(labels.mean()) if len(rows) else None,
        "pain_infants": len(np.unique(groups[labels == 1])),
    }


def _training_only(manifest: Manifest, data: Data) -> np.ndarray[Any, np.dtype[np.bool_]]:
    there = sorted(set(manifest.domains))
    if unknown := sorted(set(data.training_only_domains) - set(there)):
        raise TrainingRefused("unknown_domain", f"The manifest has no rows of {listed(unknown)}.")
    tested = [domain for domain in there if domain not in data.training_only_domains]
    if len(tested) > 1:
        sentence = f"{listed(tested)} differ in pain and set-up: say which of them only help training."
        raise TrainingRefused("several_domains", sentence)
    if not tested:
        raise TrainingRefused("no_evaluated_domain", "Every domain only helps training: nothing is left to test.")
    return np.isin(manifest.domains.astype(str), list(data.training_only_domains))


def _folds(manifest: Manifest, rows: Integers, rule: SplitRule) -> list[tuple[str, Integers]]:
    tests = _by_infant(manifest, rows, rule.folds or 0, rule.seed)
    return [(f"fold {number}", test) for number, test in enumerate(tests, start=1)]


def _left_out(manifest: Manifest, rows: Integers, rule: SplitRule) -> list[tuple[str, Integers]]:
    groups = manifest.groups[rows]
    _need_infants(len(np.unique(groups)), 2)
    return [(manifest.group_names[group], rows[groups == group]) for group in np.unique(groups)]


def _frame_hold_out(manifest: Manifest, rows: Integers, rule: SplitRule) -> list[tuple[str, Integers]]:
    labels = manifest.labels[rows]
    share = rule.test_share or 0.0
    if min(share, 1 - share) * len(rows) < 2 or np.bincount(labels, minlength=2).min() < 2:
        raise TrainingRefused("too_few_rows", "There are too few pictures of a class to hold some out.")
    splitter = StratifiedShuffleSplit(n_splits=1, test_size=share, random_state=rule.seed)
    _, test = next(splitter.split(rows, labels))
    return [("hold-out", np.sort(rows[test]))]


def _group_hold_out(manifest: Manifest, rows: Integers, rule: SplitRule) -> list[tuple[str, Integers]]:
    """Of many random choices of infants, the one closest to the share of rows and the proportion of classes.

    Infants with pain are shared out first: of three, one is held out at a share of a quarter, so that at least one
    is tested and at least one trained on.
    """
    groups, inverse = np.unique(manifest.groups[rows], return_inverse=True)
    share = rule.test_share or 0.0
    sizes = np.bincount(inverse).astype(np.float64)
    pains = np.bincount(inverse, weights=manifest.labels[rows])
    with_pain, without = np.flatnonzero(pains > 0), np.flatnonzero(pains == 0)
    _need_infants(len(groups), 2)
    if len(with_pain) < 2:
        raise TrainingRefused("too_few_infants", "Two infants with pain are needed, one on each side.")
    held = min(len(with_pain) - 1, max(1, round(share * len(with_pain))))
    generator = np.random.default_rng(rule.seed)
    best, best_miss = np.zeros(len(groups), dtype=bool), np.inf
    for _ in range(CANDIDATES):
        order = generator.permutation(without)
        chosen = np.zeros(len(groups), dtype=bool)
        chosen[generator.permutation(with_pain)[:held]] = True
        filled = sizes[chosen].sum() + np.cumsum(sizes[order])
        chosen[order[: int(np.searchsorted(filled, share * sizes.sum(), side="right"))]] = True
        tested = sizes[chosen].sum()
        miss = abs(tested / sizes.sum() - share) + abs(pains[chosen].sum() / tested - pains.sum() / sizes.sum())
        if miss < best_miss:
            best, best_miss = chosen, miss
    return [("hold-out", rows[best[inverse]])]


def _validation(manifest: Manifest, rest: Integers, rule: SplitRule) -> Integers:
    if rule.validation_folds is None:
        return np.empty(0, dtype=np.int64)
    return _by_infant(manifest, rest, rule.validation_folds, rule.seed)[0]


def _by_infant(manifest: Manifest, rows: Integers, folds: int, seed: int) -> list[Integers]:
    """Folds of whole infants, prevalence as equal as infants allow (scikit-learn's StratifiedGroupKFold)."""
    groups, labels = manifest.groups[rows], manifest.labels[rows]
    _need_infants(len(np.unique(groups)), folds)
    fewest = int(np.bincount(labels, minlength=2).min())
    if fewest < folds:
        raise TrainingRefused("too_few_rows", f"{folds} folds need as many pictures of each class, not {fewest}.")
    splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
    tests = [rows[test] for _, test in splitter.split(rows, labels, groups)]
    if any(len(test) == 0 for test in tests):
        raise TrainingRefused("too_few_infants", f"The infants are too unequal in pictures for {folds} folds.")
    return tests


def _need_infants(there: int, needed: int) -> None:
    if there < needed:
        raise TrainingRefused("too_few_infants", f"{needed} parts by infant need as many infants, not {there}.")
