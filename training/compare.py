"""Two models on the same rows of the same folds: differences with intervals and a paired test by infant."""

from typing import Any

import numpy as np

from training.dataset import Floats
from training.evaluate import sums_of
from training.figures import (
    DRAWS,
    FIGURES,
    SEED,
    InfantSums,
    draws_of_infants,
    figures_of_sums,
    known,
    percentile_interval,
)
from training.predictions import Predictions
from training.refusal import TrainingRefused

NOT_TESTED = "auc"  # it would compare one model's probabilities with the other's
TOLERANCE = 1e-12  # of sums in another order


def compare(one: Predictions, other: Predictions, *, draws: int = DRAWS, seed: int = SEED) -> dict[str, Any]:
    """Differences, second model minus first.

    The test exchanges the two models' predictions of whole infants at random: if the models were equally good, who
    said what about an infant would not matter (approximate randomisation, Noreen 1989; Good 2005). It needs no
    assumption about frames of one infant, which McNemar's test takes as independent, nor about folds, which share
    training rows and break a t test over folds (Dietterich 1998), and it works for F1 as for accuracy. Its p value
    counts the data themselves as one exchange, so it is never 0 (Phipson & Smyth 2010); with few infants it cannot
    be small: at best 2 in 2 to the power of their number. The interval draws infants, both models' rows together.

    Raises:
        TrainingRefused: not_the_same_rows.
    """
    first, second = _paired(one, other)
    a, b = sums_of(first), sums_of(second)
    from_a, from_b = a.whole(), b.whole()
    observed = _difference(a, b, np.ones((1, len(a.matrix))))
    p_values, limits = _p_values(a, b, observed, draws, seed), _limits(a, b, draws, seed)
    named = {
        name: {
            "first": from_a[name],
            "second": from_b[name],
            "difference": known(observed[name][0]),
            "interval": limits[name],
            "p": p_values[name],
        }
        for name in FIGURES
    }
    counts = {"rows": len(first), "infants": len(a.matrix), "folds": len(first.fold_names)}
    return {**counts, "draws": draws, "seed": seed, "figures": named}


def _paired(one: Predictions, other: Predictions) -> tuple[Predictions, Predictions]:
    """Both in the order of the files; refuses not_the_same_rows."""
    orders = [np.argsort(predictions.files, kind="stable") for predictions in (one, other)]
    if len(one) != len(other):
        raise TrainingRefused("not_the_same_rows", f"One model has {len(one)} test rows, the other {len(other)}.")
    for name in ("files", "folds", "infants", "labels"):
        here, there = getattr(one, name)[orders[0]], getattr(other, name)[orders[1]]
        if len(different := np.flatnonzero(here != there)):
            file = one.files[orders[0]][different[0]]
            raise TrainingRefused("not_the_same_rows", f"The models differ in {name}, first at “{file}”.")
    return _ordered(one, orders[0]), _ordered(other, orders[1])


def _ordered(predictions: Predictions, order: Any) -> Predictions:
    words = (predictions.files[order], predictions.folds[order], predictions.infants[order])
    return Predictions(*words, predictions.labels[order], predictions.probabilities[order], context={})


def _difference(a: InfantSums, b: InfantSums, times: Floats) -> dict[str, Floats]:
    one, other = a.weighted(times), b.weighted(times)
    return {name: other[name] - one[name] for name in FIGURES}


def _limits(a: InfantSums, b: InfantSums, draws: int, seed: int) -> dict[str, list[float] | None]:
    infants = len(a.matrix)
    if infants < 2:
        return dict.fromkeys(FIGURES)
    chunks = [_difference(a, b, times) for times in draws_of_infants(infants, draws=draws, seed=seed)]
    return {name: percentile_interval(np.concatenate([chunk[name] for chunk in chunks])) for name in FIGURES}


def _p_values(
    a: InfantSums, b: InfantSums, observed: dict[str, Floats], draws: int, seed: int
) -> dict[str, float | None]:
    """Two-sided; None where the observed difference is undefined, and for the area under the curve."""
    generator = np.random.default_rng(seed)
    exchanged = generator.integers(0, 2, size=(draws, len(a.matrix))).astype(np.float64)
    moved = exchanged @ (b.matrix - a.matrix)
    one, other = a.matrix.sum(axis=0) + moved, b.matrix.sum(axis=0) - moved
    unused = np.full(draws, np.nan)
    under_a, under_b = figures_of_sums(one, unused), figures_of_sums(other, unused)
    found: dict[str, float | None] = {}
    for name in FIGURES:
        seen = abs(observed[name][0])
        # An exchange in which the figure is undefined is no evidence against equality.
        drawn = np.nan_to_num(np.abs(under_b[name] - under_a[name]), nan=np.inf)
        extreme = int((drawn >= seen - TOLERANCE).sum())
        found[name] = None if name == NOT_TESTED or np.isnan(seen) else (1 + extreme) / (1 + draws)
    return found
