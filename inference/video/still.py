"""Keep a frame as a still picture: upright JPEG, thumbnail, and a hash of what it looks like."""

import hashlib
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from inference.video.container import open_video, video_stream
from inference.video.decoding import first_frame
from inference.video.picture import PictureMaker
from inference.video.refusal import VideoRefused

Pixels = NDArray[np.uint8]

JPEG_QUALITY, THUMBNAIL_QUALITY = 95, 80
THUMBNAIL_SIDE_PX = 256
HASH_SIDE = 8


@dataclass(frozen=True)
class Still:
    """One frame, ready to be stored.

    Attributes:
    jpeg: the picture as people see it in the playback copy (upright, square pixels, longest side at most 1920
            px), from the original's pixels, at quality 95.
        thumbnail: the same with its longer side at most 256 px.
        sha256: of `jpeg`, in hexadecimal.
    look: `difference_hash` of the thumbnail.
    """

    jpeg: bytes
    thumbnail: bytes
    sha256: str
    look: int
    width: int
    height: int


class StillMaker:
    """Makes the pictures of one video; all have the size its first one asks for, like the playback copy.

    Not for several threads at once: each takes a `copy`.

    Attributes:
        stored_pixels: how many pixels a picture of the original has.

    Raises:
        VideoRefused: no_readable_frame, and as `open_video` and `video_stream`.
    """

    def __init__(self, path: Path) -> None:
        first = first_frame(path)
        if first is None:
            raise VideoRefused("no_readable_frame")
        with open_video(path) as container:
            pixel_aspect = video_stream(container).sample_aspect_ratio
        self.stored_pixels = first[0].width * first[0].height
        self._new = partial(PictureMaker, first[0], pixel_aspect=pixel_aspect)
        self._maker = self._new()

    def copy(self) -> "StillMaker":
        """Another one for the same video, without reading it again."""
        other = copy(self)
        other._maker = self._new()
        return other

    def pixels(self, frame: av.VideoFrame) -> Pixels:
        """The upright picture, blue, green, red as OpenCV likes it, shape (height, width, 3), uint8."""
        colours = frame.colorspace
        made = self._maker.make(frame)
        return np.ascontiguousarray(made.reformat(format="bgr24", src_colorspace=colours).to_ndarray(), dtype=np.uint8)


def still_of(bgr: Pixels) -> Still:
    """A still of a picture, blue, green, red, shape (height, width, 3), uint8."""
    small = _shrunk(bgr, THUMBNAIL_SIDE_PX)
    jpeg, thumbnail = _encode(bgr, JPEG_QUALITY), _encode(small, THUMBNAIL_QUALITY)
    height, width = bgr.shape[:2]
    look = difference_hash(small[:, :, ::-1])
    return Still(jpeg, thumbnail, hashlib.sha256(jpeg).hexdigest(), look, width, height)


def difference_hash(picture: Pixels) -> int:
    """A 64-bit hash that changes little when the picture does: is each cell brighter than the one to its right?

    Two pictures whose hashes differ in few bits (`bits_apart`) look alike (dHash, Krawetz 2013).

    Args:
        picture: RGB or grey, shape (height, width[, 3]), uint8.
    """
    grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY) if picture.ndim == 3 else picture
    small = cv2.resize(grey, (HASH_SIDE + 1, HASH_SIDE), interpolation=cv2.INTER_AREA)
    brighter = small[:, :-1] > small[:, 1:]
    return int.from_bytes(np.packbits(brighter).tobytes(), "big")


def bits_apart(first: int, second: int) -> int:
    """In how many of 64 bits two hashes differ."""
    return (first ^ second).bit_count()


def _shrunk(picture: Pixels, side: int) -> Pixels:
    ratio = side / max(picture.shape[:2])
    if ratio >= 1:
        return picture
    size = (max(1, round(picture.shape[1] * ratio)), max(1, round(picture.shape[0] * ratio)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _encode(bgr: Pixels, quality: int) -> bytes:
    done, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise MemoryError("the picture could not be encoded")
    return data.tobytes()
