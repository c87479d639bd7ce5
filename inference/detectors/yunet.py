"""YuNet (Wu, Peng and Yu 2023) through OpenCV."""

from pathlib import Path

import cv2

from inference.detectors.face import Box, Detector, Face, Pixels

LONGEST_SIDE_PX = 640
SCORE_FROM, SAME_FACE, MOST_FACES = 0.5, 0.3, 200


class YuNet:
    """Five landmarks per face: right eye, left eye, nose, right and left corner of the mouth."""

    sure_from = 0.9

    def __init__(self, model: Path) -> None:
        self._detector = cv2.FaceDetectorYN.create(str(model), "", (320, 320), SCORE_FROM, SAME_FACE, MOST_FACES)

    def detect(self, picture: Pixels) -> list[Face]:
        """As `Detector.detect`; scores from 0.5 to 1."""
        ratio = min(1.0, LONGEST_SIDE_PX / max(picture.shape[:2]))
        width, height = (max(1, round(side * ratio)) for side in picture.shape[1::-1])
        self._detector.setInputSize((width, height))
        small = cv2.cvtColor(cv2.resize(picture, (width, height)), cv2.COLOR_RGB2BGR)
        _, rows = self._detector.detect(small)
        found = []
        for row in [] if rows is None else rows.tolist():
            left, top, wide, high = row[:4]
            box = Box(left / width, top / height, (left + wide) / width, (top + high) / height)
            points = tuple((row[4 + 2 * place] / width, row[5 + 2 * place] / height) for place in range(5))
            found.append(Face(box, row[14], points))
        return sorted(found, key=lambda face: -face.score)


def load(files: dict[str, Path]) -> Detector:
    """The detector, from its one file."""
    (model,) = files.values()
    return YuNet(model)
