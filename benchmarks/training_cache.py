"""How much faster do thirty epochs go when the frozen layers are computed once per picture and draw?

VGG-Face with random weights, 32 pictures of noise in one batch, flip and rotation, three draws in turn, and then five.
Ours is the cache, its making included, and thirty epochs of our loop on it; plain is Keras' own `fit` of the same
network on the same augmented pictures. Every epoch of all is run and measured, none extrapolated; the ratio does not
depend on the number of pictures as long as each is used equally often. Each draw is one more pass through the frozen
layers, which is most of the arithmetic. Exit code 1 when ours is not three times as fast with three draws.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.made_network import made_pictures
from benchmarks.report import publish
from training.architectures.network import Network, build_network
from training.augment import draw_of
from training.cache import needed_entries, open_cache
from training.config import Preset, load_preset
from training.feeding import PictureFeed
from training.fitting import Learner
from training.picture_store import facts_of

PICTURES, EPOCHS, LEAST = 32, 30, 3.0
DRAWS, MANY_DRAWS = 3, 5


def small_preset(draws: int) -> Preset:
    """The thesis' network with a limited number of draws."""
    preset = load_preset("videodol-group")
    return replace(preset, augmentation=replace(preset.augmentation, draws=draws))


def measured(draws: int, way: Callable[[Network, Preset, PictureFeed, Path], float]) -> float:
    """Seconds one way takes on a network of its own."""
    preset = small_preset(draws)
    network = build_network(preset.architecture, seed=0)
    facts = facts_of(preset.architecture, preset="", fold=None)
    feed = PictureFeed(made_pictures(PICTURES), facts, preset.augmentation, preset.fit.seed)
    with tempfile.TemporaryDirectory() as folder:
        return way(network, preset, feed, Path(folder))


def through_the_cache(network: Network, preset: Preset, feed: PictureFeed, folder: Path) -> float:
    """Seconds for everything."""
    rows = np.arange(PICTURES)
    started = time.perf_counter()
    entries = needed_entries(preset, {"training": rows})
    cached = open_cache(folder, network.trunk, feed, entries, contents=[f"{row:064x}" for row in rows])
    learner = Learner(network.tail, preset.fit)
    shares, weights = targets()
    for epoch in range(EPOCHS):
        learner.begin(epoch)
        learner.step(cached.batch(rows, epoch=epoch, augmented=True), shares, weights)
    return time.perf_counter() - started


def plainly(network: Network, preset: Preset, feed: PictureFeed, folder: Path) -> float:
    """Seconds for Keras' own loop."""
    from training.tensorflow_parts import keras

    shares, weights = targets()

    def batches() -> Iterator[tuple[Any, Any, Any]]:
        for epoch in range(EPOCHS):
            draw = draw_of(preset.augmentation, epoch)
            yield np.stack([feed.one(row, draw) for row in range(PICTURES)]), shares, weights

    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    network.whole.compile(optimizer=keras.optimizers.Adam(preset.fit.learning_rate), loss=loss)
    started = time.perf_counter()
    network.whole.fit(batches(), steps_per_epoch=1, epochs=EPOCHS, verbose=0)
    return time.perf_counter() - started


def targets() -> tuple[Any, Any]:
    """Half of the pictures of each class."""
    return np.eye(2, dtype=np.float32)[np.arange(PICTURES) % 2], np.ones(PICTURES, np.float32)


def main() -> int:
    """Measures all, the plain way last; every one starts from the same weights."""
    ours = {draws: measured(draws, through_the_cache) for draws in (DRAWS, MANY_DRAWS)}
    plain = measured(DRAWS, plainly)
    seen = PICTURES * EPOCHS
    findings = {"pictures, epochs": f"{PICTURES}, {EPOCHS}", "Keras' fit, pictures/s": round(seen / plain, 2)}
    for draws, seconds in ours.items():
        findings[f"through the cache, {draws} draws, pictures/s"] = round(seen / seconds, 2)
    findings[f"ratio with {DRAWS} draws"] = f"{plain / ours[DRAWS]:.2f} (promised {LEAST})"
    findings[f"ratio with {MANY_DRAWS} draws"] = f"{plain / ours[MANY_DRAWS]:.2f}"
    return publish("training_cache", findings, kept=plain / ours[DRAWS] >= LEAST)


if __name__ == "__main__":
    sys.exit(main())
