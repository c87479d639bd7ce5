"""From the output of an ONNX face model to boxes, scores and landmarks in input pixels.

Layouts follow the models' own code: YOLOv5 and YOLOv8 (Ultralytics), YOLO5Face (Qi et al. 2021), SCRFD (Guo et al.
2021), RetinaFace (Deng et al. 2020). Every function takes the list of output tensors and the input's height and width
and returns boxes of shape (n, 4) as left, top, right, bottom, scores (n,) and landmarks (n, points, 2).
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Candidates = tuple[Floats, Floats, Floats]

STRIDES = (8, 16, 32)
YOLO5FACE_ANCHORS = (((4, 5), (8, 10), (13, 16)), ((23, 29), (43, 55), (73, 105)), ((146, 217), (231, 300), (335, 433)))
RETINAFACE_SIZES = ((16, 32), (64, 128), (256, 512))
SCRFD_ANCHORS = 2


def yolov5(outputs: Sequence[Floats], height: int, width: int, face_class: int) -> Candidates:
    """One tensor (1, n, 5 + classes) of centre, size, objectness and class scores."""
    rows = outputs[0][0]
    return _from_centres(rows[:, :4]), rows[:, 4] * rows[:, 5 + face_class], _no_landmarks(len(rows))


def yolov8(outputs: Sequence[Floats], height: int, width: int, face_class: int) -> Candidates:
    """One tensor (1, 4 + classes, n) of centre, size and class scores; no objectness."""
    rows = outputs[0][0].T
    return _from_centres(rows[:, :4]), rows[:, 4 + face_class], _no_landmarks(len(rows))


def yolov5_face(outputs: Sequence[Floats], height: int, width: int, face_class: int) -> Candidates:
    """Three grids (1, 3, rows, columns, 16): box, objectness, five landmarks, class; not yet squashed."""
    parts = []
    for grid, stride, anchors in zip(outputs, STRIDES, YOLO5FACE_ANCHORS, strict=True):
        raw = grid[0]
        cells = _cells(raw.shape[1], raw.shape[2])[None]
        sizes = np.asarray(anchors, np.float32)[:, None, None]
        squashed = _squash(raw[..., [0, 1, 2, 3, 4, 15]])
        centre = (squashed[..., :2] * 2 - 0.5 + cells) * stride
        size = (squashed[..., 2:4] * 2) ** 2 * sizes
        score = squashed[..., 4] * squashed[..., 5]
        points = raw[..., 5:15].reshape(*raw.shape[:3], 5, 2) * sizes[..., None, :] + (cells * stride)[..., None, :]
        boxes = _from_centres(np.concatenate([centre, size], axis=-1).reshape(-1, 4))
        parts.append((boxes, score.reshape(-1), points.reshape(-1, 5, 2)))
    return _joined(parts)


def scrfd(outputs: Sequence[Floats], height: int, width: int, face_class: int) -> Candidates:
    """Scores, distances to the four sides and landmark offsets for each of three strides, two anchors per cell."""
    parts = []
    for place, stride in enumerate(STRIDES):
        scores = outputs[place].reshape(-1)
        sides = outputs[place + 3].reshape(-1, 4) * stride
        centres = np.repeat(_cells(height // stride, width // stride).reshape(-1, 2) * stride, SCRFD_ANCHORS, axis=0)
        boxes = np.concatenate([centres - sides[:, :2], centres + sides[:, 2:]], axis=1)
        if len(outputs) >= 9:
            points = outputs[place + 6].reshape(-1, 5, 2) * stride + centres[:, None]
        else:
            points = _no_landmarks(len(boxes))
        parts.append((boxes, scores, points))
    return _joined(parts)


def retinaface(outputs: Sequence[Floats], height: int, width: int, face_class: int) -> Candidates:
    """Offsets (1, n, 4) to priors, class scores (1, n, 2) and landmark offsets (1, n, 10)."""
    offsets, classes, points = (part[0] for part in outputs[:3])
    priors = _retinaface_priors(height, width)
    if classes.min() < 0 or classes.max() > 1:  # exported without its last layer
        grown = np.exp(classes - classes.max(axis=1, keepdims=True))
        classes = grown / grown.sum(axis=1, keepdims=True)
    centre = priors[:, :2] + offsets[:, :2] * 0.1 * priors[:, 2:]
    size = priors[:, 2:] * np.exp(offsets[:, 2:] * 0.2)
    landmarks = priors[:, None, :2] + points.reshape(-1, 5, 2) * 0.1 * priors[:, None, 2:]
    return _from_centres(np.concatenate([centre, size], axis=1)), classes[:, 1], landmarks


DECODERS: dict[str, Callable[[Sequence[Floats], int, int, int], Candidates]] = {
    "yolov5": yolov5,
    "yolov5-face": yolov5_face,
    "yolov8": yolov8,
    "scrfd": scrfd,
    "retinaface": retinaface,
}


@lru_cache(maxsize=8)
def _retinaface_priors(height: int, width: int) -> Floats:
    """Centre and size in pixels of every prior, shape (n, 4)."""
    parts = []
    for sizes, stride in zip(RETINAFACE_SIZES, STRIDES, strict=True):
        centres = (_cells(-(-height // stride), -(-width // stride)).reshape(-1, 1, 2) + 0.5) * stride
        square = np.broadcast_to(np.asarray(sizes, np.float32)[None, :, None], (len(centres), 2, 2))
        parts.append(np.concatenate([np.broadcast_to(centres, square.shape), square], axis=-1).reshape(-1, 4))
    return np.concatenate(parts).astype(np.float32)


def _cells(rows: int, columns: int) -> Floats:
    """Column and row of every cell of a grid, shape (rows, columns, 2)."""
    down, across = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    return np.stack([across, down], axis=-1).astype(np.float32)


def _from_centres(rows: Floats) -> Floats:
    half = rows[:, 2:4] / 2
    return np.concatenate([rows[:, :2] - half, rows[:, :2] + half], axis=1)


def _no_landmarks(count: int) -> Floats:
    return np.zeros((count, 0, 2), np.float32)


def _joined(parts: Sequence[Candidates]) -> Candidates:
    boxes, scores, landmarks = zip(*parts, strict=True)
    return np.concatenate(boxes), np.concatenate(scores), np.concatenate(landmarks)


def _squash(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-values)), dtype=np.float32)
