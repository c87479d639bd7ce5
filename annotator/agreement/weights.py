"""How much two different levels of a scale count as disagreement."""

from typing import Literal

import numpy as np

from annotator.agreement.table import Floats

Weighting = Literal["identity", "linear", "ordinal", "quadratic"]


def disagreement_weights(categories: Floats, weighting: Weighting) -> Floats:
    """One minus the usual agreement weights: 0 for the same level, 1 for the two ends of the scale.

    Linear and quadratic use the levels' values, so that an unequal step counts by its size (Cohen 1968); ordinal uses
    only their ranks: the number of level pairs spanned by the two (Gwet 2014, Handbook of Inter-Rater Reliability,
    4th ed., chapter 3).

    Args:
        categories: Levels in ascending order, shape (categories,), with those nobody used.
        weighting: Which weights; identity counts every difference as 1.

    Returns:
        Shape (categories, categories), symmetric, zeros on the diagonal. All zeros for a single category.
    """
    size = len(categories)
    if weighting == "identity":
        return 1.0 - np.eye(size)
    if weighting == "ordinal":
        spanned = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) + 1.0
        distance = spanned * (spanned - 1) / 2
    else:
        distance = np.abs(np.subtract.outer(categories, categories))
    if size > 1:
        distance = distance / distance.max()
    return distance**2 if weighting == "quadratic" else distance


def divide(numerator: Floats, denominator: Floats) -> Floats:
    """Element by element; NaN, which means undefined here, where the denominator is not positive."""
    numerator, denominator = np.broadcast_arrays(numerator, denominator)
    result = np.full(numerator.shape, np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result


def blank_below(values: Floats, videos: Floats, *, least: int = 2) -> Floats:
    """The values, undefined (NaN) where they rest on fewer videos than a comparison needs."""
    return np.where(videos >= least, values, np.nan)
