"""One pass over a dataset's pictures: content as promised, readable, and what each looks like in 64 bits."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.detectors.face import Pixels
from inference.pictures import read_picture
from inference.video.refusal import VideoRefused
from training.dataset import Manifest, Words, check_files_exist
from training.refusal import TrainingRefused, listed

SMALL_PX = 16

Hashes = NDArray[np.uint64]
Small = NDArray[np.uint8]


@dataclass(frozen=True)
class Looks:
    """What can be said of every picture without knowing its label.

    Attributes:
        hashes: Perceptual hash per row, uint64.
        small: Each picture averaged to a few pixels, shape (rows, side, side, 3): tells faces that are drawn alike from
            one picture stored twice.
        kinds: Width, height and ending per row, as text: what may betray where a picture comes from.
    """

    hashes: Hashes
    small: Small
    kinds: Words


def examine_pictures(manifest: Manifest, folder: Path, *, progress: Callable[[int, int], None] | None = None) -> Looks:
    """Read every picture once.

    Raises:
        TrainingRefused: missing_files, unreadable_pictures, content_changed.
    """
    check_files_exist(manifest, folder)
    hashes, kinds = np.zeros(len(manifest), dtype=np.uint64), np.empty(len(manifest), dtype=object)
    small = np.zeros((len(manifest), SMALL_PX, SMALL_PX, 3), dtype=np.uint8)
    unreadable, changed = [], []
    for row, file in enumerate(manifest.files):
        path = folder / file
        with path.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() != manifest.sha256[row]:
                changed.append(file)
                continue
        try:
            picture = read_picture(path)
        except VideoRefused:
            unreadable.append(file)
            continue
        hashes[row] = perceptual_hash(picture)
        small[row] = cv2.resize(picture, (SMALL_PX, SMALL_PX), interpolation=cv2.INTER_AREA)
        kinds[row] = f"{picture.shape[1]} x {picture.shape[0]} {path.suffix.lower()}"
        if progress:
            progress(row + 1, len(manifest))
    if changed:
        raise TrainingRefused("content_changed", f"{listed(changed)}: not the content that the manifest promises.")
    if unreadable:
        raise TrainingRefused("unreadable_pictures", f"{listed(unreadable)}: not a readable picture.")
    return Looks(hashes, small, kinds)


def perceptual_hash(picture: Pixels) -> np.uint64:
    """64 bits that stay when a picture is compressed or resized: the signs of its slowest cosine waves (Zauner 2010).

    Args:
        picture: RGB, shape (height, width, 3), uint8.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return np.uint64(int.from_bytes(np.asarray(cv2.img_hash.pHash(grey), dtype=np.uint8).tobytes(), "big"))
