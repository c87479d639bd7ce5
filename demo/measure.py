"""How many pictures of synthetic infants do face detectors find a face in, at the right place?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from demo.render import make_up_infant, picture_of
from demo.scene import HEIGHT, WIDTH

Box = tuple[float, float, float, float]
Finder = Callable[[Any], Sequence[Box]]

SECONDS = 20.0
CENTRE_WITHIN = 0.5
SIZE_BETWEEN = (0.4, 2.5)
LEAST_CONFIDENCE = 0.5
WEIGHTS = {
    "blazeface_short": ("blaze_face_short_range_with_metadata.tflite",),
    "blazeface_full": ("blaze_face_full_range_with_metadata.tflite",),
    "yunet": ("face_detection_yunet_2023mar.onnx",),
    "ssd": ("opencv_face_detector_uint8.pb", "opencv_face_detector.pbtxt"),
}


@contextmanager
def finders(weights: Path | None) -> Iterator[dict[str, Finder]]:
    """Give every detector whose files are in `weights`, by name; the Haar cascade needs none.

    Each takes a picture (blue, green, red) and returns boxes as left, top, width, height in pixels.
    """
    with ExitStack() as stack:
        builders: dict[str, Callable[..., Finder]] = {
            "blazeface_short": partial(_blazeface, stack),
            "blazeface_full": partial(_blazeface, stack),
            "yunet": _yunet,
            "ssd": _ssd,
        }
        made = {"haar": _haar()}
        for name, files in WEIGHTS.items():
            paths = [weights / file for file in files] if weights is not None else []
            if paths and all(path.is_file() for path in paths):
                made[name] = builders[name](*paths)
        yield made


def measure(detectors: dict[str, Finder], *, infants: Iterable[int], frames_each: int, seed: int) -> dict[str, float]:
    """Return by detector the share of upright pictures whose face it found.

    Found means a box whose centre is within half a face of the true centre and whose width is 0.4 to 2.5 times
    the true one. Infants who lie turned are left out: upright detectors do not claim to find them.
    """
    pictures, found = 0, dict.fromkeys(detectors, 0)
    for index in infants:
        cast = make_up_infant(index, seed=seed, seconds=SECONDS)
        if cast.lies:
            continue
        for frame in np.linspace(0, cast.performance.frame_count - 1, frames_each).astype(int):
            picture, truth = picture_of(cast, int(frame)), cast.scene.face_box(cast.performance.poses[frame])
            pictures += 1
            for name, find in detectors.items():
                found[name] += any(_fits(box, truth) for box in find(picture))
    return {name: count / pictures for name, count in found.items()}


def _fits(box: Box, truth: Box) -> bool:
    left, top, width, height = truth[0] * WIDTH, truth[1] * HEIGHT, truth[2] * WIDTH, truth[3] * HEIGHT
    off_x = abs(box[0] + box[2] / 2 - left - width / 2) / width
    off_y = abs(box[1] + box[3] / 2 - top - height / 2) / height
    return max(off_x, off_y) <= CENTRE_WITHIN and SIZE_BETWEEN[0] <= box[2] / width <= SIZE_BETWEEN[1]


def _haar() -> Finder:
    cascade = cv2.CascadeClassifier(str(Path(cv2.__file__).with_name("data") / "haarcascade_frontalface_default.xml"))

    def find(picture: Any) -> Sequence[Box]:
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        return [_box(*box) for box in cascade.detectMultiScale(grey, 1.1, 5, minSize=(80, 80))]

    return find


def _blazeface(stack: ExitStack, model: Path) -> Finder:
    from mediapipe import Image, ImageFormat
    from mediapipe.tasks.python import BaseOptions
    from mediapipe.tasks.python.vision import FaceDetector, FaceDetectorOptions

    options = FaceDetectorOptions(
        base_options=BaseOptions(model_asset_path=str(model)), min_detection_confidence=LEAST_CONFIDENCE
    )
    detector = stack.enter_context(FaceDetector.create_from_options(options))

    def find(picture: Any) -> Sequence[Box]:
        image = Image(image_format=ImageFormat.SRGB, data=cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
        boxes = [detection.bounding_box for detection in detector.detect(image).detections]
        return [_box(box.origin_x, box.origin_y, box.width, box.height) for box in boxes]

    return find


def _yunet(model: Path) -> Finder:
    detector = cv2.FaceDetectorYN.create(str(model), "", (WIDTH, HEIGHT), 0.6)

    def find(picture: Any) -> Sequence[Box]:
        faces = detector.detect(picture)[1]
        return [] if faces is None else [_box(*face[:4]) for face in faces]

    return find


def _ssd(graph: Path, layout: Path) -> Finder:
    network = cv2.dnn.readNetFromTensorflow(str(graph), str(layout))

    def find(picture: Any) -> Sequence[Box]:
        network.setInput(cv2.dnn.blobFromImage(picture, 1.0, (300, 300), (104, 177, 123)))
        scores = network.forward()[0, 0]
        corners = scores[scores[:, 2] >= LEAST_CONFIDENCE, 3:7] * (WIDTH, HEIGHT, WIDTH, HEIGHT)
        return [_box(x, y, right - x, bottom - y) for x, y, right, bottom in corners]

    return find


def _box(left: Any, top: Any, width: Any, height: Any) -> Box:
    return float(left), float(top), float(width), float(height)
