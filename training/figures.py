"""Figures of a classifier as functions of sums over infants, so that infants can be drawn anew."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from training.dataset import Floats, Integers

THRESHOLD = 0.5  # pain where the probability is above: the larger of two softmax outputs, a tie being nonpain
BINS = 15
FIGURES = ("accuracy", "precision", "recall", "specificity", "f1", "auc", "brier", "ece")
COUNTS = 5  # true and false negatives and positives, squared error; the sums of the bins follow

SEED = 20240417
DRAWS = 2000
CHUNK_NUMBERS = 4_000_000
LEVEL = 0.95


@dataclass(frozen=True)
class InfantSums:
    """All that the figures need.

    Attributes:
        matrix: Shape (infants, 5 + 3 x bins): TN, FP, FN, TP, sum of squared errors; then for each bin the number
            of rows, the sum of their probabilities and the number of pain among them.
        wins: Shape (infants, infants): pairs of a pain row of the first and a nonpain row of the second infant in
            which pain has the higher probability; ties count one half.
    """

    matrix: Floats
    wins: Floats

    def weighted(self, times: Floats) -> dict[str, Floats]:
        """Figures with each infant counted so many times.

        Args:
            times: Shape (draws, infants).

        Returns:
            Each figure with shape (draws,), NaN where it is undefined.
        """
        return figures_of_sums(times @ self.matrix, ((times @ self.wins) * times).sum(axis=1))

    def whole(self) -> dict[str, float | None]:
        """The figures, None where undefined."""
        figures = self.weighted(np.ones((1, len(self.matrix))))
        return {name: known(values[0]) for name, values in figures.items()}

    def confusion(self) -> list[list[int]]:
        """Rows true, columns predicted, nonpain before pain."""
        tn, fp, fn, tp = (int(count) for count in self.matrix[:, :4].sum(axis=0))
        return [[tn, fp], [fn, tp]]


def sums_by_infant(labels: Integers, probabilities: Floats, groups: Integers) -> InfantSums:
    """Sums over the rows of each infant.

    Args:
        labels: Shape (rows,), 1 pain, 0 nonpain.
        probabilities: Of pain, shape (rows,), 0 to 1.
        groups: Shape (rows,), the infants; only rows with equal numbers belong together.
    """
    _, infant = np.unique(groups, return_inverse=True)
    infants = int(infant.max()) + 1
    predicted = (probabilities > THRESHOLD).astype(np.int64)
    matrix = np.zeros((infants, COUNTS + 3 * BINS))
    np.add.at(matrix, (infant, 2 * labels + predicted), 1)
    np.add.at(matrix[:, 4], infant, (probabilities - labels) ** 2)
    bins = COUNTS + np.clip(np.ceil(probabilities * BINS).astype(np.int64) - 1, 0, BINS - 1)
    for block, values in enumerate((np.ones(len(labels)), probabilities, labels)):
        np.add.at(matrix, (infant, bins + block * BINS), values)
    return InfantSums(matrix, _wins(labels, probabilities, infant, infants))


def figures_of_sums(sums: Floats, wins: Floats) -> dict[str, Floats]:
    """Accuracy, precision, recall, specificity, F1, AUC, Brier score, expected calibration error.

    AUC is the Mann-Whitney share (Hanley & McNeil 1982). The calibration error weighs, over 15 equal bins of the
    probability of pain, the distance of mean probability and share of pain (Naeini et al. 2015, Guo et al. 2017).

    Args:
        sums: Shape (draws, 5 + 3 x bins), as in `InfantSums`.
        wins: Shape (draws,).
    """
    tn, fp, fn, tp, squares = sums[:, :COUNTS].T
    rows = tn + fp + fn + tp
    _, expected, seen = (sums[:, COUNTS + BINS * block :][:, :BINS] for block in range(3))
    return {
        "accuracy": _ratio(tp + tn, rows),
        "precision": _ratio(tp, tp + fp),
        "recall": _ratio(tp, tp + fn),
        "specificity": _ratio(tn, tn + fp),
        "f1": _ratio(2 * tp, 2 * tp + fp + fn),
        "auc": _ratio(wins, (tp + fn) * (tn + fp)),
        "brier": _ratio(squares, rows),
        "ece": _ratio(np.abs(expected - seen).sum(axis=1), rows),
    }


def draws_of_infants(infants: int, *, draws: int = DRAWS, seed: int = SEED) -> Iterator[Floats]:
    """Cluster bootstrap: how often each infant is drawn, infants with replacement and all their rows with them.

    The models are not trained anew, so an interval speaks of new infants, not of new trainings. The numbers do not
    depend on the size of the chunks (Davison & Hinkley 1997, section 3.8).

    Yields:
        Chunks of shape (draws, infants) whose lengths add up to `draws`.
    """
    generator = np.random.default_rng(seed)
    at_once = max(1, CHUNK_NUMBERS // infants)
    for start in range(0, draws, at_once):
        rows = min(at_once, draws - start)
        drawn = generator.integers(0, infants, size=(rows, infants)) + np.arange(rows)[:, None] * infants
        yield np.bincount(drawn.ravel(), minlength=rows * infants).reshape(rows, infants).astype(np.float64)


def percentile_interval(values: Floats) -> list[float] | None:
    """The 95 % percentile interval (Efron 1979) of the draws with a value.

    Args:
        values: Shape (draws,), NaN where undefined.

    Returns:
        Lower and upper limit; None when more than half of the draws are undefined.
    """
    defined = values[~np.isnan(values)]
    if len(defined) == 0 or 2 * len(defined) < len(values):
        return None
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return [float(low), float(high)]


def known(value: float) -> float | None:
    """None for NaN."""
    return None if np.isnan(value) else float(value)


def _ratio(above: Floats, below: Floats) -> Floats:
    divided: Floats = np.divide(above, below, out=np.full(np.shape(below), np.nan), where=below > 0)
    return divided


def _wins(labels: Integers, probabilities: Floats, infant: Integers, infants: int) -> Floats:
    wins = np.zeros((infants, infants))
    pain = labels == 1
    scores, owners = probabilities[pain], infant[pain]
    order = np.argsort(infant[~pain], kind="stable")
    calm, starts = probabilities[~pain][order], np.searchsorted(infant[~pain][order], np.arange(infants + 1))
    for other in range(infants):
        below = np.sort(calm[starts[other] : starts[other + 1]])
        won = np.searchsorted(below, scores, side="left") + np.searchsorted(below, scores, side="right")
        wins[:, other] = np.bincount(owners, weights=won / 2, minlength=infants)
    return wins
