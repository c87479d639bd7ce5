"""What stands behind the last convolution of every network here: average, hidden dense layers, two raw scores."""

from typing import Any

from training.config import Architecture
from training.dataset import CLASSES


def dense_head(architecture: Architecture) -> list[Any]:
    """Global average, then dense layers with dropout after each hidden one and the penalty on every kernel.

    The scores are full floats at every precision of the layers before: the loss is computed from them.
    """
    from training.keras_parts import keras

    penalty = keras.regularizers.L1(architecture.l1) if architecture.l1 else None
    made: list[Any] = [keras.layers.GlobalAveragePooling2D(name="global_average")]
    for number, units in enumerate(architecture.head_units, start=1):
        name = f"dense_{number}"
        made.append(keras.layers.Dense(units, activation="relu", kernel_regularizer=penalty, name=name))
        made.append(keras.layers.Dropout(architecture.dropout, name=f"dropout_{number}"))
    if not architecture.head_units and architecture.dropout:
        made.append(keras.layers.Dropout(architecture.dropout, name="dropout_1"))
    name = f"dense_{len(architecture.head_units) + 1}"
    return [*made, keras.layers.Dense(len(CLASSES), kernel_regularizer=penalty, dtype="float32", name=name)]
