"""A detected face, and what every detector promises."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Point = tuple[float, float]

SAME_FACE_IOU = 0.4


class Box(NamedTuple):
    """A rectangle in fractions of the frame's width and height; it may reach beyond the frame (below 0, above 1)."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """As a fraction of the frame; 0 where the box is turned inside out."""
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    @property
    def centre(self) -> Point:
        """The middle, in fractions."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def within_frame(self) -> "Box":
        """The part that lies in the frame."""
        left, top, right, bottom = (min(1.0, max(0.0, side)) for side in self)
        return Box(left, top, right, bottom)


@dataclass(frozen=True)
class Face:
    """One face in one frame.

    Attributes:
        box: in fractions of the frame as it is stored, whatever way it was turned to find the face.
        score: the detector's own measure of certainty; larger is surer, comparable within one detector only.
        landmarks: points in fractions (eyes, nose, mouth; their number and order are the detector's), empty where it
            gives none.
        turn: degrees clockwise by which the frame is to be turned for this face to stand upright (0, 90, 180 or 270),
            as its landmarks say, else as the frame was turned when it was found.
    """

    box: Box
    score: float
    landmarks: tuple[Point, ...] = ()
    turn: int = 0

    def found_at(self, turn: int) -> "Face":
        """This face, seen in a frame turned clockwise by `turn` degrees, in the coordinates of the frame itself."""
        corners = [turned_back(point, turn) for point in (self.box[:2], self.box[2:])]
        (ax, ay), (bx, by) = corners
        box = Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        return replace(self, box=box, turn=turn, landmarks=tuple(turned_back(p, turn) for p in self.landmarks))

    def as_fields(self) -> dict[str, Any]:
        """Ready for JSON; the box as left, top, right, bottom."""
        landmarks = [list(point) for point in self.landmarks]
        return {"box": list(self.box), "score": self.score, "landmarks": landmarks, "turn": self.turn}

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> "Face":
        """The face that `as_fields` wrote down."""
        landmarks = tuple((x, y) for x, y in fields["landmarks"])
        return cls(Box(*fields["box"]), fields["score"], landmarks, fields["turn"])


class Detector(Protocol):
    """Finds faces in one picture.

    Attributes:
        sure_from: the score from which a finding is rarely wrong, so that no other turn of the frame needs a look.
    """

    sure_from: float

    def detect(self, picture: Pixels) -> list[Face]:
        """The faces seen without turning the picture, surest first.

        Args:
            picture: RGB, shape (height, width, 3), uint8, any size.
        """
        ...


def turned_back(point: tuple[float, float], turn: int) -> Point:
    """Where a point of a frame turned clockwise by `turn` degrees lies in the frame itself; fractions."""
    x, y = point
    return {0: (x, y), 90: (y, 1 - x), 180: (1 - x, 1 - y), 270: (1 - y, x)}[turn]


def intersection_over_union(first: Box, second: Box) -> float:
    """How far two boxes cover each other: 0 (apart) to 1 (equal); 0 where both are empty."""
    common = Box(
        max(first.left, second.left),
        max(first.top, second.top),
        min(first.right, second.right),
        min(first.bottom, second.bottom),
    )
    shared = common.area if common.left < common.right and common.top < common.bottom else 0.0
    together = first.area + second.area - shared
    return shared / together if together > 0 else 0.0


def without_doubles(faces: Iterable[Face]) -> list[Face]:
    """The faces surest first, each once: of two findings of one face the surer stays."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda one: -one.score):
        if not any(are_same_face(face.box, other.box) for other in kept):
            kept.append(face)
    return kept


def are_same_face(first: Box, second: Box) -> bool:
    """Whether two boxes mean one face: they cover each other well, or one holds the other's centre."""
    # A detector that sees a face upside down may put the box over half of it: the centre tells.
    holds = any(box.left < x < box.right and box.top < y < box.bottom for box, (x, y) in _crosswise(first, second))
    return holds or intersection_over_union(first, second) >= SAME_FACE_IOU


def _crosswise(first: Box, second: Box) -> Iterator[tuple[Box, Point]]:
    yield first, second.centre
    yield second, first.centre
