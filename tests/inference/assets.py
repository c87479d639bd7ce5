"""The weights and pictures that tests may read when they are at hand, and the reason given when they are not."""

from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[2].parent / "shared" / "assets"
WEIGHTS, IMAGES = ASSETS / "weights", ASSETS / "images"

needs_weights = pytest.mark.skipif(not WEIGHTS.is_dir(), reason=f"no weights at {WEIGHTS}")
needs_images = pytest.mark.skipif(not IMAGES.is_dir(), reason=f"no pictures at {IMAGES}")
