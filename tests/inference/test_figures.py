"""Copies of pictures that may be shown."""

from pathlib import Path

import numpy as np
from PIL import Image

from inference.anonymise import Method, Region
from inference.figures import anonymise_pictures


def test_a_face_that_is_known_is_hidden_whatever_the_detectors_say(tmp_path: Path) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name in ("known.png", "unknown.png"):
        Image.fromarray(noise).save(source / name)
    told = anonymise_pictures(
        source,
        target,
        names=["opencv-haar"],
        weights=tmp_path,
        method=Method.PIXELATE,
        region=Region.FACE,
        known={"known.png": [[0.25, 0.25, 0.75, 0.75]]},
    )
    assert [Path(path).name for path in told["written"]] == ["known.png"]
    assert [Path(path).name for path in told["without_face"]] == ["unknown.png"]
    made = np.asarray(Image.open(target / "known.png"))
    assert len(np.unique(made[50:150, 50:150].reshape(-1, 3), axis=0)) <= 36, "six by six colours at most"
    assert (made[:20] == noise[:20]).all()
