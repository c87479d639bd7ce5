"""Where a synthetic infant lies: a changing table, a body or a blanket, a light, and the head put in place."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.faces import CANVAS_PX, CENTRE_PX, UNIT_PX, Appearance, Expression, FaceArtist
from demo.frame_number import stamp_frame_number
from demo.strokes import Image

WIDTH, HEIGHT = 1280, 720
HEAD_AT = (640.0, 330.0)
PATCH_PX = 620
BELOW_PX = 700  # of the body beyond the lower edge, seen when the infant lies turned
PILLOW = (236, 236, 238)
TURN_SHIFT_PX = 70.0
TABLES = ((196, 206, 186), (214, 200, 180), (190, 186, 206), (208, 214, 214))
CLOTHS = ((226, 214, 190), (190, 200, 232), (200, 226, 204), (224, 220, 222))
FACE_LEFT, FACE_RIGHT, FACE_TOP, FACE_BOTTOM = -0.78, 0.78, -0.52, 0.98

Floats = NDArray[np.float32]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What stays the same about a recording.

    Attributes:
        scale: of the head; 1 makes it about 290 pixels wide.
        lies: degrees clockwise by which the infant lies turned in the picture; 0 is head up.
        wrapped: in a blanket rather than in a vest with arms.
    """

    table: tuple[int, int, int]
    cloth: tuple[int, int, int]
    scale: float
    lies: float
    wrapped: bool
    light: float


def invent_setting(generator: np.random.Generator, *, wrapped: bool, lies: float) -> Setting:
    """Return a random but plausible place."""
    return Setting(
        table=TABLES[int(generator.integers(len(TABLES)))],
        cloth=CLOTHS[int(generator.integers(len(CLOTHS)))],
        scale=float(generator.uniform(0.9, 1.1)),
        lies=lies,
        wrapped=wrapped,
        light=float(generator.uniform(0.9, 1.05)),
    )


class Scene:
    """Paints whole pictures of one infant; the same arguments always give the same pixels."""

    def __init__(self, appearance: Appearance, setting: Setting) -> None:
        self._artist = FaceArtist(appearance)
        self._setting = setting
        self._background = _paint_background(appearance, setting)
        rows, columns = np.mgrid[0:CANVAS_PX, 0:CANVAS_PX].astype(np.float32)
        self._columns, self._rows = columns, rows

    def paint(self, expression: Expression, pose: Floats, *, number: int) -> Image:
        """Return a picture, (720, 1280, 3) of uint8 (blue, green, red), with the frame's number in its corner.

        Args:
            expression: of the face.
            pose: yaw and pitch in radians, roll in degrees.
            number: of the frame.
        """
        yaw, pitch, _ = (float(part) for part in pose)
        face = cv2.merge([*cv2.split(self._artist.draw(expression)), self._artist.outline])
        bulge = self._artist.bulge * TURN_SHIFT_PX
        turned = cv2.remap(
            face,
            self._columns - yaw * bulge,
            self._rows - pitch * bulge,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        picture = self._background.copy()
        left, top = (round(at - PATCH_PX / 2) for at in HEAD_AT)
        onto = self._head_matrix(pose) + np.array([[0, 0, -left], [0, 0, -top]])
        patch = cv2.warpAffine(turned, onto, (PATCH_PX, PATCH_PX), flags=cv2.INTER_LINEAR)
        area = picture[max(0, top) : top + PATCH_PX, left : left + PATCH_PX]
        patch = patch[max(0, -top) : max(0, -top) + area.shape[0]]
        _lay_over(area, patch)
        stamp_frame_number(picture, number)
        return picture

    def face_box(self, pose: Floats) -> Box:
        """Return the face from brows to chin as left, top, width, height in fractions of the picture."""
        corners = [(x, y) for x in (FACE_LEFT, FACE_RIGHT) for y in (FACE_TOP, FACE_BOTTOM)]
        points = np.array(corners) * UNIT_PX + CENTRE_PX + np.array(pose[:2]) * TURN_SHIFT_PX * 0.8
        matrix = self._head_matrix(pose)
        placed = points @ matrix[:, :2].T + matrix[:, 2]
        low, high = placed.min(axis=0), placed.max(axis=0)
        left, top = low / (WIDTH, HEIGHT)
        width, height = (high - low) / (WIDTH, HEIGHT)
        return round(float(left), 5), round(float(top), 5), round(float(width), 5), round(float(height), 5)

    def _head_matrix(self, pose: Floats) -> NDArray[np.float64]:
        """Return the 2x3 matrix from the face's canvas to the picture."""
        roll = self._setting.lies + float(pose[2])
        matrix = np.asarray(cv2.getRotationMatrix2D(CENTRE_PX, -roll, self._setting.scale), np.float64)
        matrix[:, 2] += np.array(HEAD_AT) - CENTRE_PX
        return matrix


def _lay_over(area: Image, patch: Image) -> None:
    """Blend a patch with its fourth channel onto part of a picture, in place."""
    *_, cover = cv2.split(patch)
    over = cv2.merge([cover, cover, cover])
    front = cv2.multiply(patch[..., :3].copy(), over, scale=1 / 255)
    cv2.add(front, cv2.multiply(area, 255 - over, scale=1 / 255), dst=area)


def _paint_background(appearance: Appearance, setting: Setting) -> Image:
    canvas: Image = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    canvas[:] = setting.table
    for x in range(-40, WIDTH, 120):  # the quilted mat
        for y in range(-40, HEIGHT, 120):
            cv2.circle(canvas, (x + 60 * (y // 120 % 2), y), 9, tuple(round(0.93 * c) for c in setting.table), -1)
    cv2.rectangle(canvas, (0, 0), (WIDTH, 58), tuple(round(0.72 * c) for c in setting.table), -1)
    cv2.rectangle(canvas, (0, HEIGHT - 36), (WIDTH, HEIGHT), tuple(round(0.72 * c) for c in setting.table), -1)
    canvas = cv2.GaussianBlur(canvas, (0, 0), 2)
    _paint_body(canvas, appearance, setting)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    vignette = 1.04 - 0.28 * (((columns - 640) / 900) ** 2 + ((rows - 320) / 620) ** 2)
    lit: Image = np.clip(canvas * (vignette * setting.light)[..., None], 0, 255).astype(np.uint8)
    cv2.putText(lit, "SYNTHETIC", (WIDTH - 190, 38), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (60, 60, 60), 2, cv2.LINE_AA)
    return lit


def _paint_body(canvas: Image, appearance: Appearance, setting: Setting) -> None:
    """Paint pillow, neck and cloth under the head, turned as the infant lies, in place."""
    shade = tuple(round(0.86 * part) for part in setting.cloth)
    skin = tuple(round(0.88 * part) for part in appearance.skin)
    layer: Image = np.zeros((HEIGHT + BELOW_PX, WIDTH, 4), np.uint8)
    _oval(layer, (640, 330), (270, 230), PILLOW)
    _oval(layer, (640, 515), (70, 60), tuple(round(0.8 * part) for part in skin))
    if setting.wrapped:
        _oval(layer, (640, 900), (250, 400), setting.cloth)
        for fold in (-90, 0, 90):
            cv2.line(layer, (640 + fold, 560), (640 - fold, 1100), (*shade, 255), 5, cv2.LINE_AA)
    else:
        for side in (-1, 1):
            _oval(layer, (640 + side * 190, 660), (52, 150), skin, turn=side * -24)
        _oval(layer, (640, 900), (190, 370), setting.cloth)
        cv2.ellipse(layer, (640, 545), (85, 26), 0, 0, 180, (*shade, 255), 6, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D(HEAD_AT, -setting.lies, 1.0)
    turned = cv2.warpAffine(cv2.GaussianBlur(layer, (0, 0), 3), turn, (WIDTH, HEIGHT))
    # Blurring mixed the colours with nothing at the edges already, so they are added, not blended again.
    cover = turned[..., 3:].astype(np.float32) / 255
    canvas[:] = np.clip(turned[..., :3] + canvas * (1 - cover), 0, 255).astype(np.uint8)


def _oval(
    layer: Image, centre: tuple[int, int], radii: tuple[int, int], colour: tuple[int, ...], *, turn: int = 0
) -> None:
    cv2.ellipse(layer, centre, radii, turn, 0, 360, (*colour, 255), -1, cv2.LINE_AA)
