"""Which of several faces is the infant's, and the crop every model sees: one definition for all that need it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from inference.detectors.face import Box, Face, Pixels, Point, turned_back
from inference.detectors.turning import turned

WEIGHT_OF_SIZE = 1.0
COST_OF_A_JUMP = 2.0  # per face width that the centre moves between two frames
COST_OF_A_CHANGE_IN_SIZE = 1.0  # per factor e


@dataclass(frozen=True, kw_only=True)
class CropRule:
    """How a face is cut out of its frame.

    Attributes:
        margin: how much is added at every side, in fractions of the box's own width and height; 0 keeps the box.
        square: whether the shorter side grows to the longer one, about the same centre.
        side_px: the crop is resized so that its longer side has so many pixels; None keeps its own.
    """

    margin: float = 0.0
    square: bool = True
    side_px: int | None = 224


def choose_faces(frames: Sequence[Sequence[Face]], *, pinned: Mapping[int, int] | None = None) -> list[int | None]:
    """One face per frame, so that together they make the steadiest track of a large face.

    The choice with the best sum over the whole video is found by dynamic programming (Viterbi 1967): large faces
    are worth more, and moving or changing size from one frame to the next costs. A face seen in passing, however
    large, does not interrupt a track.

    Args:
        frames: the faces of each frame, in order of time; a frame may have none.
        pinned: frames for which a person chose: frame to face.

    Returns:
        For each frame the place of its face in the given list; None where it has none.
    """
    pinned = pinned or {}
    chosen: list[int | None] = [None] * len(frames)
    seen = [place for place, faces in enumerate(frames) if faces]
    if not seen:
        return chosen
    best: list[float] = []
    came_from: list[list[int]] = []
    before: Sequence[Face] = []
    for place in seen:
        faces, reached, origins = frames[place], [], []
        for number, face in enumerate(faces):
            worth = _worth(face) if pinned.get(place, number) == number else -math.inf
            steps = [total - _cost(other, face) for total, other in zip(best, before, strict=True)]
            origin = int(np.argmax(steps)) if steps else -1
            reached.append(worth + (steps[origin] if steps else 0.0))
            origins.append(origin)
        best, before = reached, faces
        came_from.append(origins)
    number = int(np.argmax(best))
    for place, origins in zip(reversed(seen), reversed(came_from), strict=True):
        chosen[place] = number
        number = origins[number]
    return chosen


def crop_face(picture: Pixels, box: Box, rule: CropRule, *, turn: int = 0) -> Pixels:
    """Cut a face out of its frame and stand it upright.

    Where the crop reaches beyond the frame, the frame's edge is continued.

    Args:
        picture: RGB, shape (height, width, 3), uint8.
        box: in fractions of the frame; must have an area.
        turn: degrees clockwise that make the face stand upright.

    Returns:
        RGB, uint8; square where the rule says so.

    Raises:
        ValueError: the box has no area.
    """
    if box.area <= 0:
        raise ValueError("a box without an area has no crop")
    left, top, right, bottom = _crop_in_pixels(picture.shape[1], picture.shape[0], box, rule)
    height, width = picture.shape[:2]
    inside = picture[max(0, top) : max(0, min(height, bottom)), max(0, left) : max(0, min(width, right))]
    if inside.size == 0:
        raise ValueError("the box lies outside the frame")
    edges = (max(0, -top), max(0, bottom - height), max(0, -left), max(0, right - width))
    if any(edges):
        inside = np.asarray(cv2.copyMakeBorder(inside, *edges, cv2.BORDER_REPLICATE), dtype=np.uint8)
    upright = turned(inside, turn)
    if rule.side_px is None:
        return np.ascontiguousarray(upright)
    ratio = rule.side_px / max(upright.shape[:2])
    size = (max(1, round(upright.shape[1] * ratio)), max(1, round(upright.shape[0] * ratio)))
    method = cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(upright, size, interpolation=method), dtype=np.uint8)


def points_in_crop(
    points: Sequence[Point], box: Box, rule: CropRule, *, width: int, height: int, turn: int = 0
) -> list[Point]:
    """Where points of a frame lie in the crop that `crop_face` makes, in fractions of the crop.

    Args:
        points: in fractions of the frame.
        width, height: of the frame in pixels.
        box, rule, turn: as `crop_face`.
    """
    left, top, right, bottom = _crop_in_pixels(width, height, box, rule)
    inside = [((x * width - left) / (right - left), (y * height - top) / (bottom - top)) for x, y in points]
    return [turned_back(point, -turn % 360) for point in inside]


def _crop_in_pixels(width: int, height: int, box: Box, rule: CropRule) -> tuple[int, int, int, int]:
    wide, high = (box.right - box.left) * width, (box.bottom - box.top) * height
    wide, high = wide * (1 + 2 * rule.margin), high * (1 + 2 * rule.margin)
    if rule.square:
        wide = high = max(wide, high)
    across, down = (box.left + box.right) / 2 * width, (box.top + box.bottom) / 2 * height
    # Rounded once from the centre and the size, so that a square stays a square to the pixel.
    sides = max(1, round(wide)), max(1, round(high))
    left, top = round(across - sides[0] / 2), round(down - sides[1] / 2)
    return left, top, left + sides[0], top + sides[1]


def _worth(face: Face) -> float:
    return WEIGHT_OF_SIZE * math.log(max(face.box.within_frame().area, 1e-6))


def _cost(before: Face, after: Face) -> float:
    size = math.sqrt(max(before.box.area, 1e-6))
    (ax, ay), (bx, by) = before.box.centre, after.box.centre
    growth = abs(math.log(max(after.box.area, 1e-6) / max(before.box.area, 1e-6))) / 2
    return COST_OF_A_JUMP * math.hypot(bx - ax, by - ay) / size + COST_OF_A_CHANGE_IN_SIZE * growth
