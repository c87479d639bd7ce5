"""Local binary patterns (Ojala et al. 2002): uniform patterns of eight neighbours, counted in squares of the face."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

SQUARES = 8  # along each side
NEIGHBOURS = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))
PATTERNS = 59  # 58 with at most two changes around the circle, and one for all others


def lbp_features(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Square roots of the shares of 59 patterns in each of 8 x 8 squares.

    Args:
        grey: Shape (side, side), at least 10.
    """
    height, width = grey.shape
    centre = grey[1:-1, 1:-1]
    codes = np.zeros(centre.shape, dtype=np.int64)
    for bit, (down, across) in enumerate(NEIGHBOURS):
        neighbour = grey[1 + down : height - 1 + down, 1 + across : width - 1 + across]
        codes |= (neighbour >= centre).astype(np.int64) << bit
    found = []
    for band in np.array_split(_pattern_of_code()[codes], SQUARES, axis=0):
        for square in np.array_split(band, SQUARES, axis=1):
            found.append(np.bincount(square.ravel(), minlength=PATTERNS) / square.size)
    return np.sqrt(np.concatenate(found)).astype(np.float32)


@cache
def _pattern_of_code() -> NDArray[np.int64]:
    """For each of 256 codes the number of its pattern."""
    patterns, uniform = np.full(256, PATTERNS - 1, dtype=np.int64), 0
    for code in range(256):
        turned = (code >> 1) | ((code & 1) << 7)
        if (code ^ turned).bit_count() <= 2:
            patterns[code], uniform = uniform, uniform + 1
    return patterns
