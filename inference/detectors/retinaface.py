"""RetinaFace on MobileNet 0.25 (Deng et al. 2020)."""

from pathlib import Path

from inference.detectors.face import Detector
from inference.detectors.onnx_description import OnnxDescription
from inference.detectors.onnx_face import load_described

# Five landmarks: right eye, left eye, nose, right and left corner of the mouth.
DESCRIPTION = OnnxDescription(layout="retinaface", colours="bgr", mean=(104.0, 117.0, 123.0), scale=1.0, padding=0)


def load(files: dict[str, Path]) -> Detector:
    """The detector, from its one file."""
    (model,) = files.values()
    return load_described(model, DESCRIPTION)
