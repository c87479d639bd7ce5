"""Turn pictures upright: from a file's display matrix to the moves that show it as it was filmed."""

import struct
from collections.abc import Iterable
from typing import cast

import av
from av.sidedata.sidedata import SideData

# The signs of the matrix (a, b, c, d), where a stored point (x, y) is shown at (a x + c y, b x + d y),
# y pointing down: the clockwise turn that people would name, and the filters that make it.
UPRIGHT = (1, 0, 0, 1)
MOVES: dict[tuple[int, ...], tuple[int, tuple[tuple[str, str], ...]]] = {
    UPRIGHT: (0, ()),
    (0, 1, -1, 0): (90, (("transpose", "clock"),)),
    (-1, 0, 0, -1): (180, (("hflip", ""), ("vflip", ""))),
    (0, -1, 1, 0): (270, (("transpose", "cclock"),)),
    (-1, 0, 0, 1): (0, (("hflip", ""),)),
    (1, 0, 0, -1): (180, (("vflip", ""),)),
    (0, 1, 1, 0): (90, (("transpose", "cclock_flip"),)),
    (0, -1, -1, 0): (270, (("transpose", "clock_flip"),)),
}
TURNS = {0: UPRIGHT, 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


def signs_of(frame: av.VideoFrame) -> tuple[int, ...]:
    """Return the key into `MOVES` for a decoded frame; upright where the file says nothing usable."""
    matrix = _display_matrix(frame)
    if matrix is None:
        return TURNS.get(-int(frame.rotation) % 360, UPRIGHT)
    signs = tuple((value > 0) - (value < 0) for value in (matrix[0], matrix[1], matrix[3], matrix[4]))
    return signs if signs in MOVES else TURNS.get(-int(frame.rotation) % 360, UPRIGHT)


def degrees_clockwise(signs: tuple[int, ...]) -> int:
    """Return by how much the picture must be turned clockwise: 0, 90, 180 or 270 (if mirrored, likewise)."""
    return MOVES[signs][0]


def _display_matrix(frame: av.VideoFrame) -> tuple[int, ...] | None:
    try:
        entries = list(cast(Iterable[SideData], frame.side_data))
    except ValueError:  # newer kinds of side data (stereo views) that PyAV has no name for
        return None
    for entry in entries:
        if entry.type.name == "DISPLAYMATRIX":
            return cast(tuple[int, ...], struct.unpack("=9i", bytes(entry)[:36]))
    return None
