"""Any ONNX face model, run by ONNX Runtime as its description says."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.detectors.face import Box, Detector, Face, Pixels
from inference.detectors.missing import WeightsMissingError
from inference.detectors.onnx_decoding import DECODERS, Candidates
from inference.detectors.onnx_description import OnnxDescription
from inference.onnx_parts import InferenceSession, SessionOptions

MULTIPLE_PX = 32
SAME_FACE = 0.4
MOST_FACES = 200


class OnnxFace:
    """Gives the picture to the model unturned, reduced to its input size and padded at the right and the bottom."""

    def __init__(self, model: Path, description: OnnxDescription) -> None:
        self._about = description
        self.sure_from = description.sure_from
        self._decode = DECODERS[description.layout]
        self._session = open_session(model)
        (given, *others) = self._session.get_inputs()
        if others or len(given.shape) != 4 or given.type != "tensor(float)":
            raise WeightsMissingError(f"{model.name} is not a face model: its input is not one picture.")
        self._input, self._fixed = given.name, _fixed_size(given.shape)
        self._try_out(model)

    def detect(self, picture: Pixels) -> list[Face]:
        """As `Detector.detect`; scores from `score_from` to 1."""
        given, ratio = self._prepared(picture)
        boxes, scores, landmarks = self._candidates(given)
        kept = np.flatnonzero(scores >= self._about.score_from)
        kept = kept[np.argsort(-scores[kept])][:MOST_FACES]
        kept = kept[_without_doubles(boxes[kept], scores[kept])]
        sides = np.array(picture.shape[1::-1], dtype=np.float64) * ratio
        found = []
        for box, score, points in zip(boxes[kept], scores[kept], landmarks[kept], strict=True):
            corners = (box.reshape(2, 2) / sides).reshape(-1)
            marks = tuple((float(x), float(y)) for x, y in points / sides)
            found.append(Face(Box(*corners.tolist()), float(score), marks))
        return found

    def _prepared(self, picture: Pixels) -> tuple[NDArray[np.float32], float]:
        """The model's input, shape (1, 3, height, width), and how much smaller than the picture it is."""
        high, wide = self._fixed or (self._about.input_px, self._about.input_px)
        ratio = min(high / picture.shape[0], wide / picture.shape[1])
        size = (max(1, round(picture.shape[1] * ratio)), max(1, round(picture.shape[0] * ratio)))
        if self._fixed is None:
            high, wide = (-(-side // MULTIPLE_PX) * MULTIPLE_PX for side in size[::-1])
        canvas = np.full((high, wide, 3), self._about.padding, dtype=np.uint8)
        canvas[: size[1], : size[0]] = cv2.resize(picture, size)
        # OpenCV swaps the channels first: the mean is in the order the model gets.
        swap = self._about.colours == "bgr"
        given = cv2.dnn.blobFromImage(canvas, self._about.scale, mean=self._about.mean, swapRB=swap)
        return np.asarray(given, dtype=np.float32), ratio

    def _candidates(self, given: NDArray[np.float32]) -> Candidates:
        outputs = self._session.run(None, {self._input: given})
        return self._decode(outputs, given.shape[2], given.shape[3], self._about.face_class)

    def _try_out(self, model: Path) -> None:
        """One run on an empty picture: a model of another kind is found out now, not in the middle of a study."""
        side = self._about.input_px
        problem = f"{model.name} does not answer as a “{self._about.layout}” face model."
        try:
            boxes, scores, _ = self._candidates(self._prepared(np.zeros((side, side, 3), np.uint8))[0])
            fits = boxes.ndim == 2 and boxes.shape[1] == 4 and scores.shape == (len(boxes),)
        except Exception as error:
            raise WeightsMissingError(
                f"{model.name} does not answer as a “{self._about.layout}” face model."
            ) from error
        if not fits:
            raise WeightsMissingError(problem)


def open_session(model: Path) -> InferenceSession:
    """A session on one thread, so that workers side by side do not fight over the cores.

    Raises:
        WeightsMissingError: the file is no ONNX model.
    """
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its own exceptions share no base class
        raise WeightsMissingError(f"{model.name} is not an ONNX model that can be run here.") from error


def load_described(model: Path, description: OnnxDescription) -> Detector:
    """The detector of one model file."""
    return OnnxFace(model, description)


def _fixed_size(shape: list[int | str | None]) -> tuple[int, int] | None:
    height, width = shape[2:]
    return (height, width) if isinstance(height, int) and isinstance(width, int) else None


def _without_doubles(boxes: NDArray[np.float32], scores: NDArray[np.float32]) -> list[int]:
    if len(boxes) == 0:
        return []
    sized = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)
    return [int(place) for place in cv2.dnn.NMSBoxes(sized.tolist(), scores.tolist(), 0.0, SAME_FACE)]
