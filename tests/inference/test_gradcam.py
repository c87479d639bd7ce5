"""Heat maps without a learning library, their places on the face, and what is left of them on a picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.explanation import simplified
from inference.gradcam import Layer, heat_maps, likeness, randomised, scores_of
from inference.regions import EYES_NOSE_MOUTH, REGIONS, shares_of_heat

CHANNELS, CLASSES = 6, 2


def head_of(seed: int) -> tuple[Layer, ...]:
    generator = np.random.default_rng(seed)

    def dense(wide: int, high: int) -> Layer:
        kernel = generator.normal(size=(wide, high)).astype(np.float32)
        return Layer("dense", kernel, generator.normal(size=high).astype(np.float32))

    return (Layer("max_pool"), Layer("global_average"), dense(CHANNELS, 5), Layer("relu"), dense(5, CLASSES))


@given(st.integers(0, 1_000), st.integers(0, CLASSES - 1))
def test_the_gradient_is_that_of_small_steps(seed: int, chosen: int) -> None:
    head = head_of(seed)
    features = np.random.default_rng(seed + 1).normal(size=(1, 7, 5, CHANNELS)).astype(np.float32)
    step, gradient = 1e-3, np.zeros(CHANNELS)
    for channel in range(CHANNELS):
        # The mean over places of the gradient is what a step of every place at once gives, divided by their number.
        moved = [features + sign * step * (np.arange(CHANNELS) == channel) for sign in (1, -1)]
        up, down = (scores_of(head, one.astype(np.float32))[0, chosen] for one in moved)
        gradient[channel] = (float(up) - float(down)) / (2 * step) / 35
    expected = np.maximum(np.einsum("hwc,c->hw", features[0], gradient), 0)
    found = heat_maps(head, features, np.array([chosen]))[0]
    kinked = np.abs(scores_of(head[:3], features)).min() < 20 * step  # a relu that flips within the step
    assert kinked or np.allclose(found, expected, atol=5e-3)


def test_maps_of_a_shuffled_head_differ() -> None:
    head = head_of(3)
    features = np.random.default_rng(0).random((4, 8, 8, CHANNELS)).astype(np.float32)
    chosen = np.zeros(4, dtype=np.int64)
    own, other = heat_maps(head, features, chosen), heat_maps(randomised(head, seed=1), features, chosen)
    itself, same = likeness(own, own), likeness(own, other)
    assert itself is not None
    assert abs(itself - 1) < 1e-9
    assert same is not None
    assert same < 0.999
    assert likeness(np.zeros((1, 2, 2), np.float32), np.ones((1, 2, 2), np.float32)) is None


def test_heat_is_shared_out_among_the_parts_of_the_face() -> None:
    spot = np.zeros((112, 112), np.float32)
    spot[85:92, 50:62] = 1  # between the corners of the mouth
    shares = shares_of_heat(spot)
    assert shares is not None
    assert set(shares) == set(REGIONS)
    assert shares["mouth"] > 0.95
    assert abs(sum(shares.values()) - 1) < 1e-6
    corner = np.zeros((14, 14), np.float32)
    corner[0, 0] = 1
    found = shares_of_heat(corner)
    assert found is not None
    assert found["off_face"] > 0.95
    assert shares_of_heat(np.zeros((14, 14), np.float32)) is None


def test_the_parts_follow_the_landmarks() -> None:
    lower = [(x, y + 0.15) for x, y in EYES_NOSE_MOUTH]
    spot = np.zeros((112, 112), np.float32)
    spot[101:108, 50:62] = 1
    plain, moved = shares_of_heat(spot), shares_of_heat(spot, lower)
    assert plain is not None
    assert moved is not None
    assert moved["mouth"] > 0.9 > plain["mouth"]
    lips = (0.5, 0.94)
    six = [*lower[:3], lips, (0.1, 0.6), (0.9, 0.6)]  # one point for the mouth, then the ears
    assert shares_of_heat(spot, six) == pytest.approx(moved, abs=0.05)
    assert shares_of_heat(spot, lower[:2]) == plain, "too few to move the template by"


def test_only_the_clear_part_of_a_map_is_left() -> None:
    heat = np.full((14, 14), 0.2, np.float32)
    heat[6:9, 6:9] = 1
    left = simplified(heat, 112)
    assert left.shape == (112, 112)
    assert left.max() == 1
    assert left[56, 56] > 0.8
    assert left[2, 2] == 0
