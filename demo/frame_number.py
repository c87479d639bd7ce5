"""A number that machines can read in every picture, so that tests can prove which frame they see.

Layout in a picture of 1280x720 pixels (other sizes scale by width / 1280): 18 squares of 24x24 pixels in one
row, the first one's top left corner at x = 16, y = 16; square k covers x from 16 + 24 k to 40 + 24 k and y from
16 to 40. Square 0 is white and square 17 is black (for synchronisation); squares 1 to 16 are the bits of the
frame number, most significant first, white for 1 and black for 0. A grey margin of 8 pixels surrounds the row
(x from 8 to 456, y from 8 to 48).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Image = NDArray[Any]

REFERENCE_WIDTH = 1280
SQUARE_PX, LEFT_PX, TOP_PX, MARGIN_PX = 24, 16, 16, 8
BITS = 16
SQUARES = BITS + 2
WHITE, GREY, BLACK = 235, 128, 16
LEAST_CONTRAST = 64


def stamp_frame_number(image: Image, number: int) -> None:
    """Paint a number from 0 to 65535 into a 1280x720 picture of uint8, in place.

    Raises:
        ValueError: when the number does not fit.
    """
    if not 0 <= number < 1 << BITS:
        raise ValueError(f"{number} does not fit into {BITS} bits")
    end = LEFT_PX + SQUARES * SQUARE_PX
    bottom = TOP_PX + SQUARE_PX
    image[TOP_PX - MARGIN_PX : bottom + MARGIN_PX, LEFT_PX - MARGIN_PX : end + MARGIN_PX] = GREY
    bits = [1, *(number >> place & 1 for place in reversed(range(BITS))), 0]
    levels = np.where(np.array(bits), WHITE, BLACK).astype(np.uint8)
    row = np.repeat(levels, SQUARE_PX)
    image[TOP_PX:bottom, LEFT_PX:end] = row[None, :, None] if image.ndim == 3 else row[None, :]


def read_frame_number(image: Image) -> int:
    """Return the number in a picture of any size that shows the whole frame (grey, RGB or BGR).

    Raises:
        ValueError: when there is no such number in the picture.
    """
    scale = image.shape[1] / REFERENCE_WIDTH
    levels = [_level(image, square, scale) for square in range(SQUARES)]
    white, black = levels[0], levels[-1]
    if white - black < LEAST_CONTRAST:
        raise ValueError("this picture carries no frame number")
    number = 0
    for level in levels[1:-1]:
        number = 2 * number + int(level > (white + black) / 2)
    return number


def _level(image: Image, square: int, scale: float) -> float:
    """Return the mean brightness of the inner half of a square."""
    left = LEFT_PX + square * SQUARE_PX + SQUARE_PX / 4
    top = TOP_PX + SQUARE_PX / 4
    rows = slice(round(top * scale), max(round((top + SQUARE_PX / 2) * scale), round(top * scale) + 1))
    columns = slice(round(left * scale), max(round((left + SQUARE_PX / 2) * scale), round(left * scale) + 1))
    return float(image[rows, columns].mean())
