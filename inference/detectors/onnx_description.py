"""What has to be known of an ONNX face model to run it: its input and how to read its output, as a small TOML file."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from inference.detectors.missing import WeightsMissingError

LAYOUTS = ("yolov5", "yolov5-face", "yolov8", "scrfd", "retinaface")
COLOURS = ("rgb", "bgr")


@dataclass(frozen=True, kw_only=True)
class OnnxDescription:
    """How pixels go in and boxes come out.

    Attributes:
        layout: how the output is read, one of `LAYOUTS`: `yolov5` (one tensor of candidates: x y w h, objectness,
            classes), `yolov5-face` (three grids of anchors with five landmarks), `yolov8` (also 11; one tensor of x y
            w h, classes, turned), `scrfd` (distances to four sides per stride), `retinaface` (offsets to priors).
        input_px: longest side of the picture given to the model, a multiple of 32.
        colours: order of the channels.
        mean, scale: the model gets (pixel - mean) * scale, per channel in the order of `colours`.
        padding: grey level around a picture that is not square.
        score_from: candidates below this score are left out.
        sure_from: the score from which a finding is rarely wrong (see `Detector`).
        face_class: which class is the face, where the model knows several.
    """

    layout: str
    input_px: int = 640
    colours: str = "rgb"
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    scale: float = 1 / 255
    padding: int = 114
    score_from: float = 0.5
    sure_from: float = 0.8
    face_class: int = 0


def read_description(path: Path) -> OnnxDescription:
    """Read and check a description.

    Raises:
        WeightsMissingError: with a sentence that names the key that is wrong.
    """
    try:
        content = tomllib.loads(path.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WeightsMissingError(f"{path.name} is not a TOML file: {error}") from error
    known = {field.name for field in fields(OnnxDescription)}
    strangers = sorted(content.keys() - known)
    if strangers:
        raise WeightsMissingError(f"{path.name}: “{strangers[0]}” is not a key; known are {', '.join(sorted(known))}.")
    return check_description(content, path.name)


def check_description(content: dict[str, Any], name: str) -> OnnxDescription:
    """The description, or a sentence about what is wrong; as `read_description`."""
    if content.get("layout") not in LAYOUTS:
        raise WeightsMissingError(f"{name}: layout must be one of {', '.join(LAYOUTS)}.")
    if content.get("colours", "rgb") not in COLOURS:
        raise WeightsMissingError(f"{name}: colours must be rgb or bgr.")
    side = content.get("input_px", 640)
    if not (isinstance(side, int) and 32 <= side <= 2048 and side % 32 == 0):
        raise WeightsMissingError(f"{name}: input_px must be a multiple of 32 between 32 and 2048.")
    mean = content.get("mean", (0.0, 0.0, 0.0))
    if not (isinstance(mean, list | tuple) and len(mean) == 3 and all(isinstance(m, int | float) for m in mean)):
        raise WeightsMissingError(f"{name}: mean must be three numbers.")
    for key in ("scale", "score_from", "sure_from", "padding", "face_class"):
        if not isinstance(content.get(key, 0), int | float):
            raise WeightsMissingError(f"{name}: {key} must be a number.")
    return OnnxDescription(**{**content, "mean": tuple(mean)})
