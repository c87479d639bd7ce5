"""Networks count what is published, ONNX says what Keras says, and their maps are those of automatic gradients."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.classifier import open_classifier, prepared
from inference.gradcam import Floats, heat_maps, scores_of
from training.architectures import vgg_face
from training.architectures.hog_svm import hog_features
from training.architectures.lbp_svm import lbp_features
from training.architectures.network import MIXED, build_network
from training.config import Architecture, load_preset
from training.fitting import Learner
from training.model_file import Origin, save_network
from training.picture_store import facts_of
from training.tensorflow_parts import tensorflow

ORIGIN = Origin("random initialisation", "a" * 64, "b" * 64, None, 1)
COMPACT = load_preset("demo").architecture
SMALL_VGG = replace(load_preset("mpain").architecture, side_px=64, head_units=(32, 16))
PICTURES = [np.random.default_rng(seed).integers(0, 256, (70, 60, 3), dtype=np.uint8) for seed in range(3)]


def test_keras_counts_the_published_number_of_parameters() -> None:
    architecture = load_preset("mpain").architecture
    network = build_network(architecture, seed=0)
    assert (network.trainable_parameters, network.all_parameters) == (10_230_274, 17_865_538)
    assert network.initialisation == "random initialisation"
    assert network.explained.output["features"].shape == (None, 14, 14, 512)
    counted = {layer.name: layer.parameters for layer in vgg_face.layers(architecture)}
    for layer in network.whole.layers[1:]:
        if layer.weights:
            assert layer.count_params() == counted[layer.name]


def test_a_red_pixel_goes_in_as_blue_green_red_less_the_means_of_vgg_face() -> None:
    red = np.zeros((224, 224, 3), np.uint8)
    red[..., 0] = 255
    given = prepared(red, facts_of(load_preset("mpain").architecture, preset="mpain", fold=None))
    assert given.shape == (224, 224, 3)
    assert given[0, 0] == pytest.approx([-93.5940, -104.7624, 255 - 129.1863], abs=1e-4)


def test_the_same_seed_gives_the_same_network_and_another_another() -> None:
    one, again, other = (build_network(COMPACT, seed=seed).whole.get_weights() for seed in (3, 3, 4))
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    assert not np.array_equal(one[0], other[0])


def test_mixed_precision_starts_from_the_same_weights_and_learns(tmp_path: Path) -> None:
    full = build_network(SMALL_VGG, seed=1)
    mixed = build_network(SMALL_VGG, seed=1, precision=MIXED)
    assert all(np.array_equal(a, b) for a, b in zip(full.whole.get_weights(), mixed.whole.get_weights(), strict=True))
    assert mixed.trunk is not None
    assert {layer.compute_dtype for layer in mixed.trunk.layers[1:]} == {"bfloat16"}
    given = np.random.default_rng(0).normal(size=(8, 64, 64, 3)).astype(np.float32)
    shares, weights = np.eye(2, dtype=np.float32)[[0, 1] * 4], np.ones(8, np.float32)
    features = np.asarray(mixed.trunk.predict_on_batch(given)).astype(np.float32)
    learner = Learner(mixed.tail, replace(load_preset("mpain").fit, learning_rate=1e-3))
    losses = [learner.step(features, shares, weights)[0] for _ in range(12)]
    assert losses[-1] < losses[0]
    assert build_network(COMPACT, seed=1).whole.layers[1].compute_dtype == "float32", "the next network is full again"


@pytest.mark.parametrize(
    "architecture",
    [COMPACT, SMALL_VGG, pytest.param(replace(COMPACT, name="convnext-tiny"), marks=pytest.mark.slow)],
    ids=lambda one: one.name,
)
def test_onnx_runtime_and_numpy_say_what_keras_says(tmp_path: Path, architecture: Architecture) -> None:
    network = build_network(architecture, seed=1)
    facts = facts_of(architecture, preset="test", fold="fold 1", temperature=2.0)
    sha256 = save_network(tmp_path / "model", network, architecture, facts, ORIGIN, key=None)
    model = open_classifier(tmp_path / "model", expected_sha256=sha256)
    assert model.facts == facts
    answer = model.ask(PICTURES)
    keras = network.explained.predict_on_batch(np.stack([prepared(picture, facts) for picture in PICTURES]))
    assert answer.scores == pytest.approx(keras["scores"], abs=1e-4)
    assert answer.features == pytest.approx(keras["features"], abs=1e-4)
    assert scores_of(model.head, answer.features) == pytest.approx(answer.scores, abs=1e-4)
    classes = np.array([0, 1, 1])
    expected = gradients_of_tensorflow(network.head, answer.features, classes)
    assert expected.max() > 0
    assert heat_maps(model.head, answer.features, classes) == pytest.approx(expected, abs=float(1e-4 * expected.max()))


def gradients_of_tensorflow(head: Any, features: Floats, classes: Any) -> Any:
    """Grad-CAM by an eager gradient tape."""
    given = tensorflow.constant(features)
    with tensorflow.GradientTape() as tape:
        tape.watch(given)
        value = given
        for layer in head:
            value = layer(value)
        chosen = tensorflow.reduce_sum(value * np.eye(2, dtype=np.float32)[classes])
    weights = tape.gradient(chosen, given).numpy().mean(axis=(1, 2))
    return np.maximum((features * weights[:, None, None, :]).sum(axis=-1), 0)


def test_features_of_baselines_are_those_of_their_definitions() -> None:
    grey = np.random.default_rng(0).integers(20, 120, (96, 96), dtype=np.uint8)
    brighter = (grey + 100).astype(np.uint8)
    assert lbp_features(grey).shape == (64 * 59,)
    assert np.array_equal(lbp_features(grey), lbp_features(brighter))
    blocks = hog_features(grey).reshape(11 * 11, 4 * 9)
    assert np.linalg.norm(blocks, axis=1) == pytest.approx(np.ones(121), abs=0.05)
    assert (lbp_features(grey) ** 2).reshape(64, 59).sum(axis=1) == pytest.approx(np.ones(64))
