"""ConvNeXt-T (Liu et al. 2022) as Keras builds it, with a head of our own."""

from typing import Any

from training.config import Architecture

LAST_CONVOLUTION = "convnext_tiny"  # the whole trunk: its output is the normalised map of the last stage


def keras_layers(architecture: Architecture) -> list[Any]:
    """The trunk as one layer, then the head; the last layer gives raw scores."""
    from training.architectures.dense_head import dense_head
    from training.keras_parts import keras

    side = architecture.side_px
    trunk = keras.applications.ConvNeXtTiny(
        include_top=False, weights=None, include_preprocessing=False, input_shape=(side, side, 3), name=LAST_CONVOLUTION
    )
    return [trunk, *dense_head(architecture)]
