"""The statistics of a study's answers, and what a screen draws beside them."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from annotator.accounts.models import User
from annotator.agreement.answers import Answered, Question, answered_videos
from annotator.agreement.board import columns_of
from annotator.agreement.operators import may_name
from annotator.agreement.presentation import NAMES, to_json
from annotator.agreement.resampling import DRAWS
from annotator.agreement.statistics import measure_agreement
from annotator.agreement.table import Floats, RatingTableError, tabulate_ratings
from annotator.core.errors import DomainError


def statistics_of(user: User, question: Question, *, draws: int = DRAWS) -> dict[str, Any]:
    """Everything `manage.py agreement` says of the board, with a confusion matrix and points for each pair.

    Raises:
        DomainError: `too_much_to_compare` (409) for more operators or levels than can be compared at once.
    """
    videos = answered_videos(question, user)
    operators = columns_of(question, videos)
    named = may_name(user, question.study)
    codes = [operator.code for operator in operators]
    ratings = ratings_of(videos, [operator.id for operator in operators])
    used = {value for one in videos for value in one.values}
    levels = sorted(used.union(question.levels))
    # By pseudonym, as the export says it: the order of infants decides which are drawn, so both give one interval.
    measured = measure_ratings(ratings, [one.pseudonym for one in videos], codes, levels, draws=draws)
    return {
        **measured,
        "names": NAMES,
        "levels": levels,
        "operators": [operator.shown(named=named) for operator in operators],
        "confusions": [_confusion(ratings, pair, codes, levels) for pair in combinations(range(len(codes)), 2)],
        "bland_altman": [_points(ratings, pair, codes) for pair in combinations(range(len(codes)), 2)],
    }


def ratings_of(videos: Sequence[Answered], operators: Sequence[int]) -> Floats:
    """The answers' values, shape (videos, operators); NaN where there is none."""
    column = {operator: place for place, operator in enumerate(operators)}
    ratings = np.full((len(videos), len(operators)), np.nan)
    for row, one in enumerate(videos):
        for answer in one.answers:
            if answer.value is not None:
                ratings[row, column[answer.operator]] = answer.value
    return ratings


def measure_ratings(
    ratings: Floats,
    infants: Sequence[str],
    codes: Sequence[str],
    levels: Sequence[float] | None,
    *,
    draws: int = DRAWS,
    unit: str = "video",
) -> dict[str, Any]:
    """`measure_agreement` as JSON, also where there is nothing to measure; see `tabulate_ratings` for the rest.

    Raises:
        DomainError: `too_much_to_compare` (409).
    """
    if not ratings.size:
        # A table has at least one cell: an empty one gives every name, a note and no value.
        empty = measure_agreement(tabulate_ratings([[np.nan]], categories=levels or None, unit=unit), draws=0)
        return {**to_json(empty), "videos": 0, "infants": 0}
    try:
        table = tabulate_ratings(ratings, infants=infants, operators=codes, categories=levels, unit=unit)
        return to_json(measure_agreement(table, draws=draws))
    except RatingTableError as problem:
        raise DomainError("too_much_to_compare", str(problem), status_code=409) from None


def _both(ratings: Floats, pair: tuple[int, int]) -> list[tuple[int, int]]:
    """What two operators gave on the videos both have a value for."""
    two = ratings[:, pair]
    return [(int(one), int(other)) for one, other in two[~np.isnan(two).any(axis=1)]]


def _confusion(ratings: Floats, pair: tuple[int, int], codes: list[str], levels: list[int]) -> dict[str, Any]:
    """Counts of videos: rows are the first operator's levels, columns the second's."""
    place = {level: index for index, level in enumerate(levels)}
    matrix = [[0] * len(levels) for _ in levels]
    for one, other in _both(ratings, pair):
        matrix[place[one]][place[other]] += 1
    return {"operators": [codes[pair[0]], codes[pair[1]]], "matrix": matrix}


def _points(ratings: Floats, pair: tuple[int, int], codes: list[str]) -> dict[str, Any]:
    """Mean and difference of two operators, first minus second, with how many videos lie there."""
    found = Counter(((one + other) / 2, one - other) for one, other in _both(ratings, pair))
    points = [{"mean": mean, "difference": difference, "n": n} for (mean, difference), n in sorted(found.items())]
    return {"operators": [codes[pair[0]], codes[pair[1]]], "points": points}


def drift_of(user: User, question: Question) -> dict[str, Any]:
    """How each operator differs from the others, week by week."""
    videos = answered_videos(question, user)
    operators = columns_of(question, videos)
    named = may_name(user, question.study)
    weeks = weekly_differences(videos)
    return {
        "weeks": sorted({week for _, week in weeks}),
        "operators": [
            {
                **operator.shown(named=named),
                "points": [
                    {"week": week, **_summary(differences)}
                    for (who, week), differences in sorted(weeks.items())
                    if who == operator.id
                ],
            }
            for operator in operators
        ],
    }


def weekly_differences(videos: Sequence[Answered]) -> dict[tuple[int, str], list[float]]:
    """By operator and ISO week of submission, the differences from the mean of the others on the same videos."""
    weeks: dict[tuple[int, str], list[float]] = {}
    for one in videos:
        valued = [answer for answer in one.answers if answer.value is not None]
        for answer in valued:
            others = [other.value for other in valued if other is not answer and other.value is not None]
            if others and answer.value is not None:
                difference = answer.value - math.fsum(others) / len(others)
                weeks.setdefault((answer.operator, f"{answer.submitted_at:%G-W%V}"), []).append(difference)
    return weeks


def _summary(differences: Sequence[float]) -> dict[str, Any]:
    n = len(differences)
    return {
        "n": n,
        "mean_difference": math.fsum(differences) / n,
        "mean_absolute_difference": math.fsum(map(abs, differences)) / n,
    }
