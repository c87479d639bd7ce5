"""The cascade of Haar features that comes with OpenCV (Viola and Jones 2001; frontal faces by Lienhart)."""

from pathlib import Path

import cv2
import numpy as np

from inference.detectors.face import Box, Detector, Face, Pixels

LONGEST_SIDE_PX = 640
STEP_BETWEEN_SIZES, NEIGHBOURS = 1.1, 5


class HaarCascade:
    """Looks for upright frontal faces in the picture reduced to 640 px."""

    sure_from = 4.0

    def __init__(self) -> None:
        self._cascade = cv2.CascadeClassifier(
            str(Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml")
        )

    def detect(self, picture: Pixels) -> list[Face]:
        """As `Detector.detect`; the score is the last stage's margin, without an upper limit."""
        height, width = picture.shape[:2]
        ratio = min(1.0, LONGEST_SIDE_PX / max(height, width))
        size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
        grey = cv2.cvtColor(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
        boxes, _, margins = self._cascade.detectMultiScale3(
            grey, STEP_BETWEEN_SIZES, NEIGHBOURS, outputRejectLevels=True
        )
        sides = np.array([*size, *size], dtype=float)
        found = []
        for (left, top, wide, high), margin in zip(boxes, np.ravel(margins), strict=True):
            box = Box(*(np.array([left, top, left + wide, top + high]) / sides).tolist())
            found.append(Face(box, float(margin)))
        return sorted(found, key=lambda face: -face.score)


def load(files: dict[str, Path]) -> Detector:
    """The detector; it needs no files."""
    return HaarCascade()
