"""How much of a graphics card does learning VGG-Face use, in mixed precision?

The thesis' network with its first fifteen layers frozen, random weights, pictures of noise in batches of 128, Keras'
own step compiled; once in full, once in mixed precision. The card's limit is what it reaches here in plain products of
large bfloat16 matrices, divided by the arithmetic of one picture: forward through all layers, backward through those
that learn. Nothing is promised; without a card the table says so. `KERAS_BACKEND=jax` runs the same network on JAX.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.report import publish
from training.architectures.network import FULL, MIXED, Network, build_network
from training.config import load_preset
from training.keras_parts import keras

BATCH, STEPS, WARM = 128, 40, 5
SIDE, CHAIN = 8192, 20  # of the matrices whose products are the limit, and how many products


def card() -> str | None:
    """The card's name as the back end knows it; None without one."""
    if keras.backend.backend() == "jax":
        found = [device for device in import_module("jax").devices() if device.platform == "gpu"]
        return str(found[0].device_kind) if found else None
    from training.tensorflow_parts import tensorflow

    cards = tensorflow.config.list_physical_devices("GPU")
    return str(tensorflow.config.experimental.get_device_details(cards[0])["device_name"]) if cards else None


def pictures_a_second(precision: str) -> float:
    """Of learning, once compiled and warm; the pictures lie on the card, as reading them is another question."""
    architecture = replace(load_preset("mpain").architecture, l1=0.0)
    network = build_network(architecture, seed=0, precision=precision)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    network.whole.compile(optimizer=keras.optimizers.Adam(1e-4), loss=loss)
    generator = np.random.default_rng(0)
    pictures = generator.normal(size=(BATCH, 224, 224, 3)).astype(np.float32) * 60
    shares = np.eye(2, dtype=np.float32)[np.arange(BATCH) % 2]
    given, wanted = keras.ops.convert_to_tensor(pictures), keras.ops.convert_to_tensor(shares)
    seconds = timed(lambda: network.whole.train_on_batch(given, wanted), STEPS)
    return BATCH / seconds


def limit() -> float:
    """Operations a second in products of large bfloat16 matrices."""
    matrix = keras.ops.cast(keras.random.normal((SIDE, SIDE)), "bfloat16") / SIDE**0.5

    def multiply() -> Any:
        product = matrix
        for _ in range(CHAIN):  # one after the other, so that asking for the result costs next to nothing
            product = keras.ops.matmul(product, matrix)
        return np.asarray(keras.ops.cast(product[:1, :1], "float32"))

    return CHAIN * 2 * SIDE**3 / timed(multiply, 5)


def timed(work: Callable[[], Any], times: int) -> float:
    """Seconds of one, the mean of many after a few that do not count."""
    for _ in range(WARM):
        work()
    started = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - started) / times


def operations_a_picture(network: Network) -> float:
    """A multiplication and an addition for every weight at every place; what learns is gone through three times."""
    total = 0.0
    for layer in network.whole.layers:
        if not layer.weights:
            continue
        places = np.prod(layer.output.shape[1:-1]) if len(layer.output.shape) == 4 else 1
        times = 3 if layer.trainable else 1
        total += 2.0 * times * float(np.prod(layer.kernel.shape)) * float(places)
    return total


def main() -> int:
    """Measures both precisions, and what the card could do."""
    name = card()
    if name is None:
        return publish("gpu_training", {"card": "none here: not measured"}, kept=True)
    architecture = replace(load_preset("mpain").architecture, l1=0.0)
    operations = operations_a_picture(build_network(architecture, seed=0))
    most = limit() / operations
    full, mixed = pictures_a_second(FULL), pictures_a_second(MIXED)
    findings = {
        "card": name,
        "back end": keras.backend.backend(),
        "arithmetic of a picture, GFLOP": round(operations / 1e9, 1),
        "limit, pictures/s": round(most),
        "full precision, pictures/s": round(full),
        "mixed precision, pictures/s": round(mixed),
        "mixed against full": round(mixed / full, 2),
        "share of the limit": round(mixed / most, 2),
    }
    return publish("gpu_training", findings, kept=True)


if __name__ == "__main__":
    sys.exit(main())
