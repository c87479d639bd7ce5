"""The coefficients as their definitions read, in plain loops: slow, and independent of the code they check."""

from collections.abc import Callable
from itertools import permutations
from math import comb, isnan

Ratings = list[list[float]]
Distance = Callable[[float, float], float]


def present(row: list[float]) -> list[float]:
    return [value for value in row if not isnan(value)]


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def distance(kind: str, categories: list[float]) -> Distance:
    """Disagreement between two levels, between 0 and 1."""
    span = max(categories) - min(categories)

    def ordinal(one: float, other: float) -> float:
        apart = abs(categories.index(one) - categories.index(other)) + 1
        return comb(apart, 2) / comb(len(categories), 2)

    kinds: dict[str, Distance] = {
        "identity": lambda one, other: float(one != other),
        "linear": lambda one, other: abs(one - other) / span,
        "quadratic": lambda one, other: (one - other) ** 2 / span**2,
        "ordinal": ordinal,
    }
    return kinds[kind]


def observed(rows: Ratings, apart: Distance) -> float:
    """Mean over videos of the mean disagreement over ordered pairs of ratings."""
    videos = [present(row) for row in rows if len(present(row)) > 1]
    return mean([mean([apart(one, other) for one, other in permutations(video, 2)]) for video in videos])


def fleiss(rows: Ratings, apart: Distance) -> float:
    complete = [row for row in rows if not any(map(isnan, row))]
    pool = [value for row in complete for value in row]
    return 1 - observed(complete, apart) / mean([apart(one, other) for one in pool for other in pool])


def gwet(rows: Ratings, categories: list[float], apart: Distance) -> float:
    rated = [present(row) for row in rows if present(row)]
    shares = [mean([video.count(level) / len(video) for video in rated]) for level in categories]
    weights = sum(1 - apart(one, other) for one in categories for other in categories)
    size = len(categories)
    chance = weights / (size * (size - 1)) * sum(share * (1 - share) for share in shares)
    return (1 - observed(rows, apart) - chance) / (1 - chance)


def krippendorff(rows: Ratings, level: str) -> float:
    videos = [present(row) for row in rows if len(present(row)) > 1]
    pool = sorted(value for video in videos for value in video)

    def squared(one: float, other: float) -> float:
        if level == "nominal":
            return float(one != other)
        if level == "interval":
            return (one - other) ** 2
        low, high = sorted((one, other))
        between = sum(low <= value <= high for value in pool)
        return (between - (pool.count(low) + pool.count(high)) / 2) ** 2 if low != high else 0.0

    within = sum(
        sum(squared(one, other) for one, other in permutations(video, 2)) / (len(video) - 1) for video in videos
    )
    return 1 - (within / len(pool)) / mean([squared(one, other) for one, other in permutations(pool, 2)])


def intraclass(rows: Ratings) -> dict[str, float]:
    """Shrout & Fleiss (1979), from deviations, as in a textbook's analysis of variance."""
    x = [row for row in rows if not any(map(isnan, row))]
    n, k = len(x), len(x[0])
    grand = mean([value for row in x for value in row])
    rows_ms = k * sum((mean(row) - grand) ** 2 for row in x) / (n - 1)
    columns = [mean([row[j] for row in x]) for j in range(k)]
    columns_ms = n * sum((column - grand) ** 2 for column in columns) / (k - 1)
    within_ms = sum((value - mean(row)) ** 2 for row in x for value in row) / (n * (k - 1))
    error = sum((row[j] - mean(row) - columns[j] + grand) ** 2 for row in x for j in range(k))
    error_ms = error / ((n - 1) * (k - 1))
    return {
        "icc_1_1": (rows_ms - within_ms) / (rows_ms + (k - 1) * within_ms),
        "icc_2_1": (rows_ms - error_ms) / (rows_ms + (k - 1) * error_ms + k * (columns_ms - error_ms) / n),
        "icc_3_1": (rows_ms - error_ms) / (rows_ms + (k - 1) * error_ms),
        "icc_2_k": (rows_ms - error_ms) / (rows_ms + (columns_ms - error_ms) / n),
        "icc_3_k": (rows_ms - error_ms) / rows_ms,
    }
