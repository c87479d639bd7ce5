"""Draw the face of a synthetic infant: plainly computer-made, yet shaded so that face detectors find it.

The face is drawn on a square canvas. Its own coordinates have their origin between the eyes and a little below
them, x to the right and y down, one unit being half the width of the head.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.strokes import Brush, Image, Points

CANVAS_PX = 440
UNIT_PX = 150.0
CENTRE_PX = (220.0, 232.0)
EYE_X, EYE_Y, BROW_Y, NOSE_Y, MOUTH_Y = 0.37, 0.0, -0.23, 0.40, 0.68
SKINS = ((188, 208, 238), (168, 192, 228), (140, 170, 212), (104, 138, 188), (74, 104, 152), (160, 180, 224))
HAIRS = ((30, 40, 60), (45, 70, 110), (20, 22, 28), (90, 130, 170))
CAPS = ((220, 190, 150), (170, 170, 235), (200, 220, 190), (235, 225, 225))
IRISES = ((90, 70, 50), (60, 50, 40), (120, 90, 60))

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """What stays the same about an infant; colours are blue, green, red in 0..255.

    Attributes:
        cap: the colour of a cap, or None for bare hair.
        width: of the head relative to the usual one; so is `height`.
        light_from: degrees clockwise from above; `light` is its strength.
        pacifier: its colour, or None.
    """

    skin: tuple[int, int, int]
    hair: tuple[int, int, int]
    cap: tuple[int, int, int] | None
    iris: tuple[int, int, int]
    width: float
    height: float
    light_from: float
    light: float
    pacifier: tuple[int, int, int] | None


@dataclass(frozen=True, kw_only=True)
class Expression:
    """What changes from frame to frame, each in 0..1."""

    brow_bulge: float = 0.0
    eye_squeeze: float = 0.0
    nasolabial_furrow: float = 0.0
    mouth_stretch: float = 0.0
    blink: float = 0.0


def invent_appearance(generator: np.random.Generator, *, pacifier: bool) -> Appearance:
    """Return a random but plausible infant."""

    def one_of(colours: tuple[tuple[int, int, int], ...]) -> tuple[int, int, int]:
        return colours[int(generator.integers(len(colours)))]

    return Appearance(
        skin=one_of(SKINS),
        hair=one_of(HAIRS),
        cap=one_of(CAPS) if generator.random() < 0.5 else None,
        iris=one_of(IRISES),
        width=float(generator.uniform(0.95, 1.04)),
        height=float(generator.uniform(0.95, 1.05)),
        light_from=float(generator.uniform(-40, 40)),
        light=float(generator.uniform(0.9, 1.1)),
        pacifier=one_of(CAPS) if pacifier else None,
    )


class FaceArtist:
    """Draws one infant's face in any expression, upright and seen from the front.

    Attributes:
        outline: (CANVAS_PX, CANVAS_PX) of uint8: where the head is, 255 inside.
        bulge: the same size, float32 in 0..1: how far each point stands out towards the viewer.
    """

    def __init__(self, appearance: Appearance) -> None:
        self._looks = appearance
        x, y = _face_grid(appearance)
        roundness = 1 - (x / 0.95) ** 2 - ((y + 0.08) / 1.16) ** 2
        chubby = [1 - ((x - side * 0.5) / 0.46) ** 2 - ((y - 0.42) / 0.46) ** 2 for side in (-1, 1)]
        inside = np.maximum.reduce([roundness, *chubby]) > 0
        self.outline = cv2.GaussianBlur(inside.astype(np.uint8) * 255, (0, 0), 1.6)
        self.bulge = np.sqrt(np.clip(roundness, 0, 1)).astype(np.float32)
        self._head = self._paint_head(x, y)

    def draw(self, expression: Expression) -> Image:
        """Return the canvas, (CANVAS_PX, CANVAS_PX, 3) of uint8, with this expression."""
        brush = Brush(
            self._head.copy(), centre_px=CENTRE_PX, unit_px=UNIT_PX, stretch=(self._looks.width, self._looks.height)
        )
        if self._looks.pacifier is None:
            self._mouth(brush, expression)
        else:
            self._pacifier(brush, self._looks.pacifier)
        for side in (-1, 1):
            self._eye(brush, expression, side)
            self._brow(brush, expression, side)
            self._furrow(brush, expression, side)
        self._bulge_between_brows(brush, expression)
        return brush.finish()

    def _paint_head(self, x: Floats, y: Floats) -> Image:
        looks = self._looks
        angle = np.deg2rad(looks.light_from)
        across, down = x / 0.95, (y + 0.08) / 1.16
        out = np.sqrt(np.clip(1 - across**2 - down**2, 0.02, 1))
        lit = 0.35 * (across * np.sin(angle) - down * np.cos(angle)) + 0.93 * out
        shade = (0.42 + 0.62 * np.clip(lit, 0, 1)) * looks.light + _relief(x, y)
        colour = shade[..., None] * np.array(looks.skin, np.float32)
        blush = sum(_spot(x, y, side * 0.56, 0.45, 0.2, 0.17) for side in (-1, 1))
        colour += np.asarray(blush)[..., None] * np.array((-16, -14, 10), np.float32)
        hairline = -0.74 + 0.16 * across**2 + 0.03 * np.sin(9 * across)
        cover = 1 / (1 + np.exp(np.clip((y - hairline) * 40, -50, 50)))
        top = np.array(looks.cap or looks.hair, np.float32)
        top = top * (0.5 + 0.55 * out[..., None]) * looks.light
        mix = (cover * (1.0 if looks.cap else 0.75))[..., None]
        head: Image = np.clip(colour * (1 - mix) + top * mix, 0, 255).astype(np.uint8)
        return head

    def _eye(self, brush: Brush, expression: Expression, side: int) -> None:
        closed = max(expression.eye_squeeze, expression.blink)
        squeeze = expression.eye_squeeze
        x, y, opening = side * EYE_X, EYE_Y, 0.105 * (1 - closed)
        if opening > 0.012:
            almond = _almond(x, y, 0.165, opening)
            # Whites much brighter than the skin would undo the dark band of the eyes that detectors look for.
            white = 80 + 0.6 * sum(self._looks.skin) / 3
            brush.fill(almond, (round(white), round(white + 4), round(white + 6)))
            with brush.only_inside(almond):
                brush.disc((x, y), 0.1, self._looks.iris)
                brush.disc((x, y), 0.045, (14, 12, 12))
                brush.disc((x - 0.03, y - 0.03), 0.018, (250, 250, 250))
        upper = _arc(x, y, 0.175, -opening + 0.02 * squeeze)
        brush.crease(upper, width=0.035, dark=0.75)
        brush.crease(_arc(x, y, 0.165, opening + 0.02), width=0.016, dark=0.3 + 0.2 * squeeze)
        brush.crease(_arc(x, y - 0.085 + 0.03 * squeeze, 0.17, -0.07), width=0.014, dark=0.32)
        brush.soften((x, y), (0.21, 0.09), -0.28 - 0.12 * squeeze)
        if squeeze > 0.05:
            self._squeeze_wrinkles(brush, side, squeeze)

    def _squeeze_wrinkles(self, brush: Brush, side: int, squeeze: float) -> None:
        corner = side * (EYE_X + 0.18)
        for slope in (-0.10, 0.0, 0.10):
            line = np.array([(corner, EYE_Y + slope * 0.3), (corner + side * 0.15, EYE_Y + slope * 1.2)])
            brush.crease(line, width=0.016, dark=0.6 * squeeze)
        brush.crease(_arc(side * EYE_X, EYE_Y + 0.10, 0.17, 0.05), width=0.02, dark=0.5 * squeeze)
        brush.soften((side * EYE_X, EYE_Y + 0.17), (0.2, 0.05), 0.10 * squeeze)

    def _brow(self, brush: Brush, expression: Expression, side: int) -> None:
        bulge = expression.brow_bulge
        inner, outer = side * (0.17 - 0.03 * bulge), side * 0.58
        y = BROW_Y + 0.09 * bulge
        along = np.linspace(0, 1, 12)
        line = np.stack([inner + (outer - inner) * along, y - 0.06 * np.sin(np.pi * along) * (1 - 0.8 * bulge)], 1)
        line[:, 1] += 0.07 * bulge * (1 - along) ** 2
        brush.crease(line, width=0.055, dark=0.42 + 0.12 * bulge)
        brush.soften((side * 0.36, y - 0.09), (0.2, 0.045), 0.12 * bulge)

    def _bulge_between_brows(self, brush: Brush, expression: Expression) -> None:
        bulge = expression.brow_bulge
        if bulge < 0.05:
            return
        for x in (-0.06, 0.06):
            brush.crease(np.array([(x, -0.34), (x * 1.1, -0.13)]), width=0.02, dark=0.7 * bulge)
        brush.crease(_arc(0, -0.05, 0.10, -0.02), width=0.018, dark=0.55 * bulge)
        brush.soften((0, -0.42), (0.26, 0.07), 0.16 * bulge)
        brush.soften((0, -0.24), (0.13, 0.12), -0.10 * bulge)

    def _furrow(self, brush: Brush, expression: Expression, side: int) -> None:
        deep = expression.nasolabial_furrow
        start, end = np.array([0.19, NOSE_Y - 0.09 - 0.05 * deep]), np.array([0.46 + 0.04 * deep, MOUTH_Y + 0.05])
        along = np.linspace(0, 1, 12)[:, None]
        line = start + (end - start) * along + np.array([[0.09, 0.0]]) * np.sin(np.pi * along)
        line[:, 0] *= side
        brush.crease(line, width=0.018 + 0.016 * deep, dark=0.10 + 0.50 * deep)
        brush.soften((side * 0.5, NOSE_Y + 0.06 - 0.05 * deep), (0.16, 0.10), 0.16 * deep)
        brush.soften((side * 0.30, NOSE_Y + 0.14), (0.07, 0.12), -0.14 * deep)

    def _mouth(self, brush: Brush, expression: Expression) -> None:
        stretch = expression.mouth_stretch
        half, gap = 0.25 + 0.13 * stretch, 0.008 + 0.19 * stretch
        y = MOUTH_Y + 0.06 * stretch
        lips = (96, 92, 176) if sum(self._looks.skin) > 420 else (70, 62, 124)
        brush.fill(_almond(0, y, half + 0.05, gap + 0.075, bow=0.03), lips)
        inside = _almond(0, y, half, gap)
        if stretch > 0.05:
            brush.fill(inside, (34, 22, 70))
            with brush.only_inside(inside):
                brush.fill(_almond(0, y + gap * 0.75, half * 0.7, gap * 0.55), (92, 82, 170))
                brush.fill(_almond(0, y - gap, half * 0.8, gap * 0.25), (150, 150, 220))
        else:
            brush.crease(_arc(0, y, half, 0.02), width=0.028, dark=0.7)
        for side in (-1, 1):
            brush.soften((side * (half + 0.06), y), (0.05, 0.06), -0.22)
        brush.soften((0, y + gap + 0.12), (0.2, 0.04), -0.16)

    def _pacifier(self, brush: Brush, colour: tuple[int, int, int]) -> None:
        brush.fill(_almond(0, MOUTH_Y + 0.02, 0.34, 0.17), tuple(round(0.75 * part) for part in colour))
        brush.soften((0, MOUTH_Y + 0.16), (0.3, 0.05), -0.2)
        brush.disc((0, MOUTH_Y + 0.02), 0.09, tuple(round(0.5 * part) for part in colour))
        brush.crease(_arc(0, MOUTH_Y + 0.02, 0.12, 0.16), width=0.02, dark=0.5)


def _face_grid(looks: Appearance) -> tuple[Floats, Floats]:
    rows, columns = np.mgrid[0:CANVAS_PX, 0:CANVAS_PX].astype(np.float32)
    x = (columns - CENTRE_PX[0]) / (UNIT_PX * looks.width)
    y = (rows - CENTRE_PX[1]) / (UNIT_PX * looks.height)
    return x, y


def _relief(x: Floats, y: Floats) -> Floats:
    """Return the light and dark of a face at rest, to be added to its shading."""
    relief = 0.10 * _spot(x, y, 0, 0.13, 0.055, 0.24) + 0.13 * _spot(x, y, 0, NOSE_Y - 0.04, 0.09, 0.07)
    relief += 0.07 * _spot(x, y, 0, -0.45, 0.4, 0.16) + 0.06 * _spot(x, y, 0, 0.97, 0.16, 0.08)
    relief -= 0.20 * _spot(x, y, 0, NOSE_Y + 0.075, 0.12, 0.03) + 0.07 * _spot(x, y, 0, 0.53, 0.035, 0.07)
    for side in (-1, 1):
        relief -= 0.24 * _spot(x, y, side * EYE_X, EYE_Y - 0.02, 0.17, 0.10)
        relief -= 0.13 * _spot(x, y, side * 0.15, 0.02, 0.05, 0.11)
        relief -= 0.09 * _spot(x, y, side * 0.17, NOSE_Y - 0.02, 0.04, 0.08)
        relief -= 0.42 * _spot(x, y, side * 0.075, NOSE_Y + 0.055, 0.032, 0.022)
        relief += 0.10 * _spot(x, y, side * 0.52, 0.32, 0.2, 0.14)
    return relief


def _spot(x: Floats, y: Floats, at_x: float, at_y: float, wide: float, high: float) -> Floats:
    return np.asarray(np.exp(-(((x - at_x) / wide) ** 2) / 2 - ((y - at_y) / high) ** 2 / 2), np.float32)


def _arc(x: float, y: float, half: float, height: float) -> Points:
    """Return a curve from left to right through (x, y + height); a negative height arches upwards."""
    along = np.linspace(-1, 1, 17)
    return np.stack([x + half * along, y + height * (1 - along**2)], axis=1)


def _almond(x: float, y: float, half: float, height: float, *, bow: float = 0.0) -> Points:
    """Return a pointed oval; `bow` dents its upper edge in the middle as on lips."""
    top, bottom = _arc(x, y, half, -height), _arc(x, y, half, height)
    top[:, 1] += bow * np.exp(-(((top[:, 0] - x) / 0.06) ** 2))
    return np.concatenate([top, bottom[::-1]])
