"""Turn the frame until the face stands upright: infants lie on their side, detectors learned from people who stand."""

import math
from dataclasses import replace
from enum import StrEnum

import numpy as np

from inference.detectors.face import Detector, Face, Pixels, without_doubles

TURNS = (0, 90, 270, 180)
SMALLEST_PICTURE_PX = 16  # smaller ones hold no face, and some models answer nonsense
# Every detector here gives right eye, left eye, nose and mouth first; those with five points give two for the mouth.
FEWEST_LANDMARKS, FIVE_WITH_TWO_LIPS = 4, 5


class TurnPolicy(StrEnum):
    """Which turns of the frame a detector gets to see."""

    NONE = "none"
    ON_MISS = "on_miss"
    ALL_FOUR = "all_four"


def detect_turned(detector: Detector, picture: Pixels, policy: TurnPolicy, *, usual_turn: int = 0) -> list[Face]:
    """The faces of one frame, in the frame's own coordinates, each with the turn it was found at.

    Args:
        detector: any detector.
        picture: RGB, shape (height, width, 3), uint8.
        policy: `none` looks at the frame as it is; `on_miss` turns it until a face is surely found (and
            looks again upright when that face lies), else keeps the surest of all turns; `all_four` looks at
            every turn and keeps the surest finding of each face.
        usual_turn: the turn at which this video's faces were found so far, looked at first (`on_miss`).

    Returns:
        Surest first; empty where no turn looked at shows a face.
    """
    if min(picture.shape[:2]) < SMALLEST_PICTURE_PX:
        return []
    if policy == TurnPolicy.NONE:
        return [_stood_up(face, picture) for face in detector.detect(picture)]
    found: list[Face] = []
    for turn in sorted(TURNS, key=lambda turn: turn != usual_turn):
        seen = _look(detector, picture, turn)
        if policy == TurnPolicy.ON_MISS and seen and seen[0].score >= detector.sure_from:
            if seen[0].turn == turn:
                return seen
            # Seen lying: a second look at it upright gives the better box.
            return without_doubles([*seen, *_look(detector, picture, seen[0].turn)])
        found += seen
    return without_doubles(found)


def _look(detector: Detector, picture: Pixels, turn: int) -> list[Face]:
    return [_stood_up(face.found_at(turn), picture) for face in detector.detect(turned(picture, turn))]


def _stood_up(face: Face, picture: Pixels) -> Face:
    """The face with the turn that its landmarks ask for: from the eyes to the mouth is down."""
    if len(face.landmarks) < FEWEST_LANDMARKS:
        return face
    sides = np.array(picture.shape[1::-1])
    right_eye, left_eye, _, *mouth = (np.array(point) * sides for point in face.landmarks[:5])
    lips = mouth[:2] if len(face.landmarks) == FIVE_WITH_TWO_LIPS else mouth[:1]
    across, down = np.mean(lips, axis=0) - (right_eye + left_eye) / 2
    degrees = math.degrees(math.atan2(across, down))
    return replace(face, turn=round(degrees / 90) % 4 * 90)


def turned(picture: Pixels, turn: int) -> Pixels:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees."""
    return picture if turn == 0 else np.ascontiguousarray(np.rot90(picture, -turn // 90))
