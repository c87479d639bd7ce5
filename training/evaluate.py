"""What predictions are worth: per fold, across folds, pooled, by subgroup, and beside doing nothing."""

from typing import Any

import numpy as np

from training.config import NOT_INDEPENDENT
from training.dataset import Floats, Integers
from training.figures import (
    DRAWS,
    FIGURES,
    SEED,
    THRESHOLD,
    InfantSums,
    draws_of_infants,
    figures_of_sums,
    known,
    percentile_interval,
    sums_by_infant,
)
from training.predictions import Predictions
from training.reference import reference

FEW_INFANTS = 10  # below, a subgroup's figures carry a warning
MOST_VALUES = 20  # a column with more is no subgroup


def evaluate(
    predictions: Predictions, *, stamp: str | None = None, draws: int = DRAWS, seed: int = SEED
) -> dict[str, Any]:
    """All figures as plain numbers, lists and dictionaries; None where a figure is undefined.

    Pooled figures put the rows of all folds together although different models made them, which is what their
    intervals by infant need; means and standard deviations over folds stand beside them.

    Args:
        predictions: Test rows only.
        stamp: Of the preset; where infants are tested in several folds, the figures are stamped in any case.
        draws: Of infants, for the intervals.
        seed: Of the draws.
    """
    folds = [{"fold": name, **_part(predictions.only(predictions.folds == name))} for name in predictions.fold_names]
    return {
        "stamp": stamp or (NOT_INDEPENDENT if _infants_in_several_folds(predictions) else None),
        "threshold": THRESHOLD,
        "folds": folds,
        "across_folds": {name: _across([fold["figures"][name] for fold in folds]) for name in FIGURES},
        "pooled": _part_with_intervals(predictions, draws, seed),
        "baselines": _baselines(predictions.labels),
        "subgroups": _subgroups(predictions, draws, seed),
        "reference": reference(),
    }


def figures_of_confusion(tn: int, fp: int, fn: int, tp: int) -> dict[str, float | None]:
    """The five figures that follow from a confusion matrix alone."""
    sums = np.zeros((1, 50))
    sums[0, :4] = tn, fp, fn, tp
    figures = figures_of_sums(sums, np.zeros(1))
    return {name: known(figures[name][0]) for name in ("accuracy", "precision", "recall", "specificity", "f1")}


def intervals(sums: InfantSums, *, draws: int, seed: int) -> dict[str, list[float] | None]:
    """95 % intervals by resampling infants; None for fewer than two infants and where mostly undefined."""
    if len(sums.matrix) < 2:
        return dict.fromkeys(FIGURES)
    chunks = [sums.weighted(times) for times in draws_of_infants(len(sums.matrix), draws=draws, seed=seed)]
    return {name: percentile_interval(np.concatenate([chunk[name] for chunk in chunks])) for name in FIGURES}


def sums_of(predictions: Predictions) -> InfantSums:
    """Sums over each infant's predictions."""
    return sums_by_infant(predictions.labels, predictions.probabilities, predictions.groups)


def _part(predictions: Predictions) -> dict[str, Any]:
    sums = sums_of(predictions)
    return {**_counts(predictions), "confusion": sums.confusion(), "figures": sums.whole()}


def _part_with_intervals(predictions: Predictions, draws: int, seed: int) -> dict[str, Any]:
    limits = intervals(sums_of(predictions), draws=draws, seed=seed)
    return {**_part(predictions), "intervals": limits, "draws": draws, "seed": seed}


def _counts(predictions: Predictions) -> dict[str, Any]:
    return {
        "rows": len(predictions),
        "infants": len(set(predictions.infants)),
        "pain_rows": int(predictions.labels.sum()),
        "prevalence": float(predictions.labels.mean()),
        "pain_infants": len(set(predictions.infants[predictions.labels == 1])),
    }


def _across(values: list[float | None]) -> dict[str, Any]:
    """Mean and population standard deviation of the folds in which the figure is defined, and how many they are."""
    defined: Floats = np.array([value for value in values if value is not None])
    if not len(defined):
        return {"mean": None, "sd": None, "folds": 0}
    return {"mean": float(defined.mean()), "sd": float(defined.std()), "folds": len(defined)}


def _baselines(labels: Integers) -> dict[str, dict[str, float | None]]:
    """What naming the more frequent class, and what saying pain always would reach on the same rows."""
    pain = int(labels.sum())
    calm = len(labels) - pain
    all_pain = figures_of_confusion(0, calm, 0, pain)
    return {"majority": all_pain if pain > calm else figures_of_confusion(calm, 0, pain, 0), "all_pain": all_pain}


def _subgroups(predictions: Predictions, draws: int, seed: int) -> list[dict[str, Any]]:
    found = []
    for column, values in predictions.context.items():
        names = sorted(set(values))
        for name in names if len(names) <= MOST_VALUES else []:
            part = _part_with_intervals(predictions.only(values == name), draws, seed)
            found.append({"column": column, "value": name, "few_infants": part["infants"] < FEW_INFANTS, **part})
    return found


def _infants_in_several_folds(predictions: Predictions) -> bool:
    pairs = set(zip(predictions.infants, predictions.folds, strict=True))
    return len(pairs) > len(set(predictions.infants))
