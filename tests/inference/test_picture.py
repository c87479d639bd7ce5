"""Pictures come out the way the file's display matrix asks for, whatever the decoder hands over."""

from fractions import Fraction

import av
import numpy as np
import pytest
from av.filter import Graph

from inference.video.orientation import MOVES
from inference.video.picture import PictureMaker


def shown_by_matrix(stored: np.ndarray, signs: tuple[int, ...]) -> np.ndarray:
    """Move each stored pixel (x, y) to (a x + c y, b x + d y), shifted so that all coordinates are positive."""
    a, b, c, d = signs
    rows, columns = np.indices(stored.shape)
    x, y = a * columns + c * rows, b * columns + d * rows
    x, y = x - x.min(), y - y.min()
    shown = np.zeros((y.max() + 1, x.max() + 1), stored.dtype)
    shown[y, x] = stored
    return shown


@pytest.mark.parametrize("signs", MOVES)
def test_r13_every_turn_and_mirroring_does_what_the_matrix_says(signs: tuple[int, ...]) -> None:
    stored = np.arange(6 * 4, dtype=np.uint8).reshape(4, 6)
    graph = Graph()
    source = graph.add_buffer(width=6, height=4, format=av.VideoFormat("gray"), time_base=Fraction(1, 25))
    nodes = [graph.add(name, argument) for name, argument in MOVES[signs][1]]
    graph.link_nodes(source, *nodes, graph.add("buffersink")).configure()

    graph.vpush(av.VideoFrame.from_ndarray(stored, format="gray"))

    assert np.array_equal(graph.vpull().to_ndarray(), shown_by_matrix(stored, signs))


@pytest.mark.parametrize(
    ("width", "height", "aspect", "expected"),
    [
        (1280, 720, None, (1280, 720)),
        (3840, 2160, None, (1920, 1080)),
        (2160, 3840, Fraction(1), (1080, 1920)),
        (720, 576, Fraction(16, 15), (768, 576)),
        (161, 121, None, (160, 120)),
        (1, 1, None, (2, 2)),
    ],
)
def test_the_copy_s_size(width: int, height: int, aspect: Fraction | None, expected: tuple[int, int]) -> None:
    first = av.VideoFrame(width, height, "yuv444p")

    maker = PictureMaker(first, pixel_aspect=aspect)
    made = maker.make(first)

    assert (maker.width, maker.height) == (made.width, made.height) == expected
    assert made.format.name == "yuv420p"


def test_a_video_that_changes_its_size_keeps_the_copy_s() -> None:
    maker = PictureMaker(av.VideoFrame(320, 240, "yuv420p"), pixel_aspect=None)

    sizes = []
    for width, height, pixel_format in ((320, 240, "yuv420p"), (640, 480, "yuv420p"), (161, 99, "rgb24")):
        made = maker.make(av.VideoFrame(width, height, pixel_format))
        sizes.append((made.width, made.height))

    assert sizes == [(320, 240)] * 3
