"""A trained network as a folder: what it says of face crops, by ONNX Runtime alone.

The folder holds `model.json` (what the network is, and the SHA-256 of the other files), `model.onnx` with the outputs
`features` (activation of the last convolution) and `scores` (raw, before softmax), and `model.safetensors`.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from inference.detectors.face import Pixels
from inference.gradcam import Head, read_head
from inference.onnx_parts import InferenceSession, SessionOptions
from inference.video.refusal import VideoRefused

Floats = NDArray[np.float32]

DESCRIPTION, NETWORK, TENSORS = "model.json", "model.onnx", "model.safetensors"
FORMAT = 1
AT_ONCE = 16


@dataclass(frozen=True)
class Facts:
    """What `model.json` says that matters for using the network.

    Attributes:
        side_px: Pictures are squares of so many pixels.
        channels: `rgb` or `bgr`: the order in which the network takes colours.
        means: Subtracted in that order, after `scale` has been multiplied.
        classes: Names in the order of the scores.
        temperature: Scores are divided by it before softmax; 1 where the network was not calibrated.
        preset: The name of the experiment.
        fold: Of cross-validation, None where there was none.
    """

    side_px: int
    channels: str
    scale: float
    means: tuple[float, float, float]
    classes: tuple[str, ...]
    temperature: float
    preset: str
    fold: str | None


@dataclass(frozen=True)
class Answer:
    """What the network says of some pictures.

    Attributes:
        scores: Raw, shape (pictures, classes).
        features: Activation of the last convolution, shape (pictures, height, width, channels).
    """

    scores: Floats
    features: Floats


class Classifier:
    """One model, opened once and asked often."""

    def __init__(self, facts: Facts, head: Head, session: Any) -> None:
        self.facts, self.head, self._session = facts, head, session

    def ask(self, pictures: Sequence[Pixels]) -> Answer:
        """Scores and features of pictures of any size, RGB uint8."""
        ready = np.stack([prepared(picture, self.facts) for picture in pictures])
        features, scores = self._session.run(["features", "scores"], {"pictures": ready})
        return Answer(scores, features)

    def probabilities(self, scores: Floats) -> Floats:
        """Calibrated probabilities, shape (pictures, classes)."""
        return softmax(scores / np.float32(self.facts.temperature))


def open_classifier(folder: Path, *, expected_sha256: str | None = None) -> Classifier:
    """A model that is whole and is what it says.

    Args:
        folder: As training leaves it.
        expected_sha256: What `model.json` must hash to, as whoever registered the model remembers it; None on the
            command line, where the folder speaks for itself.

    Raises:
        VideoRefused: model_missing, model_changed, model_unreadable.
    """
    description = _description(folder, expected_sha256)
    for name, sha256 in description["files"].items():
        path = folder / Path(name).name
        if not path.is_file():
            raise VideoRefused("model_missing")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise VideoRefused("model_changed")
    try:
        facts = _facts(description)
        head = read_head(description["head"], load_file(folder / TENSORS))
        options = SessionOptions()
        options.log_severity_level = 3
        return Classifier(facts, head, InferenceSession(str(folder / NETWORK), options))
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise VideoRefused("model_unreadable") from error


def prepared(picture: Pixels, facts: Facts) -> Floats:
    """A picture as the network takes it, shape (side, side, 3): stretched to a square, colours in its order."""
    side = facts.side_px
    method = cv2.INTER_AREA if max(picture.shape[:2]) > side else cv2.INTER_LINEAR
    resized = picture if picture.shape[:2] == (side, side) else cv2.resize(picture, (side, side), interpolation=method)
    ordered = resized[..., ::-1] if facts.channels == "bgr" else resized
    return np.asarray(ordered, dtype=np.float32) * np.float32(facts.scale) - np.asarray(facts.means, dtype=np.float32)


def softmax(scores: Floats) -> Floats:
    """Along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)


def _description(folder: Path, expected_sha256: str | None) -> dict[str, Any]:
    try:
        content = (folder / DESCRIPTION).read_bytes()
    except OSError as error:
        raise VideoRefused("model_missing") from error
    if expected_sha256 is not None and hashlib.sha256(content).hexdigest() != expected_sha256:
        raise VideoRefused("model_changed")
    try:
        description: dict[str, Any] = json.loads(content)
        whole = description["format"] == FORMAT and {NETWORK, TENSORS} <= description["files"].keys()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise VideoRefused("model_unreadable") from error
    if not whole:
        raise VideoRefused("model_unreadable")
    return description


def _facts(description: dict[str, Any]) -> Facts:
    wanted = description["input"]
    first, second, third = wanted["means"]
    return Facts(
        side_px=int(wanted["side_px"]),
        channels=str(wanted["channels"]),
        scale=float(wanted["scale"]),
        means=(float(first), float(second), float(third)),
        classes=tuple(description["classes"]),
        temperature=float(description["temperature"]),
        preset=str(description["preset"]),
        fold=description["fold"],
    )
