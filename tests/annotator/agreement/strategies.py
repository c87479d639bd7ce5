"""Small tables of ratings for property tests."""

from math import nan

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

LEVELS = [0.0, 1.0, 2.0, 3.0]
Ratings = NDArray[np.float64]


@st.composite
def tables(draw: st.DrawFn, *, missing: bool = True, videos: int = 8, operators: int = 4) -> Ratings:
    """Ratings of 2 or more videos by 2 or more operators; NaN for missing ones."""
    shape = (draw(st.integers(2, videos)), draw(st.integers(2, operators)))
    cells = st.sampled_from([*LEVELS, nan] if missing else LEVELS)
    values = draw(st.lists(cells, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))
    return np.array(values).reshape(shape)


@st.composite
def grouped_tables(draw: st.DrawFn, *, missing: bool = True) -> tuple[Ratings, list[int]]:
    """The same with the infant of each video."""
    ratings = draw(tables(missing=missing))
    infants = st.lists(st.integers(1, 5), min_size=len(ratings), max_size=len(ratings))
    return ratings, draw(infants)
