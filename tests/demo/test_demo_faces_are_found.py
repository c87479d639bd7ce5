"""Face detectors find the synthetic faces, at the right place, and nothing where there is none."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from demo.measure import WEIGHTS, Finder, finders, measure
from demo.render import make_up_infant, picture_of

WEIGHTS_FOLDER = Path(__file__).parents[2].parent / "shared" / "assets" / "weights"
ASKED_SHARE = 0.9
INFANTS, FRAMES_EACH = range(12), 3


@pytest.fixture(scope="module")
def detectors() -> Iterator[dict[str, Finder]]:
    with finders(WEIGHTS_FOLDER) as made:
        yield made


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", ["haar", *WEIGHTS])
def test_faces_are_found(name: str, seed: int, detectors: dict[str, Finder]) -> None:
    if name not in detectors:
        pytest.skip(f"the files of {name} are not in {WEIGHTS_FOLDER}")

    shares = measure({name: detectors[name]}, infants=INFANTS, frames_each=FRAMES_EACH, seed=seed)

    assert shares[name] >= ASKED_SHARE


def test_haar_finds_nothing_where_the_face_is_covered(detectors: dict[str, Finder]) -> None:
    cast = make_up_infant(0, seed=1, seconds=1)
    picture = picture_of(cast, 0)
    left, top, width, height = np.array(cast.scene.face_box(cast.performance.poses[0])) * (1280, 720, 1280, 720)
    picture[int(top) : int(top + height), int(left) : int(left + width)] = 128

    assert list(detectors["haar"](picture)) == []
