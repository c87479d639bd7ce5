"""The mesh of a face by MediaPipe's face landmarker, as lines to draw."""

from functools import lru_cache
from pathlib import Path

from inference.detectors.face import Pixels
from inference.mediapipe_parts import (
    BaseOptions,
    FaceLandmarker,
    FaceLandmarkerOptions,
    FaceLandmarksConnections,
    Image,
    ImageFormat,
    leave_to_the_end,
)

Line = tuple[tuple[int, int], tuple[int, int]]


def mesh_lines(picture: Pixels, model: Path) -> list[Line]:
    """The triangles' sides in pixels of a picture that shows one upright face; none where no face is seen."""
    height, width = picture.shape[:2]
    answer = _landmarker(model).detect(Image(image_format=ImageFormat.SRGB, data=picture))
    if not answer.face_landmarks:
        return []
    points = [(round(mark.x * width), round(mark.y * height)) for mark in answer.face_landmarks[0]]
    return [(points[side.start], points[side.end]) for side in FaceLandmarksConnections.FACE_LANDMARKS_TESSELATION]


@lru_cache(maxsize=1)
def _landmarker(model: Path):  # type: ignore[no-untyped-def]  # MediaPipe has no types
    options = FaceLandmarkerOptions(base_options=BaseOptions(model_asset_path=str(model)), num_faces=1)
    landmarker = FaceLandmarker.create_from_options(options)
    leave_to_the_end(landmarker)
    return landmarker
