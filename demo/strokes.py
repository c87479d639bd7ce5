"""A brush that paints fills, creases and soft light in a face's own coordinates."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[Any]
Points = NDArray[Any]
Colour = tuple[int, ...]

FRACTION_BITS = 4
NEUTRAL = 128
ONLY_INSIDE_MARGIN = 0.25
CREASE_BLUR_PX, SOFT_BLUR_PX, FILL_BLUR_PX = 1.4, 7.0, 0.9


class Brush:
    """Paints on a canvas of uint8; creases and soft light are gathered and laid over everything at the end.

    Args:
        canvas: (height, width, 3), painted in place.
        centre_px: where the origin lies on the canvas.
        unit_px: the length of one unit.
        stretch: factors of the unit along x and y.
    """

    def __init__(
        self, canvas: Image, *, centre_px: tuple[float, float], unit_px: float, stretch: tuple[float, float]
    ) -> None:
        self._canvas = canvas
        self._scale = np.array(stretch) * unit_px
        self._centre = np.array(centre_px)
        self._unit = unit_px
        self._creases = np.full(canvas.shape[:2], 255, np.uint8)
        self._soft = np.full(canvas.shape[:2], NEUTRAL, np.uint8)

    def fill(self, outline: Points, colour: Colour) -> None:
        """Fill a closed shape."""
        cv2.fillPoly(self._canvas, [self._fixed(outline)], colour, cv2.LINE_AA, FRACTION_BITS)

    def disc(self, centre: tuple[float, float], radius: float, colour: Colour) -> None:
        """Fill a circle."""
        turn = np.linspace(0, 2 * np.pi, 33)
        self.fill(np.array(centre) + radius * np.stack([np.cos(turn), np.sin(turn)], axis=1), colour)

    @contextmanager
    def only_inside(self, outline: Points) -> Iterator[None]:
        """Let what is painted in this block, within a quarter of a unit around a shape, show inside it only."""
        area = self._area(outline, ONLY_INSIDE_MARGIN)
        before = self._canvas[area].copy()
        yield
        mask = np.zeros(before.shape[:2], np.uint8)
        cv2.fillPoly(mask, [self._fixed(outline, area)], 255, cv2.LINE_AA, FRACTION_BITS)
        share = mask[..., None].astype(np.float32) / 255
        self._canvas[area] = (self._canvas[area] * share + before * (1 - share)).astype(np.uint8)

    def crease(self, line: Points, *, width: float, dark: float) -> None:
        """Draw a dark line; `dark` 0 leaves the skin as it is, 1 is black."""
        level = int(255 * (1 - min(max(dark, 0.0), 1.0)))
        thick = max(1, round(width * self._unit))
        area = self._area(line, width)
        stroke = np.full_like(self._creases[area], 255)
        cv2.polylines(stroke, [self._fixed(line, area)], False, level, thick, cv2.LINE_AA, FRACTION_BITS)
        self._creases[area] = np.minimum(self._creases[area], stroke)

    def soften(self, centre: tuple[float, float], radii: tuple[float, float], light: float) -> None:
        """Lay a soft patch of light (positive) or shadow (negative), as a share of the brightness there."""
        turn = np.linspace(0, 2 * np.pi, 33)
        oval = np.array(centre) + np.array(radii) * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        level = int(min(max(NEUTRAL * (1 + light), 0), 255))
        cv2.fillPoly(self._soft, [self._fixed(oval)], level, cv2.LINE_AA, FRACTION_BITS)

    def finish(self) -> Image:
        """Return the canvas with creases and light laid over it, its edges slightly blurred."""
        creases = cv2.GaussianBlur(self._creases, (0, 0), CREASE_BLUR_PX)
        soft = cv2.GaussianBlur(self._soft, (0, 0), SOFT_BLUR_PX)
        light = cv2.multiply(creases, soft, scale=1 / 255)
        picture = cv2.GaussianBlur(self._canvas, (0, 0), FILL_BLUR_PX)
        light = cv2.merge([light, light, light])
        finished: Image = cv2.multiply(picture, light, scale=1 / NEUTRAL)
        return finished

    def _fixed(self, points: Points, area: tuple[slice, slice] | None = None) -> Points:
        pixels = points * self._scale + self._centre
        if area is not None:
            pixels = pixels - (area[1].start, area[0].start)
        fixed: Points = np.rint(pixels * (1 << FRACTION_BITS)).astype(np.int32)
        return fixed

    def _area(self, points: Points, margin: float) -> tuple[slice, slice]:
        pixels = points * self._scale + self._centre
        low = np.maximum(np.floor(pixels.min(axis=0) - margin * self._unit - 2), 0).astype(int)
        high = np.ceil(pixels.max(axis=0) + margin * self._unit + 2).astype(int)
        return slice(low[1], high[1]), slice(low[0], high[0])
