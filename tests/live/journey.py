"""The main job from end to end in a browser: a server of its own, drawn infants, and real recordings if wanted."""

import os
import subprocess
from pathlib import Path

from demo.render import render_infant
from tests.inference.assets import ASSETS, WEIGHTS
from tests.server import ROOT, serve

INFANTS, SECONDS, SEED = 6, 10, 11
RECORDINGS = ASSETS / "videos"
PICTURES = ROOT / "frontend" / "test-results" / "guide"


def walk(folder: Path, *, recordings: bool) -> "subprocess.CompletedProcess[str]":
    """Walks the journey; its pictures for the guide lie in `PICTURES` afterwards.

    Args:
        folder: empty; for the films and the server's data.
        recordings: whether real films are taken along where they are at hand.
    """
    drawn = folder / "drawn"
    drawn.mkdir()
    for index in range(INFANTS):
        render_infant(index, seed=SEED, seconds=SECONDS, folder=drawn)
    variables = {"ANNOTATOR_WEIGHTS_DIR": str(WEIGHTS)} if WEIGHTS.is_dir() else {}
    with serve(folder / "data", **variables) as server:
        environment = {
            **os.environ,
            "E2E_BASE_URL": server.url,
            "E2E_EMAIL": server.email,
            "E2E_PASSWORD": server.password,
            "E2E_DRAWN": str(drawn),
            "E2E_REAL": str(RECORDINGS) if recordings and RECORDINGS.is_dir() else "",
        }
        words = ["node", "--test", "e2e/journey/journey.spec.ts"]
        return subprocess.run(words, cwd=ROOT / "frontend", env=environment, capture_output=True, text=True)
