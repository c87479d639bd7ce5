"""Read a picture of any kind that cameras and programs write, upright and in 8-bit colour."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from inference.detectors.face import Pixels
from inference.video.container import MAX_PIXELS
from inference.video.refusal import VideoRefused

FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "WEBP")
SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"}
SIXTEEN_BITS = "I;16"


def read_picture(path: Path) -> Pixels:
    """The picture turned as its camera says, RGB, shape (height, width, 3), uint8.

    Grey becomes colour, transparency is dropped, 16 bits become 8 by division, CMYK becomes RGB.

    Raises:
        VideoRefused: not_a_picture, picture_damaged (cut off, for example), frame_too_large.
        OSError: when the file cannot be opened.
    """
    with path.open("rb") as file:
        try:
            with Image.open(file, formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise VideoRefused("frame_too_large")
                upright = ImageOps.exif_transpose(image)
        except UnidentifiedImageError as error:
            raise VideoRefused("not_a_picture") from error
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:  # as Pillow calls damage
            raise VideoRefused("picture_damaged") from error
    if upright.mode.startswith(SIXTEEN_BITS):
        grey = (np.asarray(upright).astype(np.uint16) >> 8).astype(np.uint8)
        return np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2))
    return np.array(upright.convert("RGB"), dtype=np.uint8)


def pictures_in(place: Path) -> list[Path]:
    """The picture files at a path, by name; a file stands for itself, a folder is searched to the bottom."""
    if not place.is_dir():
        return [place]
    return sorted(path for path in place.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
