"""How much of a heat map lies on which part of the face.

The parts follow the Neonatal Facial Coding System (Grunau and Craig 1987): what pain changes is looked for at the
brows, the eyes, the nasolabial folds and the mouth.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Point = tuple[float, float]
Masks = NDArray[np.int8]

REGIONS = ("forehead", "brows", "eyes", "nose", "nasolabial_folds", "mouth", "rest_of_face", "off_face")
GRID = 112  # a map is compared with the parts on a grid of so many points

# Eyes, tip of the nose and corners of the mouth of an upright face in its box, in fractions of the box: the places to
# which detectors' five landmarks are moved, and where the parts below are drawn. Those with one point for the mouth
# (and others behind it) give its middle.
EYES_NOSE_MOUTH: tuple[Point, ...] = ((0.31, 0.42), (0.69, 0.42), (0.50, 0.62), (0.36, 0.79), (0.64, 0.79))
EYES_NOSE_LIPS: tuple[Point, ...] = (*EYES_NOSE_MOUTH[:3], (0.50, 0.79))
FACE = ((0.50, 0.52), (0.46, 0.54))

# Centre and half axes of ellipses; what is listed later lies above what is listed earlier.
PARTS: tuple[tuple[str, Point, Point], ...] = (
    ("forehead", (0.50, 0.17), (0.34, 0.14)),
    ("nasolabial_folds", (0.31, 0.66), (0.08, 0.12)),
    ("nasolabial_folds", (0.69, 0.66), (0.08, 0.12)),
    ("nose", (0.50, 0.55), (0.11, 0.16)),
    ("brows", (0.31, 0.31), (0.16, 0.05)),
    ("brows", (0.69, 0.31), (0.16, 0.05)),
    ("eyes", (0.31, 0.42), (0.14, 0.07)),
    ("eyes", (0.69, 0.42), (0.14, 0.07)),
    ("mouth", (0.50, 0.79), (0.20, 0.10)),
)


def shares_of_heat(heat: Floats, landmarks: Sequence[Point] | None = None) -> dict[str, float] | None:
    """The share of a map's heat on each of `REGIONS`, in sum 1; None for a map without heat.

    Args:
        heat: Shape (height, width), not negative, over an upright face crop.
        landmarks: Eyes, tip of the nose and mouth in fractions of the crop, as detectors give them; None, or too few:
            the parts lie where they usually do.
    """
    spread = cv2.resize(np.asarray(heat, dtype=np.float32), (GRID, GRID), interpolation=cv2.INTER_LINEAR)
    total = float(spread.sum())
    if total <= 0:
        return None
    enough = landmarks if landmarks is not None and len(landmarks) >= len(EYES_NOSE_LIPS) else None
    parts = _template() if enough is None else _moved(_template(), enough)
    sums = np.bincount(parts.ravel(), weights=spread.ravel(), minlength=len(REGIONS))
    return {name: float(sums[number]) / total for number, name in enumerate(REGIONS)}


@lru_cache(maxsize=1)
def _template() -> Masks:
    """The number of the region at each point of the grid."""
    down, across = (np.mgrid[0:GRID, 0:GRID] + 0.5) / GRID
    parts = np.full((GRID, GRID), REGIONS.index("off_face"), dtype=np.int8)
    for name, centre, axes in (("rest_of_face", *FACE), *PARTS):
        within = ((across - centre[0]) / axes[0]) ** 2 + ((down - centre[1]) / axes[1]) ** 2 <= 1
        parts[within] = REGIONS.index(name)
    return parts


def _moved(parts: Masks, landmarks: Sequence[Point]) -> Masks:
    """The template turned, sized and moved so that its points lie on the landmarks, as well as they can."""
    usual = EYES_NOSE_MOUTH if len(landmarks) == len(EYES_NOSE_MOUTH) else EYES_NOSE_LIPS
    source = np.asarray(usual, dtype=np.float32) * GRID
    target = np.asarray(landmarks[: len(usual)], dtype=np.float32) * GRID
    found: tuple[Any, Any] = cv2.estimateAffinePartial2D(source, target, method=cv2.LMEDS)
    matrix = found[0]
    if matrix is None:
        return parts
    off = REGIONS.index("off_face")
    size = (GRID, GRID)
    moved = cv2.warpAffine(parts.astype(np.uint8), matrix, size, flags=cv2.INTER_NEAREST, borderValue=off)
    return np.asarray(moved, dtype=np.int8)
