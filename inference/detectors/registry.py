"""Every detector there is, what it needs, and the one way to get it."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import cast

from inference.detectors.face import Detector
from inference.detectors.missing import WeightsMissingError
from inference.detectors.weights import described, find_described, find_weights, manifest


@dataclass(frozen=True)
class Entry:
    """A detector built in.

    Attributes:
        module: of this package; it has `load(files)`.
        choices: sets of weights, any one of which will do, the best first; an empty set needs no file.
        landmarks: how many points it gives per face.
    """

    module: str
    choices: tuple[tuple[str, ...], ...]
    landmarks: int = 0


THESIS = ("mediapipe-short", "mediapipe-full", "opencv-haar", "opencv-ssd", "retinaface", "yolov5", "dlib-hog")
BUILT_IN: dict[str, Entry] = {
    "mediapipe-short": Entry("mediapipe_face", (("mediapipe-short",),), landmarks=6),
    "mediapipe-full": Entry("mediapipe_face", (("mediapipe-full",),), landmarks=6),
    "opencv-haar": Entry("opencv_haar", ((),)),
    "opencv-ssd": Entry(
        "opencv_ssd", (("opencv-ssd-caffe", "opencv-ssd-prototxt"), ("opencv-ssd-uint8", "opencv-ssd-pbtxt"))
    ),
    "retinaface": Entry("retinaface", (("retinaface",),), landmarks=5),
    "yolov5": Entry("yolov5", (("yolov5-newborn",), ("yolov5n-face",)), landmarks=5),
    "dlib-hog": Entry("dlib_hog", ((),)),
    "yunet": Entry("yunet", (("yunet",),), landmarks=5),
}


@dataclass(frozen=True, kw_only=True)
class Status:
    """Whether a detector can run here.

    Attributes:
        weights: names of the files it uses; empty where it needs none.
        licence: of those files, in words.
        missing: why it cannot run, a sentence; empty where it can.
    """

    name: str
    weights: tuple[str, ...]
    licence: str
    missing: str = ""


def detector_names(folder: Path) -> list[str]:
    """The built-in ones, then those the user added."""
    return [*BUILT_IN, *sorted(described(folder))]


def status_of(name: str, folder: Path) -> Status:
    """Whether a detector's files are there; nothing is loaded."""
    try:
        files = _files(name, folder)
    except WeightsMissingError as error:
        return Status(name=name, weights=(), licence="", missing=f"not installed: {error}")
    licences = {manifest()[file].licence for file in files if file in manifest()}
    return Status(name=name, weights=tuple(files), licence="; ".join(sorted(licences)))


@lru_cache(maxsize=16)
def load_detector(name: str, folder: Path) -> Detector:
    """The detector, loaded once per process.

    Raises:
        KeyError: no detector has this name.
        WeightsMissingError: its files are not there, not the right ones, or not what they are said to be.
    """
    files = _files(name, folder)
    if name in BUILT_IN:
        return cast(Detector, import_module(f"inference.detectors.{BUILT_IN[name].module}").load(files))
    from inference.detectors.onnx_description import read_description
    from inference.detectors.onnx_face import load_described

    return load_described(files[name], read_description(folder / f"{name}.toml"))


def _files(name: str, folder: Path) -> dict[str, Path]:
    if name not in BUILT_IN:
        if name not in described(folder):
            raise KeyError(name)
        return {name: find_described(name, folder)[0]}
    problems = []
    for choice in BUILT_IN[name].choices:
        try:
            return {weights: find_weights(weights, folder) for weights in choice}
        except WeightsMissingError as error:
            problems.append(error)
    raise problems[-1]
