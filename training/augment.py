"""Random changes of pictures whose randomness depends on nothing but (seed, draw, row)."""

import cv2
import numpy as np

from inference.detectors.face import Pixels
from training.config import Augmentation

ABOUT_PICTURES = 1  # keeps these numbers apart from others drawn with the same seed
BRIGHTEST = 255.0


def draw_of(rule: Augmentation, epoch: int) -> int:
    """Which draw an epoch sees: its own, or one of a limited number in turn."""
    return epoch if rule.draws is None else epoch % rule.draws


def changed(picture: Pixels, rule: Augmentation, *, seed: int, draw: int, row: int) -> Pixels:
    """A picture flipped, turned and made brighter at random, before any mean is subtracted.

    The generator is counter-based (Philox, Salmon et al. 2011), so a picture's change is the same in whatever order,
    in whichever process and after whatever interruption it is asked for.

    Args:
        picture: RGB, shape (side, side, 3), uint8.
        rule: What may change.
        seed: Of the fit.
        draw: As `draw_of` says.
        row: Of the manifest.
    """
    generator = np.random.Generator(np.random.Philox(key=[seed, ABOUT_PICTURES], counter=[0, 0, draw, row]))
    flip, angle, factor = generator.random(3)  # all three, always: settings must not move each other's draws
    if rule.horizontal_flip and flip < 0.5:
        picture = picture[:, ::-1]
    if rule.rotation_degrees:
        picture = _turned(picture, (2 * angle - 1) * rule.rotation_degrees)
    if rule.brightness is not None:
        low, high = rule.brightness
        brighter = picture.astype(np.float32) * np.float32(low + (high - low) * factor)
        picture = np.minimum(np.rint(brighter), BRIGHTEST).astype(np.uint8)
    return np.ascontiguousarray(picture)


def _turned(picture: Pixels, degrees: float) -> Pixels:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    turned = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, dtype=np.uint8)
