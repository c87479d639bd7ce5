"""Make faces unrecognisable in figures and exports, so that nothing of the face itself can be brought back."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np

from inference.detectors.face import Box, Face, Pixels
from inference.detectors.missing import WeightsMissingError
from inference.detectors.turning import turned
from inference.detectors.weights import find_weights

CELLS = 6  # across the longer side of a face: fewer than any recognition works with
FACE_MARGIN = 0.15  # detectors leave out forehead and chin
EYES_TOP, EYES_BOTTOM = 0.2, 0.5  # where the eyes lie in an upright face box without landmarks
EYES_HEIGHT = 0.6  # of the distance between the eyes
MESH_COLOUR, MESH_GROUND = (235, 235, 235), (96, 96, 96)


class Method(StrEnum):
    """What takes the place of the face."""

    BLUR = "blur"
    PIXELATE = "pixelate"
    MESH = "mesh"


class Region(StrEnum):
    """What is hidden: the face, or a bar over the eyes."""

    FACE = "face"
    EYES = "eyes"


def anonymise(
    picture: Pixels, faces: Sequence[Face], method: Method, region: Region = Region.FACE, *, weights: Path | None = None
) -> Pixels:
    """A copy of the picture with all given faces hidden.

    Blurring and pixelating first reduce the region to at most 6 x 6 mean colours and build it up again from those
    alone, so that sharpening finds nothing. A mesh shows where the parts of the face are, drawn over a flat ground;
    no pixel of the face stays.

    Args:
        picture: RGB, shape (height, width, 3), uint8.
        faces: with their turns; landmarks make the bar over the eyes exact.
        weights: folder with the face landmarker, for the mesh only.

    Raises:
        WeightsMissingError: the mesh is asked for and its model is not there.
    """
    made = picture.copy()
    for face in faces:
        place = _pixels_of(face, region, picture.shape)
        if place is None:
            continue
        left, top, right, bottom = place
        if method == Method.MESH:
            made[top:bottom, left:right] = _mesh(picture, place, face.turn, weights)
        else:
            made[top:bottom, left:right] = _coarse(picture[top:bottom, left:right], smooth=method == Method.BLUR)
    return made


def _pixels_of(face: Face, region: Region, shape: tuple[int, ...]) -> tuple[int, int, int, int] | None:
    """Whole pixels of the region inside the frame; None where nothing of it is."""
    box = face.box if region == Region.FACE else _eyes(face, shape[1] / shape[0])
    if region == Region.FACE:
        wide, high = (box.right - box.left) * FACE_MARGIN, (box.bottom - box.top) * FACE_MARGIN
        box = Box(box.left - wide, box.top - high, box.right + wide, box.bottom + high)
    box = box.within_frame()
    left, top = int(box.left * shape[1]), int(box.top * shape[0])
    right, bottom = int(np.ceil(box.right * shape[1])), int(np.ceil(box.bottom * shape[0]))
    return (left, top, right, bottom) if right > left and bottom > top else None


def _eyes(face: Face, aspect: float) -> Box:
    if len(face.landmarks) >= 2:
        (ax, ay), (bx, by) = face.landmarks[:2]
        apart = float(np.hypot((bx - ax) * aspect, by - ay))
        across, down = EYES_HEIGHT * apart / aspect, EYES_HEIGHT * apart
        return Box(min(ax, bx) - across, min(ay, by) - down, max(ax, bx) + across, max(ay, by) + down)
    wide, high = face.box.right - face.box.left, face.box.bottom - face.box.top
    upright = {
        0: Box(0, EYES_TOP, 1, EYES_BOTTOM),
        90: Box(EYES_TOP, 0, EYES_BOTTOM, 1),
        180: Box(0, 1 - EYES_BOTTOM, 1, 1 - EYES_TOP),
        270: Box(1 - EYES_BOTTOM, 0, 1 - EYES_TOP, 1),
    }[face.turn]
    left, top = face.box.left, face.box.top
    return Box(
        left + upright.left * wide, top + upright.top * high, left + upright.right * wide, top + upright.bottom * high
    )


def _coarse(part: Pixels, *, smooth: bool) -> Pixels:
    height, width = part.shape[:2]
    cell = max(height, width) / CELLS
    small = cv2.resize(part, (max(1, int(width / cell)), max(1, int(height / cell))), interpolation=cv2.INTER_AREA)
    method = cv2.INTER_CUBIC if smooth else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(small, (width, height), interpolation=method), dtype=np.uint8)


def _mesh(picture: Pixels, place: tuple[int, int, int, int], turn: int, weights: Path | None) -> Pixels:
    if weights is None:
        raise WeightsMissingError("The drawn mesh needs the face landmarker's model.")
    from inference.face_mesh import mesh_lines

    left, top, right, bottom = place
    room = max(right - left, bottom - top)  # the landmarker looks for the face itself and wants to see around it
    x, y = max(0, left - room), max(0, top - room)
    around = turned(np.ascontiguousarray(picture[y : bottom + room, x : right + room]), turn)
    canvas = np.full_like(around, MESH_GROUND)
    for start, end in mesh_lines(around, find_weights("face-landmarker", weights)):
        cv2.line(canvas, start, end, MESH_COLOUR, 1, cv2.LINE_AA)
    back = turned(canvas, -turn % 360)
    return back[top - y : bottom - y, left - x : right - x]
