"""Every picture of a run decoded once, as one array on the disk that folds map into memory."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from inference.classifier import Facts
from inference.detectors.face import Pixels
from inference.pictures import read_picture
from inference.video.whole_file import whole_file
from training.config import Architecture
from training.dataset import CLASSES, Manifest
from training.refusal import TrainingRefused

TO_FRACTION, MIDDLE = 1 / 255, (0.5, 0.5, 0.5)


def facts_of(architecture: Architecture, *, preset: str, fold: str | None, temperature: float = 1.0) -> Facts:
    """How pictures become the network's input, as the model's folder says it."""
    means = architecture.channel_means
    return Facts(
        side_px=architecture.side_px,
        channels="rgb" if means is None else "bgr",
        scale=TO_FRACTION if means is None else 1.0,
        means=MIDDLE if means is None else means,
        classes=CLASSES,
        temperature=temperature,
        preset=preset,
        fold=fold,
    )


def store_pictures(
    manifest: Manifest,
    folder: Path,
    to: Path,
    *,
    side_px: int,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write an array of shape (rows, side, side, 3), RGB uint8, stretched to squares as `prepared` does.

    Raises:
        TrainingRefused: disk_full.
    """
    try:
        with whole_file(to) as temporary, temporary.open("wb") as file:
            shape = (len(manifest), side_px, side_px, 3)
            head = {"descr": "|u1", "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_2_0(file, head)
            for row, name in enumerate(manifest.files):
                file.write(_square(read_picture(folder / name), side_px).tobytes())
                if progress:
                    progress(row + 1, len(manifest))
    except OSError as error:
        raise disk_refusal(error) from error


def open_store(path: Path) -> Pixels:
    """The array, mapped read-only."""
    stored: Pixels = np.load(path, mmap_mode="r")
    return stored


def disk_refusal(error: OSError) -> Exception:
    """The refusal for a full disk; the error itself where it is another."""
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return TrainingRefused("disk_full", "The disk is full. What was finished is kept; make room and resume.")
    return error


def _square(picture: Pixels, side: int) -> Pixels:
    if picture.shape[:2] == (side, side):
        return picture
    method = cv2.INTER_AREA if max(picture.shape[:2]) > side else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (side, side), interpolation=method), dtype=np.uint8)
