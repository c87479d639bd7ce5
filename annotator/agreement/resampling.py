"""Sums per infant, and the same sums with infants drawn anew or left out one by one."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from annotator.agreement.table import Floats

# Every statistic here is a function of sums over videos. A draw of infants is therefore one row of multiplicities,
# and a thousand draws are one matrix product: no draw ever builds its table.
Sums = Mapping[str, Floats]

SEED = 20240417
DRAWS = 2000
CHUNK_NUMBERS = 4_000_000  # 32 MB of float64 for each array that grows with the draws handled at once


@dataclass(frozen=True)
class Family:
    """The sums one family of statistics needs, side by side in one matrix.

    Attributes:
        matrix: Shape (infants, columns).
        places: For each sum its first column, the one after its last, and the shape of one row of it.
    """

    matrix: Floats
    places: Mapping[str, tuple[int, int, tuple[int, ...]]]

    @classmethod
    def of(cls, sums: Mapping[str, Floats]) -> "Family":
        """Lays sums of shape (infants, ...) side by side."""
        places, flat, start = {}, [], 0
        for name, array in sums.items():
            # Not -1: a table with one operator has no pairs, and nothing cannot be split by guessing.
            columns = array.reshape(len(array), math.prod(array.shape[1:]))
            places[name] = (start, start + columns.shape[1], array.shape[1:])
            start += columns.shape[1]
            flat.append(columns)
        return cls(flat[0] if len(flat) == 1 else np.concatenate(flat, axis=1), places)

    def unpacked(self, rows: Floats) -> dict[str, Floats]:
        """Names again for rows of shape (draws, columns): each sum becomes (draws, ...)."""
        return {
            name: rows[:, start:end].reshape(len(rows), *shape) for name, (start, end, shape) in self.places.items()
        }


class InfantSums:
    """Sums over the videos of each infant, for resampling whole infants."""

    def __init__(self, families: list[Family]) -> None:
        self._families = families
        self.infants = len(families[0].matrix)
        widest = max(family.matrix.shape[1] for family in families)
        self._rows_at_once = max(1, CHUNK_NUMBERS // max(self.infants, widest))

    def whole(self) -> Sums:
        """The sums over every infant once, with a leading axis of length 1."""
        return self._combine([family.matrix.sum(axis=0, keepdims=True) for family in self._families])

    def without_each(self) -> Iterator[Sums]:
        """Sums with one infant left out in turn, in chunks; the leading axes add up to the number of infants."""
        totals = [family.matrix.sum(axis=0, keepdims=True) for family in self._families]
        for start in range(0, self.infants, self._rows_at_once):
            part = slice(start, start + self._rows_at_once)
            families = zip(self._families, totals, strict=True)
            yield self._combine([total - family.matrix[part] for family, total in families])

    def redrawn(self, draws: int, *, seed: int = SEED) -> Iterator[Sums]:
        """Cluster bootstrap: as many infants as there are, with replacement, all their videos with them.

        The random numbers do not depend on the size of the chunks, only on the seed, the number of infants and their
        order (Davison & Hinkley 1997, Bootstrap Methods and their Application, section 3.8).

        Yields:
            Sums in chunks whose leading axes add up to `draws`.
        """
        generator = np.random.default_rng(seed)
        for start in range(0, draws, self._rows_at_once):
            rows = min(self._rows_at_once, draws - start)
            drawn = generator.integers(0, self.infants, size=(rows, self.infants))
            drawn += np.arange(rows)[:, None] * self.infants
            times = np.bincount(drawn.ravel(), minlength=rows * self.infants).reshape(rows, self.infants)
            multiplicity = times.astype(np.float64)
            yield self._combine([multiplicity @ family.matrix for family in self._families])

    def _combine(self, rows: list[Floats]) -> Sums:
        named: dict[str, Floats] = {}
        for family, part in zip(self._families, rows, strict=True):
            named.update(family.unpacked(part))
        return named


def percentile_interval(values: Floats, *, level: float = 0.95) -> tuple[float, float] | None:
    """The percentile bootstrap interval (Efron 1979) of the draws in which the statistic is defined.

    Args:
        values: One value per draw, NaN where undefined.
        level: Share of the draws inside.

    Returns:
        Lower and upper limit; None when there are no draws, or more than half are undefined: what is left would
        then describe other tables than this one.
    """
    defined = values[~np.isnan(values)]
    if len(defined) == 0 or 2 * len(defined) < len(values):
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return float(low), float(high)


def spread(values: Floats) -> tuple[float, float] | None:
    """Smallest and largest defined value; None when there is none."""
    defined = values[~np.isnan(values)]
    return (float(defined.min()), float(defined.max())) if len(defined) else None
