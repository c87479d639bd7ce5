"""VGG-Face, the 16-layer network of Parkhi et al. (2015) with a new head, as a table of layers."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from training.config import Architecture

KERNEL = 3
CLASSES = 2
LAST_CONVOLUTION = "block5_conv3"
BLOCKS = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))  # convolutions and channels


@dataclass(frozen=True)
class Layer:
    """One layer as Keras counts it.

    Attributes:
        name: As in keras.applications' VGG16.
        parameters: Weights and biases; 0 for input and pooling.
        trainable: False where it is frozen.
    """

    name: str
    parameters: int
    trainable: bool


def layers(architecture: Architecture) -> list[Layer]:
    """All layers from the picture to the two classes; dropout, without parameters, is left out.

    Global average pooling stands between trunk and head: with the flattened trunk the published number of trainable
    parameters, 10,230,274, would be 60,561,922.
    """
    trunk = [("input", 0), *_trunk()]
    head = _head(architecture.head_units)
    frozen = architecture.frozen_layers
    return [Layer(name, number, place >= frozen) for place, (name, number) in enumerate([*trunk, *head])]


def trainable_parameters(architecture: Architecture) -> int:
    """How many numbers training changes."""
    return sum(layer.parameters for layer in layers(architecture) if layer.trainable)


def all_parameters(architecture: Architecture) -> int:
    """How many numbers the network has."""
    return sum(layer.parameters for layer in layers(architecture))


def keras_layers(architecture: Architecture) -> list[Any]:
    """The network behind its input, layer by layer; the last gives raw scores."""
    from training.architectures.dense_head import dense_head
    from training.keras_parts import keras

    made: list[Any] = []
    for block, (convolutions, width) in enumerate(BLOCKS, start=1):
        for number in range(1, convolutions + 1):
            name = f"block{block}_conv{number}"
            made.append(keras.layers.Conv2D(width, KERNEL, padding="same", activation="relu", name=name))
        made.append(keras.layers.MaxPooling2D(2, name=f"block{block}_pool"))
    return [*made, *dense_head(architecture)]


def _trunk() -> list[tuple[str, int]]:
    found, channels = [], 3
    for block, (convolutions, width) in enumerate(BLOCKS, start=1):
        for number in range(1, convolutions + 1):
            found.append((f"block{block}_conv{number}", (KERNEL * KERNEL * channels + 1) * width))
            channels = width
        found.append((f"block{block}_pool", 0))
    return found


def _head(hidden: tuple[int, ...]) -> list[tuple[str, int]]:
    widths = (BLOCKS[-1][1], *hidden, CLASSES)
    dense = [(before + 1) * after for before, after in pairwise(widths)]
    return [("global_average", 0), *((f"dense_{number}", size) for number, size in enumerate(dense, start=1))]
