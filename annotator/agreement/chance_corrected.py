"""Percent agreement and the coefficients that correct it for chance, for any number of operators."""

import numpy as np

from annotator.agreement.resampling import Sums
from annotator.agreement.table import Floats, RatingTable
from annotator.agreement.weights import Weighting, blank_below, disagreement_weights, divide

WEIGHTINGS: tuple[Weighting, ...] = ("identity", "linear", "ordinal", "quadratic")


def chance_corrected_sums(table: RatingTable) -> dict[str, Floats]:
    """Sums per infant, each of shape (infants,) or (infants, something).

    `disagreement` is, per weighting, the mean disagreement of the pairs of ratings within a video; `shares` spreads a
    video's weight of 1 over its categories; names with `complete` count only videos every operator rated.
    """
    counts, ratings, total = table.counts, table.ratings_per_video, table.sum_by_infant
    disagreement = np.stack([_within_video(table, weighting) for weighting in WEIGHTINGS], axis=1)
    # Added up one by one: with many videos and categories the arrays per video are the largest there are.
    return {
        "pairable_videos": total(table.pairable),
        "unanimous_videos": total(table.pairable & (disagreement[:, 0] == 0)),
        "disagreement": total(disagreement),
        "rated_videos": total(ratings >= 1),
        "shares": total(counts / np.maximum(ratings, 1)[:, None]),
        "paired_ratings": total(counts * np.maximum(ratings - 1, 0)[:, None]),
        "matching_ratings": total(counts * (counts - 1)),
        "complete_videos": total(table.complete),
        "complete_counts": total(counts * table.complete[:, None]),
        "complete_disagreement": total(disagreement * table.complete[:, None]),
    }


def _within_video(table: RatingTable, weighting: Weighting) -> Floats:
    """Mean disagreement over the ordered pairs of ratings within each video, 0 where there is no pair."""
    weights = disagreement_weights(table.categories, weighting)
    disagreeing = ((table.counts @ weights) * table.counts).sum(axis=1)
    pairs = table.ratings_per_video * (table.ratings_per_video - 1)
    return np.asarray(disagreeing / np.maximum(pairs, 1), dtype=np.float64)


def percent_agreement(sums: Sums) -> dict[str, Floats]:
    """Share of videos on which all operators agree, and mean share of agreeing pairs within a video.

    Missing ratings: a video counts with those it has, if two or more. With complete ratings the second is also the
    mean over pairs of operators (Fleiss 1971, P-bar).

    Returns:
        `agreement_all` and `agreement_pairwise`, between 0 and 1, shape (draws,); NaN with under two videos.
    """
    videos = sums["pairable_videos"]
    unanimous = divide(sums["unanimous_videos"], videos)
    pairwise = 1 - divide(sums["disagreement"][:, 0], videos)
    return {"agreement_all": blank_below(unanimous, videos), "agreement_pairwise": blank_below(pairwise, videos)}


def fleiss_kappa(sums: Sums, table: RatingTable) -> dict[str, Floats]:
    """Fleiss' kappa (Fleiss 1971); linear and quadratic as weighted by Gwet (2014, chapter 3).

    Missing ratings: only videos rated by every operator count. Chance is taken from the ratings of all operators
    together, so operators who use the scale differently are not excused.

    Returns:
        `fleiss`, `fleiss_linear`, `fleiss_quadratic`, at most 1, shape (draws,); NaN with under two complete videos or
        one category in use.
    """
    videos = sums["complete_videos"]
    shares = divide(sums["complete_counts"], videos[:, None] * max(len(table.operators), 1))
    observed = divide(sums["complete_disagreement"], videos[:, None])
    kappas = {}
    for name, place in (("fleiss", 0), ("fleiss_linear", 1), ("fleiss_quadratic", 3)):
        expected = ((shares @ disagreement_weights(table.categories, WEIGHTINGS[place])) * shares).sum(axis=1)
        kappas[name] = blank_below(1 - divide(observed[:, place], expected), videos)
    return kappas


def gwet_and_brennan_prediger(sums: Sums, table: RatingTable) -> dict[str, Floats]:
    """Gwet's AC1 and AC2 (Gwet 2008; 2014, chapters 4-5) and Brennan & Prediger (1981), equal to Randolph's (2005).

    Missing ratings: observed agreement uses videos with two or more ratings, Gwet's prevalence all rated videos. Chance
    depends on how many categories the scale has, so give those nobody used too.

    Returns:
        `gwet_ac1`, `gwet_ac2_linear`, `gwet_ac2_ordinal`, `gwet_ac2_quadratic`, `brennan_prediger`, at most 1,
        shape (draws,); NaN with under two videos or a scale of one category.
    """
    videos = sums["pairable_videos"]
    observed = divide(sums["disagreement"], videos[:, None])
    shares = divide(sums["shares"], sums["rated_videos"][:, None])
    size = len(table.categories)
    spread = (shares * (1 - shares)).sum(axis=1)
    names = ("gwet_ac1", "gwet_ac2_linear", "gwet_ac2_ordinal", "gwet_ac2_quadratic")
    results = {}
    for place, name in enumerate(names):
        agreement = size**2 - disagreement_weights(table.categories, WEIGHTINGS[place]).sum()
        # With one category neither coefficient has a chance term; a zero denominator says "undefined" downstream.
        expected = 1 - agreement / (size * (size - 1)) * spread if size > 1 else np.zeros_like(spread)
        results[name] = blank_below(1 - divide(observed[:, place], expected), videos)
    even = np.full_like(spread, 1 - 1 / size if size > 0 else 0.0)
    results["brennan_prediger"] = blank_below(1 - divide(observed[:, 0], even), videos)
    return results


def specific_agreement(sums: Sums, table: RatingTable) -> dict[str, Floats]:
    """Positive and negative agreement of a scale with two levels (Cicchetti & Feinstein 1990).

    Of all pairs of ratings in which one is positive, how often the other is positive too; for more than two operators
    the pairs of a video are pooled (Spitzer & Fleiss 1974). The higher level is the positive one. Missing ratings:
    every video with two or more counts.

    Returns:
        `positive_agreement`, `negative_agreement`, between 0 and 1, shape (draws,); NaN for another number of levels,
        with under two videos, or where nobody used the level.
    """
    videos = sums["pairable_videos"]
    if len(table.categories) != 2:
        return dict.fromkeys(("positive_agreement", "negative_agreement"), np.full(videos.shape, np.nan))
    specific = blank_below(divide(sums["matching_ratings"], sums["paired_ratings"]), videos[:, None])
    return {"positive_agreement": specific[:, 1], "negative_agreement": specific[:, 0]}
