"""BlazeFace through MediaPipe (Bazarevsky et al. 2019): short range up to 2 m, full range up to 5 m."""

from pathlib import Path

from inference.detectors.face import Box, Detector, Face, Pixels
from inference.mediapipe_parts import (
    BaseOptions,
    FaceDetector,
    FaceDetectorOptions,
    Image,
    ImageFormat,
    leave_to_the_end,
)

SCORE_FROM = 0.5


class BlazeFace:
    """Six landmarks per face: right eye, left eye, nose, mouth, right ear, left ear."""

    sure_from = 0.75

    def __init__(self, model: Path) -> None:
        options = FaceDetectorOptions(
            base_options=BaseOptions(model_asset_path=str(model)), min_detection_confidence=SCORE_FROM
        )
        self._detector = FaceDetector.create_from_options(options)
        leave_to_the_end(self._detector)

    def detect(self, picture: Pixels) -> list[Face]:
        """As `Detector.detect`; scores from 0.5 to 1."""
        height, width = picture.shape[:2]
        answer = self._detector.detect(Image(image_format=ImageFormat.SRGB, data=picture))
        found = []
        for one in answer.detections:
            at = one.bounding_box
            box = Box(
                at.origin_x / width,
                at.origin_y / height,
                (at.origin_x + at.width) / width,
                (at.origin_y + at.height) / height,
            )
            found.append(Face(box, one.categories[0].score, tuple((p.x, p.y) for p in one.keypoints or ())))
        return sorted(found, key=lambda face: -face.score)


def load(files: dict[str, Path]) -> Detector:
    """The detector, from its one file."""
    (model,) = files.values()
    return BlazeFace(model)
