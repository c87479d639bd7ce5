"""Grad-CAM (Selvaraju et al. 2017): where the last convolution saw what speaks for a class.

The gradient is taken of the raw class score, before softmax. It needs only the layers after the last convolution, so
these are computed here, forwards and backwards, from the features that the network's forward pass leaves.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Floats = NDArray[np.float32]
_BLAS = ThreadpoolController()


@dataclass(frozen=True)
class Layer:
    """One layer after the last convolution.

    Attributes:
        kind: `relu`, `max_pool` (2 x 2, stride 2, what does not fill a square left out), `global_average` or `dense`.
        kernel: Of a dense layer, shape (inputs, outputs); None for the others.
        bias: Of a dense layer, shape (outputs,).
    """

    kind: str
    kernel: Floats | None = None
    bias: Floats | None = None


Head = tuple[Layer, ...]


def read_head(description: Sequence[Mapping[str, Any]], tensors: Mapping[str, Floats]) -> Head:
    """The layers as a model's description lists them; KeyError or ValueError when it names what is not there."""
    return tuple(_layer(one, tensors) for one in description)


def _layer(one: Mapping[str, Any], tensors: Mapping[str, Floats]) -> Layer:
    if one["kind"] == "dense":
        return Layer("dense", tensors[one["kernel"]], tensors[one["bias"]])
    if one["kind"] not in _FORWARD:
        raise ValueError(f"unknown layer {one['kind']}")
    return Layer(one["kind"])


def heat_maps(head: Head, features: Floats, classes: NDArray[np.int64]) -> Floats:
    """One map per picture for one class each.

    Args:
        head: The layers after the last convolution.
        features: Its activation, shape (pictures, height, width, channels).
        classes: Whose score is explained, shape (pictures,).

    Returns:
        Shape (pictures, height, width), not negative, in units of the score; all zero where nothing speaks for it.
    """
    # These products are small: more threads gain nothing, and OpenBLAS' would go on waiting busily for some 50 ms in
    # which the next forward pass took almost twice as long.
    with _BLAS.limit(limits=1, user_api="blas"):
        inputs = [features]
        for layer in head:
            inputs.append(_forward(layer, inputs[-1]))
        gradient = np.zeros_like(inputs[-1])
        gradient[np.arange(len(features)), classes] = 1
        for layer, before in zip(reversed(head), reversed(inputs[:-1]), strict=True):
            gradient = _backward(layer, before, gradient)
        weights = gradient.mean(axis=(1, 2))
        heat = np.einsum("nhwc,nc->nhw", features, weights, optimize=True)
    return np.asarray(np.maximum(heat, 0), dtype=np.float32)


def scores_of(head: Head, features: Floats) -> Floats:
    """The raw scores that follow from features, shape (pictures, classes)."""
    for layer in head:
        features = _forward(layer, features)
    return features


def randomised(head: Head, *, seed: int) -> Head:
    """The head with the values of each tensor shuffled: a map that stays the same does not depend on what was learnt
    (Adebayo et al. 2018)."""
    generator = np.random.default_rng(seed)

    def shuffled(values: Floats | None) -> Floats | None:
        return None if values is None else generator.permutation(values.ravel()).reshape(values.shape)

    return tuple(Layer(layer.kind, shuffled(layer.kernel), shuffled(layer.bias)) for layer in head)


def likeness(some: Floats, others: Floats) -> float | None:
    """Mean rank correlation (Spearman) of maps, shape (pictures, height, width); None where no pair varies."""
    found = []
    for one, other in zip(some.reshape(len(some), -1), others.reshape(len(others), -1), strict=True):
        ranks = [_ranks(one), _ranks(other)]
        if all(rank.std() > 0 for rank in ranks):
            found.append(float(np.corrcoef(ranks[0], ranks[1])[0, 1]))
    return float(np.mean(found)) if found else None


def _ranks(values: Floats) -> NDArray[np.float64]:
    """Ranks from 0, equal values sharing their mean rank."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts + 1) / 2)[place], dtype=np.float64)


def _forward(layer: Layer, values: Floats) -> Floats:
    return _FORWARD[layer.kind](layer, values)


def _backward(layer: Layer, before: Floats, gradient: Floats) -> Floats:
    return _BACKWARD[layer.kind](layer, before, gradient)


def _dense(layer: Layer, values: Floats) -> Floats:
    return np.asarray(values @ _kernel(layer) + _bias(layer), dtype=np.float32)


def _kernel(layer: Layer) -> Floats:
    if layer.kernel is None:
        raise ValueError("a dense layer has a kernel")
    return layer.kernel


def _bias(layer: Layer) -> Floats:
    if layer.bias is None:
        raise ValueError("a dense layer has a bias")
    return layer.bias


def _squares(values: Floats) -> Floats:
    """The 2 x 2 squares, shape (pictures, height // 2, width // 2, channels, 4), each read row by row."""
    count, height, width, channels = values.shape
    even = values[:, : height // 2 * 2, : width // 2 * 2]
    split = even.reshape(count, height // 2, 2, width // 2, 2, channels)
    return split.transpose(0, 1, 3, 5, 2, 4).reshape(count, height // 2, width // 2, channels, 4)


def _back_through_pool(_: Layer, before: Floats, gradient: Floats) -> Floats:
    squares = _squares(before)
    # The first of equal values takes the gradient, as in TensorFlow.
    chosen = np.eye(4, dtype=np.float32)[squares.argmax(axis=-1)] * gradient[..., None]
    count, high, wide, channels, _four = squares.shape
    back = np.zeros_like(before)
    whole = chosen.reshape(count, high, wide, channels, 2, 2).transpose(0, 1, 4, 2, 5, 3)
    back[:, : 2 * high, : 2 * wide] = whole.reshape(count, 2 * high, 2 * wide, channels)
    return back


def _back_through_average(_: Layer, before: Floats, gradient: Floats) -> Floats:
    share = gradient / np.float32(before.shape[1] * before.shape[2])
    return np.broadcast_to(share[:, None, None, :], before.shape)


def _back_through_dense(layer: Layer, _: Floats, gradient: Floats) -> Floats:
    return np.asarray(gradient @ _kernel(layer).T, dtype=np.float32)


_FORWARD: dict[str, Callable[[Layer, Floats], Floats]] = {
    "relu": lambda _, values: np.maximum(values, 0),
    "max_pool": lambda _, values: _squares(values).max(axis=-1),
    "global_average": lambda _, values: values.mean(axis=(1, 2)),
    "dense": _dense,
}
_BACKWARD: dict[str, Callable[[Layer, Floats, Floats], Floats]] = {
    "relu": lambda _, before, gradient: gradient * (before > 0),
    "max_pool": _back_through_pool,
    "global_average": _back_through_average,
    "dense": _back_through_dense,
}
