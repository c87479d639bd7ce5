"""Intraclass correlations from the mean squares of a two-way table."""

import numpy as np

from annotator.agreement.resampling import Sums
from annotator.agreement.table import Floats, RatingTable
from annotator.agreement.weights import blank_below, divide

# What is left of a sum of squares after rounding, relative to the total; smaller is no variation.
ROUNDING = 1e-11


def intraclass_sums(table: RatingTable) -> dict[str, Floats]:
    """Sums per infant over the videos every operator rated: per operator, of squares, and of squared video totals."""
    rated = table.values[table.complete]
    # Shifting changes no ICC and keeps the squares small; the median is a rating, so whole numbers stay whole.
    shift = np.sort(rated, axis=None)[rated.size // 2] if rated.size else 0.0
    shifted = np.where(table.complete[:, None], table.values - shift, 0.0)
    per_video = {
        "operator_totals": shifted,
        "squares": (shifted**2).sum(axis=1),
        "squared_video_totals": shifted.sum(axis=1) ** 2,
    }
    return {name: table.sum_by_infant(values) for name, values in per_video.items()}


def intraclass_correlations(sums: Sums, table: RatingTable) -> dict[str, Floats]:
    """ICC(1,1), (2,1), (3,1) of one operator and (2,k), (3,k) of the mean of all k (Shrout & Fleiss 1979).

    (1,1) takes operators as interchangeable; (2, .) is absolute agreement of operators drawn from many; (3, .) is
    consistency, which ignores that one operator scores higher throughout. McGraw & Wong (1996) call them ICC(1), (A,1),
    (C,1), (A,k), (C,k). Missing ratings: only videos rated by every operator count.

    Returns:
        `icc_1_1`, `icc_2_1`, `icc_3_1`, `icc_2_k`, `icc_3_k`, at most 1 and possibly negative, shape (draws,); NaN with
        under two complete videos or operators, or where the variance it divides by is not positive.
    """
    n, k = sums["complete_videos"], len(table.operators)
    if k < 2:
        return dict.fromkeys(("icc_1_1", "icc_2_1", "icc_3_1", "icc_2_k", "icc_3_k"), np.full(n.shape, np.nan))
    between, operators, residual, within = _mean_squares(sums, k)
    column = divide(operators - residual, n)
    of_means = between + column
    # The one denominator with a subtraction: what rounding leaves of zero must not be divided by.
    of_means = np.where(of_means > ROUNDING * (between + operators + residual), of_means, 0.0)
    results = {
        "icc_1_1": divide(between - within, between + (k - 1) * within),
        "icc_2_1": divide(between - residual, between + (k - 1) * residual + k * column),
        "icc_3_1": divide(between - residual, between + (k - 1) * residual),
        "icc_2_k": divide(between - residual, of_means),
        "icc_3_k": divide(between - residual, between),
    }
    return {name: blank_below(values, n) for name, values in results.items()}


def _mean_squares(sums: Sums, k: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean squares between videos, between operators, of the residual, and within videos; shape (draws,) each."""
    n = sums["complete_videos"]
    total = sums["operator_totals"].sum(axis=1)
    correction = divide(total**2, n * k)
    videos = sums["squared_video_totals"] / k - correction
    operators = divide((sums["operator_totals"] ** 2).sum(axis=1), n) - correction
    within = sums["squares"] - sums["squared_video_totals"] / k
    residual = within - operators
    smallest = ROUNDING * sums["squares"]
    videos, operators, residual, within = (
        np.where(squares > smallest, squares, 0.0) for squares in (videos, operators, residual, within)
    )
    return (
        divide(videos, n - 1),
        operators / (k - 1),
        divide(residual, (n - 1) * (k - 1)),
        divide(within, n * (k - 1)),
    )
