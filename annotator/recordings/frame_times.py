"""Frame times packed small: differences of differences, as most videos have a nearly constant rate."""

import zlib
from array import array
from collections.abc import Sequence
from itertools import accumulate, pairwise


def pack_times(ticks: Sequence[int]) -> bytes:
    """Packs strictly increasing times that start at 0; raises ValueError for any others."""
    if not ticks or ticks[0] != 0:
        raise ValueError("Frame times start at 0.")
    steps = [later - earlier for earlier, later in pairwise(ticks)]
    if any(step <= 0 for step in steps):
        raise ValueError("Frame times increase from frame to frame.")
    changes = array("q", [later - earlier for earlier, later in pairwise([0, *steps])])
    return zlib.compress(changes.tobytes(), level=6)


def unpack_times(packed: bytes) -> list[int]:
    """The times `pack_times` was given."""
    changes = array("q")
    changes.frombytes(zlib.decompress(packed))
    return [0, *accumulate(accumulate(changes))]
