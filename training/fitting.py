"""What a fit optimises: steps of the network, its loss with weights by class, its targets."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.utils.class_weight import compute_class_weight

from training.config import Fit
from training.dataset import CLASSES, Floats, Integers, Manifest
from training.feeding import Feed, Floats32

EVALUATED_AT_ONCE = 64


@dataclass(frozen=True)
class Targets:
    """What each row of the manifest should become.

    Attributes:
        shares: Shape (rows, classes): the raters' shares where they are known, else 1 for the label; smoothed.
        weights: Of each row in the loss, from the classes of the training part.
        labels: The rows' classes.
    """

    shares: Floats32
    weights: Floats32
    labels: Integers


def targets_of(manifest: Manifest, training: Integers, fit: Fit) -> Targets:
    """Targets of all rows; weights as scikit-learn's `balanced` has them, of the training part alone."""
    pain: Floats = manifest.labels.astype(np.float64) if manifest.soft_labels is None else manifest.soft_labels
    shares: Floats = np.stack([1 - pain, pain], axis=1)
    shares = shares * (1 - fit.label_smoothing) + fit.label_smoothing / len(CLASSES)
    by_class = np.ones(len(CLASSES))
    if fit.class_weights == "balanced":
        classes = np.arange(len(CLASSES))
        by_class = compute_class_weight("balanced", classes=classes, y=manifest.labels[training])
    weights = by_class[manifest.labels]
    return Targets(shares.astype(np.float32), weights.astype(np.float32), manifest.labels)


class Learner:
    """A network with its optimiser.

    Args:
        network: A Keras model from inputs to raw scores.
        fit: The optimisation.
    """

    def __init__(self, network: Any, fit: Fit) -> None:
        from training.tensorflow_parts import keras, tensorflow

        self.network, self._seed, self._tf = network, fit.seed, tensorflow
        self.optimiser = keras.optimizers.Adam(fit.learning_rate)
        self.optimiser.build(network.trainable_variables)
        self._dropouts = [layer for layer in network.layers if isinstance(layer, keras.layers.Dropout)]
        shapes = [network.input_shape, (None, len(CLASSES)), (None,)]
        signature = [tensorflow.TensorSpec(shape, tensorflow.float32) for shape in shapes]
        self._step = tensorflow.function(self._one_step, input_signature=signature)
        self._scores = tensorflow.function(lambda given: network(given, training=False), input_signature=signature[:1])

    def begin(self, epoch: int) -> None:
        """Set what dropout draws from, so that an epoch is the same after an interruption as without one."""
        for place, layer in enumerate(self._dropouts):
            layer.seed_generator.state.assign(np.array([1000 * self._seed + place, epoch << 16], dtype=np.uint32))

    def step(self, inputs: Floats32, shares: Floats32, weights: Floats32) -> tuple[float, int]:
        """One batch learnt; its loss before, penalty included, and how many of it were right."""
        loss, right = self._step(inputs, shares, weights)
        return float(loss), int(right)

    def scores(self, feed: Feed, rows: Integers, *, epoch: int, augmented: bool) -> Floats32:
        """Raw scores without dropout, shape (rows, classes)."""
        found = []
        for start in range(0, len(rows), EVALUATED_AT_ONCE):
            given = feed.batch(rows[start : start + EVALUATED_AT_ONCE], epoch=epoch, augmented=augmented)
            found.append(self._scores(given).numpy())
        return np.concatenate(found) if found else np.empty((0, len(CLASSES)), dtype=np.float32)

    def penalty(self) -> float:
        """The part of the loss that comes from the weights alone."""
        return float(sum(float(one) for one in self.network.losses))

    def _one_step(self, inputs: Any, shares: Any, weights: Any) -> tuple[Any, Any]:
        tf = self._tf
        with tf.GradientTape() as tape:
            scores = self.network(inputs, training=True)
            losses = tf.nn.softmax_cross_entropy_with_logits(shares, scores)
            # Divided by the rows, not by the weights' sum, as Keras does with class weights.
            loss = tf.reduce_mean(losses * weights) + sum(self.network.losses)
        variables = self.network.trainable_variables
        self.optimiser.apply(tape.gradient(loss, variables), variables)
        right = tf.reduce_sum(tf.cast(tf.argmax(scores, 1) == tf.argmax(shares, 1), tf.int32))
        return loss, right


def loss_and_accuracy(scores: Floats32, targets: Targets, rows: Integers, *, penalty: float) -> tuple[float, float]:
    """Of the validation part: cross-entropy without class weights, as Keras has it, and the share of labels met."""
    wide = scores.astype(np.float64)
    raised = wide - wide.max(axis=1, keepdims=True)
    logs = raised - np.log(np.exp(raised).sum(axis=1, keepdims=True))
    loss = float(-(targets.shares[rows] * logs).sum(axis=1).mean()) + penalty
    return loss, float((scores.argmax(axis=1) == targets.labels[rows]).mean())
