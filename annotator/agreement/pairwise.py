"""Two operators at a time: Cohen's kappa and Bland-Altman."""

import numpy as np

from annotator.agreement.chance_corrected import WEIGHTINGS
from annotator.agreement.resampling import Sums
from annotator.agreement.table import Booleans, Floats, Integers, RatingTable
from annotator.agreement.weights import blank_below, disagreement_weights, divide

LIMITS_SD = 1.96
KAPPAS = {"kappa": 0, "kappa_linear": 1, "kappa_quadratic": 3}  # and where its weights stand in WEIGHTINGS


def pairwise_sums(table: RatingTable) -> dict[str, Floats]:
    """Sums per infant and pair of operators, over the videos both rated; shape (infants, pairs, ...)."""
    # One operator has no pairs; a pair with itself, cut off again, still gives every sum its shape.
    of_pairs = [_sums_of_pair(table, first, second) for first, second in table.pairs or ((0, 0),)]
    return {name: np.stack([sums[name] for sums in of_pairs], axis=1)[:, : len(table.pairs)] for name in of_pairs[0]}


def _sums_of_pair(table: RatingTable, first: int, second: int) -> dict[str, Floats]:
    """The same for one pair of columns; shape (infants, ...)."""
    infants, size = len(table.infants), len(table.categories)
    rows = np.nonzero((table.codes[:, first] >= 0) & (table.codes[:, second] >= 0))[0]
    infant, one, other = table.infant_of[rows], table.codes[rows, first], table.codes[rows, second]
    difference = table.values[rows, first] - table.values[rows, second]

    def total(values: Floats) -> Floats:
        return np.bincount(infant, values, minlength=infants).astype(np.float64)

    def used(levels: Integers, chosen: Booleans) -> Floats:
        flat = np.bincount(infant[chosen] * size + levels[chosen], minlength=infants * size)
        return flat.reshape(infants, size).astype(np.float64)

    everywhere = np.ones(len(rows), dtype=np.bool_)
    weights = [disagreement_weights(table.categories, weighting) for weighting in WEIGHTINGS]
    return {
        "pair_videos": total(everywhere.astype(np.float64)),
        "pair_within_one": total((np.abs(one - other) <= 1).astype(np.float64)),
        "pair_disagreement": np.stack([total(weight[one, other]) for weight in weights], axis=1),
        "pair_margins": np.stack([used(one, everywhere), used(other, everywhere)], axis=1),
        "pair_both": used(one, one == other),
        "pair_differences": total(difference),
        "pair_squared_differences": total(difference**2),
    }


def pair_statistics(sums: Sums, table: RatingTable) -> dict[str, Floats]:
    """Every statistic of two operators, for all pairs at once.

    Exact agreement, agreement within one level, Cohen's kappa (Cohen 1960), linear and quadratic weighted kappa (Cohen
    1968), bias and 95 % limits of agreement in scale units, first operator minus second (Bland & Altman 1986), and for
    two levels positive and negative agreement (Cicchetti & Feinstein 1990). Missing ratings: videos both rated count.

    Returns:
        Shape (draws, pairs) each; NaN with under two videos in common or, for the kappas, where both operators used
        one and the same category throughout.
    """
    videos = sums["pair_videos"]
    observed = divide(sums["pair_disagreement"], videos[..., None])
    results = {
        "agreement": 1 - observed[..., 0],
        "agreement_within_one": divide(sums["pair_within_one"], videos),
        **_cohen_kappas(sums, table),
        **_bland_altman(sums),
        **_specific(sums, table),
    }
    return {name: blank_below(values, videos) for name, values in results.items()}


def light_kappas(pairs: dict[str, Floats], defined: Booleans) -> dict[str, Floats]:
    """Light's kappa: the mean of Cohen's kappas over pairs of operators (Light 1971).

    Args:
        pairs: What `pair_statistics` returns.
        defined: For each kappa in the order of `KAPPAS`, the pairs with a value in the whole table, shape (3, pairs).
            Others are left out of the mean; a draw in which one of these has no value has none either.

    Returns:
        `light_kappa`, `light_kappa_linear`, `light_kappa_quadratic`, at most 1, shape (draws,).
    """
    means = {}
    for name, usable in zip(KAPPAS, defined, strict=True):
        kappas = pairs[name][:, usable]
        means[f"light_{name}"] = kappas.mean(axis=1) if usable.any() else np.full(len(kappas), np.nan)
    return means


def _cohen_kappas(sums: Sums, table: RatingTable) -> dict[str, Floats]:
    first, second = sums["pair_margins"][:, :, 0], sums["pair_margins"][:, :, 1]
    kappas = {}
    for name, place in KAPPAS.items():
        weights = disagreement_weights(table.categories, WEIGHTINGS[place])
        expected = ((first @ weights) * second).sum(axis=-1)
        observed = sums["pair_disagreement"][..., place] * sums["pair_videos"]
        kappas[name] = 1 - divide(observed, expected)
    return kappas


def _bland_altman(sums: Sums) -> dict[str, Floats]:
    videos, total = sums["pair_videos"], sums["pair_differences"]
    bias = divide(total, videos)
    squares = np.maximum(videos * sums["pair_squared_differences"] - total**2, 0.0)
    deviation = np.sqrt(divide(squares, videos * (videos - 1)))
    return {"bias": bias, "limit_low": bias - LIMITS_SD * deviation, "limit_high": bias + LIMITS_SD * deviation}


def _specific(sums: Sums, table: RatingTable) -> dict[str, Floats]:
    if len(table.categories) != 2:
        nothing = np.full(sums["pair_videos"].shape, np.nan)
        return {"positive_agreement": nothing, "negative_agreement": nothing}
    specific = divide(2 * sums["pair_both"], sums["pair_margins"].sum(axis=2))
    return {"positive_agreement": specific[..., 1], "negative_agreement": specific[..., 0]}
