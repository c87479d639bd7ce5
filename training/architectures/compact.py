"""A small network that learns from a thousand faces on two cores in minutes; its last convolution keeps a map of 8 x 8
from 64 pixels on."""

from typing import Any

from training.config import Architecture

BLOCKS = (24, 32, 64)  # channels; each block halves the side
LAST_CHANNELS = 64
KERNEL = 3
LAST_CONVOLUTION = "conv4"


def keras_layers(architecture: Architecture) -> list[Any]:
    """The network behind its input, layer by layer; the last gives raw scores."""
    from training.architectures.dense_head import dense_head
    from training.keras_parts import keras

    made: list[Any] = []
    for number, channels in enumerate(BLOCKS, start=1):
        made.append(_convolution(channels, f"conv{number}"))
        made.append(keras.layers.MaxPooling2D(2, name=f"pool{number}"))
    return [*made, _convolution(LAST_CHANNELS, LAST_CONVOLUTION), *dense_head(architecture)]


def _convolution(channels: int, name: str) -> Any:
    from training.keras_parts import keras

    start = "he_uniform"  # for layers with ReLU (He et al. 2015)
    return keras.layers.Conv2D(channels, KERNEL, padding="same", activation="relu", kernel_initializer=start, name=name)
