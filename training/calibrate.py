"""One temperature that makes probabilities mean what they say (Guo et al. 2017)."""

import numpy as np
from scipy.optimize import minimize_scalar

from training.dataset import Integers
from training.feeding import Floats32

COLDEST, HOTTEST = 0.05, 20.0
FEWEST_ROWS = 2


def temperature_of(scores: Floats32, labels: Integers) -> float:
    """The temperature with the smallest log loss on validation rows; 1 where there are too few or only one class.

    Args:
        scores: Raw, shape (rows, classes).
        labels: Classes, shape (rows,).
    """
    if len(labels) < FEWEST_ROWS or len(np.unique(labels)) < 2:
        return 1.0
    limits = (np.log(COLDEST), np.log(HOTTEST))
    found = minimize_scalar(lambda log: log_loss(scores, labels, float(np.exp(log))), bounds=limits, method="bounded")
    return float(np.exp(found.x))


def log_loss(scores: Floats32, labels: Integers, temperature: float) -> float:
    """Mean negative log-likelihood of the labels."""
    cooled = scores.astype(np.float64) / temperature
    raised = cooled - cooled.max(axis=1, keepdims=True)
    logs = raised - np.log(np.exp(raised).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(labels)), labels].mean())
