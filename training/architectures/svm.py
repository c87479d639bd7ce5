"""Support vector machines (Cortes and Vapnik 1995) on features that nobody learnt: what a network has to beat."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.svm import LinearSVC

from inference.detectors.face import Pixels
from training.architectures.hog_svm import hog_features
from training.architectures.lbp_svm import lbp_features
from training.config import Architecture
from training.dataset import Integers
from training.feeding import Floats32

FEATURES: dict[str, Callable[[NDArray[np.uint8]], NDArray[np.float32]]] = {
    "hog-svm": hog_features,
    "lbp-svm": lbp_features,
}
MOST_ROUNDS = 20_000
STEEPEST, ROUNDS, TINY = 20.0, 50, 1e-9


@dataclass(frozen=True)
class SupportVectors:
    """A fitted machine as numbers.

    Attributes:
        mean, spread: Of each feature in the training part.
        weights: Of the standardised features.
        curve: Offset of the decision, then slope and offset of the logistic curve (Platt 1999) that turns it into
            the log odds of pain.
    """

    mean: Floats32
    spread: Floats32
    weights: Floats32
    curve: Floats32

    def scores(self, features: Floats32) -> Floats32:
        """Raw scores, shape (pictures, 2): 0 and the log odds of pain."""
        offset, slope, shift = self.curve
        decided = (features - self.mean) / self.spread @ self.weights + offset
        odds = slope * decided + shift
        return np.stack([np.zeros_like(odds), odds], axis=1).astype(np.float32)

    def tensors(self) -> dict[str, Floats32]:
        """Everything, by name."""
        return {"mean": self.mean, "spread": self.spread, "weights": self.weights, "curve": self.curve}


def features_of(pictures: Pixels, rows: Integers, architecture: Architecture) -> Floats32:
    """Features of rows of the store, shape (rows, features)."""
    kind = FEATURES[architecture.name]
    greys = (cv2.cvtColor(np.asarray(pictures[row]), cv2.COLOR_RGB2GRAY) for row in rows.tolist())
    return np.stack([kind(np.asarray(grey, dtype=np.uint8)) for grey in greys])


def fit_machine(
    features: Floats32, labels: Integers, *, c: float, balanced: bool, seed: int, held: tuple[Floats32, Integers] | None
) -> SupportVectors:
    """Fit on the training part and the logistic curve on the validation part.

    Args:
        features: Shape (rows, features), of the training part.
        labels: Shape (rows,).
        c: What errors cost.
        balanced: Whether classes weigh the same however many rows they have.
        seed: Of the solver.
        held: Features and labels of the validation part; None: the decision itself serves as log odds.
    """
    mean, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6)
    machine = LinearSVC(
        C=c, class_weight="balanced" if balanced else None, random_state=seed, max_iter=MOST_ROUNDS, dual="auto"
    )
    machine.fit((features - mean) / spread, labels)
    weights, offset = machine.coef_[0].astype(np.float32), float(machine.intercept_[0])
    slope, shift = 1.0, 0.0
    if held is not None and len(np.unique(held[1])) == 2:
        decided = (held[0] - mean) / spread @ weights + offset
        slope, shift = _logistic_curve(decided.astype(np.float64), held[1])
    curve = np.array([offset, slope, shift], dtype=np.float32)
    return SupportVectors(mean.astype(np.float32), spread.astype(np.float32), weights, curve)


def _logistic_curve(decided: NDArray[np.float64], labels: Integers) -> tuple[float, float]:
    """Slope and offset of highest likelihood, with Platt's softened targets, by Newton's method."""
    pain = int(labels.sum())
    calm = len(labels) - pain
    targets = np.where(labels == 1, (pain + 1) / (pain + 2), 1 / (calm + 2))
    design = np.stack([decided, np.ones_like(decided)], axis=1)
    found = np.array([0.0, np.log((pain + 1) / (calm + 1))])
    for _ in range(ROUNDS):
        said = 1 / (1 + np.exp(-np.clip(design @ found, -STEEPEST, STEEPEST)))
        slopes = design.T @ (targets - said)
        curvature = (design * (said * (1 - said))[:, None]).T @ design + TINY * np.eye(2)
        step = np.linalg.solve(curvature, slopes)
        found = found + step
        if np.abs(step).max() < TINY:
            break
    return float(found[0]), float(found[1])
