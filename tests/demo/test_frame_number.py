"""The number in a picture can be read back, at any size, and is missed when it is not there."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.frame_number import read_frame_number, stamp_frame_number


def picture(level: int = 90) -> np.ndarray:
    return np.full((720, 1280, 3), level, np.uint8)


@given(st.integers(0, 65_535), st.sampled_from([1.0, 0.5, 0.75, 1.5]), st.integers(0, 255))
def test_every_number_is_read_back_at_any_size(number: int, scale: float, level: int) -> None:
    image = picture(level)

    stamp_frame_number(image, number)

    assert read_frame_number(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)) == number


def test_grey_pictures_carry_it_too() -> None:
    image = picture()[..., 0].copy()
    stamp_frame_number(image, 4711)

    assert read_frame_number(image) == 4711


def test_a_picture_without_a_number_says_so() -> None:
    with pytest.raises(ValueError, match="no frame number"):
        read_frame_number(picture())


@pytest.mark.parametrize("number", [-1, 65_536])
def test_a_number_that_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        stamp_frame_number(picture(), number)
