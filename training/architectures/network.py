"""A network built by code from a preset: whole, and cut at the border of its frozen layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from training.config import Architecture
from training.starting_weights import install, installed

MODULES = {"vgg-face": "vgg_face", "compact": "compact", "convnext-tiny": "convnext_tiny"}
RANDOM = "random initialisation"
FULL, MIXED = "float32", "mixed_bfloat16"  # mixed: weights stay float32, layers compute in bfloat16


@dataclass(frozen=True)
class Network:
    """Keras models that share their layers.

    Attributes:
        whole: From prepared pictures to raw scores.
        explained: From prepared pictures to the activation of the last convolution and the scores.
        trunk: The frozen layers; None where nothing is frozen.
        tail: From what the trunk gives to scores; `whole` where nothing is frozen.
        head: The layers after the last convolution.
        initialisation: Where the weights came from, in words.
    """

    whole: Any
    explained: Any
    trunk: Any | None
    tail: Any
    head: tuple[Any, ...]
    initialisation: str

    @property
    def trainable_parameters(self) -> int:
        """How many numbers training changes."""
        return _numbers(self.whole.trainable_variables)

    @property
    def all_parameters(self) -> int:
        """How many numbers the network has."""
        return _numbers([*self.whole.trainable_variables, *self.whole.non_trainable_variables])


def precision_here() -> str:
    """What a run on this machine computes in: mixed on a GPU, whose matrix units are made for it, else full."""
    from training.tensorflow_parts import tensorflow

    return MIXED if tensorflow.config.list_physical_devices("GPU") else FULL


def build_network(
    architecture: Architecture, *, seed: int, weights: Path | None = None, precision: str = FULL
) -> Network:
    """The network with starting weights from the folder where it has them, else drawn with the seed.

    Args:
        architecture: Which one, and its settings.
        seed: Of weights that are drawn.
        weights: Folder of starting weights; None: there are none.
        precision: `FULL` or `MIXED`; the weights are the same in both.

    Raises:
        TrainingRefused: weights_changed, weights_do_not_fit, too_many_frozen_layers.
    """
    from training.keras_parts import keras

    module = import_module(f"training.architectures.{MODULES[architecture.name]}")
    keras.backend.clear_session(free_memory=False)
    keras.utils.set_random_seed(seed)
    keras.config.set_dtype_policy(precision)
    layers = module.keras_layers(architecture)
    frozen = max(0, architecture.frozen_layers - 1)  # the input layer is none of them
    for layer in layers[:frozen]:
        layer.trainable = False
    start = keras.Input((architecture.side_px, architecture.side_px, 3), name="pictures")
    outputs = _applied(layers, start)
    last = next(place for place, layer in enumerate(layers) if layer.name == module.LAST_CONVOLUTION)
    source = installed(architecture.name, weights)
    if source is not None:
        install(source, layers)
    trunk = keras.Model(start, outputs[frozen - 1]) if frozen else None
    whole = keras.Model(start, outputs[-1])
    tail = whole if trunk is None else _tail(layers[frozen:], outputs[frozen - 1])
    return Network(
        whole=whole,
        explained=keras.Model(start, {"features": outputs[last], "scores": outputs[-1]}),
        trunk=trunk,
        tail=tail,
        head=tuple(layers[last + 1 :]),
        initialisation=RANDOM if source is None else source.words,
    )


def _applied(layers: Sequence[Any], start: Any) -> list[Any]:
    """What each layer gives, one after the other."""
    found, value = [], start
    for layer in layers:
        value = layer(value)
        found.append(value)
    return found


def _tail(layers: Sequence[Any], given: Any) -> Any:
    from training.keras_parts import keras

    start = keras.Input(given.shape[1:], name="features_of_frozen_layers")
    return keras.Model(start, _applied(layers, start)[-1])


def _numbers(variables: Sequence[Any]) -> int:
    import math

    weights = [variable for variable in variables if "seed_generator" not in variable.path]
    return sum(math.prod(variable.shape) for variable in weights)
