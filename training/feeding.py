"""Where the network's input comes from, batch by batch: pictures, or the kept output of its frozen layers."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inference.classifier import Facts, prepared
from inference.detectors.face import Pixels
from training.augment import changed, draw_of
from training.config import Augmentation
from training.dataset import Integers

Floats32 = NDArray[np.float32]


class Feed(Protocol):
    """Inputs for rows of the manifest."""

    def batch(self, rows: Integers, *, epoch: int, augmented: bool) -> Floats32:
        """The rows' inputs as they look in an epoch.

        Args:
            rows: Places in the manifest.
            epoch: From 0.
            augmented: Whether the part these rows belong to is changed at random.
        """
        ...


@dataclass(frozen=True)
class PictureFeed:
    """Pictures, changed and prepared each time they are asked for.

    Attributes:
        pictures: Shape (rows of the manifest, side, side, 3), RGB uint8.
        facts: How the network takes them.
        rule: What changes.
        seed: Of the fit.
    """

    pictures: Pixels
    facts: Facts
    rule: Augmentation
    seed: int

    def batch(self, rows: Integers, *, epoch: int, augmented: bool) -> Floats32:
        """As `Feed.batch`; shape (rows, side, side, 3)."""
        draw = draw_of(self.rule, epoch) if augmented else None
        return np.stack([self.one(row, draw) for row in rows.tolist()])

    def one(self, row: int, draw: int | None) -> Floats32:
        """One picture's input; `draw` None leaves it unchanged."""
        picture = np.asarray(self.pictures[row])
        if draw is not None:
            picture = changed(picture, self.rule, seed=self.seed, draw=draw, row=row)
        return prepared(picture, self.facts)
