"""Dlib's frontal face detector: histograms of oriented gradients and a linear classifier (Dalal and Triggs 2005)."""

from pathlib import Path

import dlib

from inference.detectors.face import Box, Detector, Face, Pixels

SMALLEST_FACE_PX = 80
ENLARGEMENTS = 0  # each doubles the sides: finds faces from 40 px on, in five times the time


class DlibHog:
    """Looks for upright frontal faces of at least 80 px."""

    sure_from = 0.5

    def __init__(self) -> None:
        self._detector = dlib.get_frontal_face_detector()

    def detect(self, picture: Pixels) -> list[Face]:
        """As `Detector.detect`; the score is the distance from the separating plane, without an upper limit."""
        height, width = picture.shape[:2]
        if min(height, width) < SMALLEST_FACE_PX // 2:
            return []
        rectangles, scores, _ = self._detector.run(picture, ENLARGEMENTS, 0.0)
        return [
            Face(Box(r.left() / width, r.top() / height, (r.right() + 1) / width, (r.bottom() + 1) / height), score)
            for r, score in zip(rectangles, scores, strict=True)
        ]


def load(files: dict[str, Path]) -> Detector:
    """The detector; it needs no files."""
    return DlibHog()
