"""Why a network says what it says of faces: maps for the predicted and the true class, where they lie, and a check."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.classifier import Answer, Classifier
from inference.detectors.face import Pixels, Point
from inference.gradcam import Head, heat_maps, likeness
from inference.regions import shares_of_heat

Floats = NDArray[np.float32]

KEPT_ABOVE_SD = 0.5
BLUR_OF_SIDE = 0.04
OPACITY = 0.55


@dataclass(frozen=True)
class Explanation:
    """Of one face.

    Attributes:
        probabilities: Calibrated, by class.
        predicted: The class with the highest score.
        maps: By class: shape (height, width), not negative, in units of the raw score.
        shares: By class: the share of heat on each region of the face; None for a map without heat.
    """

    probabilities: Floats
    predicted: int
    maps: dict[int, Floats]
    shares: dict[int, dict[str, float] | None]


def explain(
    model: Classifier,
    answer: Answer,
    labels: Sequence[int | None],
    landmarks: Sequence[Sequence[Point] | None] | None = None,
) -> list[Explanation]:
    """Explanations of what a model has said: for the predicted class, and for the true one where it is another.

    Args:
        model: That said it.
        answer: What it said.
        labels: The true class of each picture, None where nobody knows.
        landmarks: Of each picture, as `shares_of_heat` takes them; None: of none.
    """
    points = landmarks or [None] * len(labels)
    predicted = answer.scores.argmax(axis=1)
    true = np.array([guess if label is None else label for label, guess in zip(labels, predicted, strict=True)])
    first = heat_maps(model.head, answer.features, predicted)
    wrong = np.flatnonzero(true != predicted)
    second = heat_maps(model.head, answer.features[wrong], true[wrong]) if len(wrong) else first[:0]
    maps = [{int(guess): heat} for guess, heat in zip(predicted, first, strict=True)]
    for place, heat in zip(wrong, second, strict=True):
        maps[place][int(true[place])] = heat
    probabilities = model.probabilities(answer.scores)
    return [
        Explanation(said, int(guess), own, {name: shares_of_heat(heat, where) for name, heat in own.items()})
        for said, guess, own, where in zip(probabilities, predicted, maps, points, strict=True)
    ]


def likeness_to_random(model: Classifier, shuffled: Head, answer: Answer) -> float | None:
    """How alike maps are to those of the same network with its head shuffled: near 1, they explain nothing learnt."""
    predicted = answer.scores.argmax(axis=1)
    learnt = heat_maps(model.head, answer.features, predicted)
    return likeness(learnt, heat_maps(shuffled, answer.features, predicted))


def simplified(heat: Floats, side_px: int) -> Floats:
    """What is left of a map when only its clear parts are shown, from 0 to 1, shape (side, side).

    Above mean + 0.5 SD is kept, smoothed; weaker heat would hide the face beneath without saying anything.
    """
    large = cv2.resize(heat, (side_px, side_px), interpolation=cv2.INTER_CUBIC)
    threshold = float(large.mean() + KEPT_ABOVE_SD * large.std())
    clear = np.where(large > threshold, large, 0)
    smooth = cv2.GaussianBlur(clear, (0, 0), max(1.0, BLUR_OF_SIDE * side_px))
    peak = float(smooth.max())
    return np.asarray(smooth / peak if peak > 0 else np.zeros_like(smooth), dtype=np.float32)


def overlaid(picture: Pixels, heat: Floats) -> Pixels:
    """The picture with its simplified map laid over it: from blue, little, to red, most; RGB uint8, square."""
    side = max(picture.shape[:2])
    square = cv2.resize(picture, (side, side))
    strength = simplified(heat, side)
    coloured = cv2.applyColorMap((255 * strength).astype(np.uint8), cv2.COLORMAP_TURBO)[..., ::-1]
    opacity = (OPACITY * np.minimum(1, 2 * strength))[..., None]
    return np.asarray(square * (1 - opacity) + coloured * opacity, dtype=np.uint8)
