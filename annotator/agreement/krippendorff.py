"""Krippendorff's alpha: the coefficient that copes with missing ratings."""

import numpy as np

from annotator.agreement.resampling import Sums
from annotator.agreement.table import Floats, RatingTable
from annotator.agreement.weights import blank_below, disagreement_weights, divide


def krippendorff_sums(table: RatingTable) -> dict[str, Floats]:
    """Sums per infant: values that can be paired per category, and disagreement observed between them.

    The ordinal difference depends on how often each category occurs in a draw, so for it the coincidences themselves
    are kept, but only of the category pairs that occur (`RatingTable.mixed_categories`).
    """
    others = np.maximum(table.ratings_per_video - 1, 1)
    paired = table.counts * table.pairable[:, None]
    sums = {"paired_counts": table.sum_by_infant(paired)}
    for name, squared in _fixed_differences(table).items():
        observed = ((paired @ squared) * paired).sum(axis=1) / others
        sums[f"observed_{name}"] = table.sum_by_infant(observed)
    return sums


def coincidence_sums(table: RatingTable) -> dict[str, Floats]:
    """Coincidences of two different categories per infant, shape (infants, pairs of categories that occur)."""
    low, high = table.mixed_categories
    size = len(table.categories)
    place = np.full(size * size, -1, dtype=np.int64)
    place[low * size + high] = np.arange(len(low))
    coincidences = np.zeros((len(table.infants), len(low)))
    for first, second in table.pairs:
        one, other = table.codes[:, first], table.codes[:, second]
        rows = np.nonzero((one >= 0) & (other >= 0) & (one != other))[0]
        smaller, larger = np.minimum(one, other)[rows], np.maximum(one, other)[rows]
        # Both orders of the two ratings count, hence 2.
        weight = 2.0 / (table.ratings_per_video[rows] - 1)
        np.add.at(coincidences, (table.infant_of[rows], place[smaller * size + larger]), weight)
    return {"coincidences": coincidences}


def krippendorff_alpha(sums: Sums, table: RatingTable) -> dict[str, Floats]:
    """Krippendorff's alpha for nominal, ordinal and interval data (Krippendorff 2011; 2019, chapter 12).

    Missing ratings: every value in a video with two or more counts, others are left out. Categories nobody used change
    nothing.

    Returns:
        `krippendorff_nominal`, `krippendorff_ordinal`, `krippendorff_interval`, at most 1, shape (draws,); NaN with
        under two videos to pair or one category in use.
    """
    alphas = {
        "krippendorff_nominal": _fixed_alpha(sums, table, "nominal"),
        "krippendorff_ordinal": _ordinal_alpha(sums, table),
        "krippendorff_interval": _fixed_alpha(sums, table, "interval"),
    }
    return {name: blank_below(alpha, sums["pairable_videos"]) for name, alpha in alphas.items()}


def _fixed_alpha(sums: Sums, table: RatingTable, name: str) -> Floats:
    counts = sums["paired_counts"]
    expected = ((counts @ _fixed_differences(table)[name]) * counts).sum(axis=1)
    return np.asarray(1 - divide((counts.sum(axis=1) - 1) * sums[f"observed_{name}"], expected))


def _ordinal_alpha(sums: Sums, table: RatingTable) -> Floats:
    counts = sums["paired_counts"]
    values = counts.sum(axis=1)
    # A category's place is the middle of the ranks its values take, counted from the mean rank: with one category in
    # use its place is exactly 0 and so is the expected disagreement.
    place = np.cumsum(counts, axis=1) - counts / 2 - values[:, None] / 2
    low, high = table.mixed_categories
    observed = (sums["coincidences"] * (place[:, low] - place[:, high]) ** 2).sum(axis=1)
    expected = 2 * values * (counts * place**2).sum(axis=1)
    return np.asarray(1 - divide((values - 1) * observed, expected))


def _fixed_differences(table: RatingTable) -> dict[str, Floats]:
    """Squared differences between categories that do not depend on the ratings."""
    return {
        "nominal": disagreement_weights(table.categories, "identity"),
        # Scaling the squared differences changes no alpha; the quadratic weights are bounded.
        "interval": disagreement_weights(table.categories, "quadratic"),
    }
