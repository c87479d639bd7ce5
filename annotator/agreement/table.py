"""The table of ratings every statistic starts from, checked once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

MAX_OPERATORS = 30
MAX_CATEGORIES = 201  # a visual analogue scale of 0-100 in half points


class RatingTableError(ValueError):
    """The ratings cannot be read as one table; the message is one sentence for the person who brought them."""


@dataclass(frozen=True)
class RatingTable:
    """Ratings of videos by operators; rows are videos, columns operators.

    Attributes:
        values: Ratings in scale units, shape (videos, operators); NaN where the operator gave none.
        codes: Index into `categories` of each rating, same shape; -1 where there is none.
        categories: The levels of the scale in ascending order, used or not, shape (categories,).
        infant_of: Index of the infant each video shows, shape (videos,); infants in ascending order of their label.
        infants: Labels of the infants, in that order.
        operators: Names of the operators, in column order.
        unit: What a row is, as notes call it: a video, or a frame.
    """

    values: Floats
    codes: Integers
    categories: Floats
    infant_of: Integers
    infants: tuple[str, ...]
    operators: tuple[str, ...]
    unit: str = "video"

    @property
    def videos(self) -> int:
        """Number of rows, rated or not."""
        return len(self.values)

    @cached_property
    def ratings_per_video(self) -> Integers:
        """How many operators rated each video, shape (videos,)."""
        return np.asarray((self.codes >= 0).sum(axis=1), dtype=np.int64)

    @cached_property
    def pairable(self) -> Booleans:
        """Which videos have at least two ratings, so that something can be compared; shape (videos,)."""
        return self.ratings_per_video >= 2

    @cached_property
    def complete(self) -> Booleans:
        """Which videos every operator rated, shape (videos,); none when there are fewer than two operators."""
        return np.asarray(self.pairable & (self.ratings_per_video == len(self.operators)), dtype=np.bool_)

    @cached_property
    def counts(self) -> Floats:
        """Operators per video and category, shape (videos, categories)."""
        counts = np.zeros((self.videos, len(self.categories)))
        rows, columns = np.nonzero(self.codes >= 0)
        np.add.at(counts, (rows, self.codes[rows, columns]), 1.0)
        return counts

    @cached_property
    def mixed_categories(self) -> tuple[Integers, Integers]:
        """The pairs of different categories that some video has both of: lower and higher index, same length."""
        together = (self.counts > 0).astype(np.float64)
        low, high = np.nonzero(np.triu(together.T @ together, k=1))
        return low, high

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Each two operators once, as column numbers."""
        return tuple(combinations(range(len(self.operators)), 2))

    @cached_property
    def _rows_by_infant(self) -> tuple[Integers, Integers]:
        """Rows ordered by infant, and where each infant's rows start."""
        order = np.argsort(self.infant_of, kind="stable")
        starts = np.searchsorted(self.infant_of[order], np.arange(len(self.infants)))
        return order, starts

    def sum_by_infant(self, per_video: NDArray[np.generic]) -> Floats:
        """Adds up the rows of each infant: shape (videos, ...) becomes (infants, ...)."""
        order, starts = self._rows_by_infant
        return np.add.reduceat(np.asarray(per_video[order], dtype=np.float64), starts, axis=0)


def tabulate_ratings(
    ratings: ArrayLike,
    *,
    infants: Sequence[str | int] | None = None,
    operators: Sequence[str] | None = None,
    categories: Sequence[float] | None = None,
    unit: str = "video",
) -> RatingTable:
    """Checks ratings and turns them into a table.

    Args:
        ratings: Numbers in scale units, shape (videos, operators), at least one of each; NaN for a missing rating.
        infants: The infant in each video, one label per row. None: every video shows another infant.
        operators: One name per column. None: op1, op2, ...
        categories: Every level the scale has, also those nobody used. None: the levels in use.
        unit: What a row is.

    Raises:
        RatingTableError: The shapes do not fit, a rating is infinite or not among the categories, or there are more
            than `MAX_OPERATORS` operators or `MAX_CATEGORIES` different values.
    """
    values = np.asarray(ratings, dtype=np.float64)
    if values.ndim != 2 or values.size == 0:
        raise RatingTableError("There are no ratings: at least one video and one operator are needed.")
    names = tuple(operators) if operators is not None else tuple(f"op{n + 1}" for n in range(values.shape[1]))
    labels = [str(label) for label in (infants if infants is not None else range(len(values)))]
    if len(names) != values.shape[1] or len(labels) != len(values):
        raise RatingTableError(f"{len(values)} rows and {values.shape[1]} columns do not fit the names given for them.")
    if len(names) > MAX_OPERATORS:
        raise RatingTableError(f"There are {len(names)} operators; at most {MAX_OPERATORS} can be compared at once.")
    levels, codes = _encode(values, categories)
    ordered = tuple(sorted(set(labels), key=_label_order(set(labels))))
    position = {label: index for index, label in enumerate(ordered)}
    infant_of = np.array([position[label] for label in labels], dtype=np.int64)
    return RatingTable(values, codes, levels, infant_of, ordered, names, unit)


def _encode(values: Floats, categories: Sequence[float] | None) -> tuple[Floats, Integers]:
    """The levels in ascending order, and each rating's place among them (-1 for none)."""
    present = ~np.isnan(values)
    used = np.unique(values[present])
    if not np.isfinite(used).all():
        raise RatingTableError("A rating is infinite.")
    levels = used if categories is None else np.unique(np.asarray(categories, dtype=np.float64))
    if not np.isfinite(levels).all():
        raise RatingTableError("A category is not a finite number.")
    strangers = np.setdiff1d(used, levels)
    if strangers.size:
        raise RatingTableError(f"The rating {strangers[0]:g} is not one of the categories {_listed(levels)}.")
    if len(levels) > MAX_CATEGORIES:
        raise RatingTableError(
            f"There are {len(levels)} different values; round them to at most {MAX_CATEGORIES} levels first."
        )
    codes = np.full(values.shape, -1, dtype=np.int64)
    codes[present] = np.searchsorted(levels, values[present])
    return levels, codes


def _listed(levels: Floats, *, most: int = 12) -> str:
    """The levels in words, cut short where there are many."""
    shown = ", ".join(f"{level:g}" for level in levels[:most])
    return shown if len(levels) <= most else f"{shown}, ..."


def _label_order(labels: set[str]) -> type[str] | type[int]:
    """Order by number when all labels are plain numbers, else by text: draws must not depend on the order of rows."""
    # Beyond 18 digits a label is a text to everyone, and int() of thousands of digits is refused by Python itself.
    numeric = all(label.isascii() and label.isdigit() and len(label) <= 18 for label in labels)
    return int if numeric else str
