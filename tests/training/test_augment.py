"""Changes of pictures depend on nothing but seed, draw and row, and do what they say."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.augment import changed, draw_of
from training.config import Augmentation

PICTURE = np.random.default_rng(0).integers(0, 256, (24, 24, 3), dtype=np.uint8)
EVERYTHING = Augmentation(horizontal_flip=True, rotation_degrees=30.0, brightness=(1.0, 1.5), applied_to=("training",))
Number = st.integers(0, 2**31)


@given(seed=Number, draw=st.integers(0, 1000), row=Number)
def test_a_change_is_the_same_whenever_it_is_asked_for(seed: int, draw: int, row: int) -> None:
    first = changed(PICTURE, EVERYTHING, seed=seed, draw=draw, row=row)
    changed(PICTURE, EVERYTHING, seed=seed, draw=draw + 1, row=row)
    assert np.array_equal(first, changed(PICTURE, EVERYTHING, seed=seed, draw=draw, row=row))


def test_draws_rows_and_seeds_differ() -> None:
    asked = [(seed, draw, row) for seed in range(2) for draw in range(3) for row in range(3)]
    seen = {changed(PICTURE, EVERYTHING, seed=s, draw=d, row=r).tobytes() for s, d, r in asked}
    assert len(seen) == len(asked)


def test_a_flip_is_a_mirror_image_half_of_the_time() -> None:
    rule = Augmentation(horizontal_flip=True, applied_to=("training",))
    made = [changed(PICTURE, rule, seed=0, draw=0, row=row) for row in range(200)]
    flipped = sum(np.array_equal(one, PICTURE[:, ::-1]) for one in made)
    assert flipped + sum(np.array_equal(one, PICTURE) for one in made) == 200
    assert 70 <= flipped <= 130


def test_brightness_multiplies_within_its_limits_and_never_wraps_around() -> None:
    rule = Augmentation(horizontal_flip=False, brightness=(1.0, 1.5), applied_to=("training",))
    grey = np.full((4, 4, 3), 100, np.uint8)
    values = [int(changed(grey, rule, seed=0, draw=0, row=row)[0, 0, 0]) for row in range(200)]
    assert min(values) >= 100
    assert max(values) <= 150
    assert max(values) - min(values) > 40
    assert changed(np.full((4, 4, 3), 250, np.uint8), rule, seed=0, draw=0, row=1).min() >= 250


def test_beyond_the_edge_of_a_turned_picture_the_edge_goes_on() -> None:
    rule = Augmentation(horizontal_flip=False, rotation_degrees=30.0, applied_to=("training",))
    flat = np.full((24, 24, 3), 77, np.uint8)
    assert set(changed(flat, rule, seed=0, draw=0, row=3).ravel().tolist()) == {77}


def test_a_limited_number_of_draws_comes_in_turn() -> None:
    limited = Augmentation(horizontal_flip=True, applied_to=("training",), draws=3)
    assert [draw_of(limited, epoch) for epoch in range(7)] == [0, 1, 2, 0, 1, 2, 0]
    assert [draw_of(EVERYTHING, epoch) for epoch in range(4)] == [0, 1, 2, 3]
