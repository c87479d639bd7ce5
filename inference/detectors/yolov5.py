"""YOLOv5: with a study's own newborn weights when they were added, else the public face model (Qi et al. 2021)."""

from pathlib import Path

from inference.detectors.face import Detector
from inference.detectors.onnx_description import OnnxDescription
from inference.detectors.onnx_face import load_described

# Five landmarks with the public model: right eye, left eye, nose, right and left corner of the mouth.
DESCRIPTIONS = {
    "yolov5-newborn": OnnxDescription(layout="yolov5"),
    "yolov5n-face": OnnxDescription(layout="yolov5-face"),
}


def load(files: dict[str, Path]) -> Detector:
    """The detector, from whichever file is there."""
    ((name, model),) = files.items()
    return load_described(model, DESCRIPTIONS[name])
