"""The main job from end to end in a browser: all roles, drawn infants and, where they are at hand, real recordings."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from demo.render import render_infant
from tests.inference.assets import ASSETS, WEIGHTS
from tests.server import ROOT, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
NO_CHROMIUM = "no Chromium on this machine (on Debian: apt install chromium)"
INFANTS, SECONDS, SEED = 6, 10, 11


@pytest.mark.skipif(shutil.which("chromium") is None, reason=NO_CHROMIUM)
def test_from_upload_to_reviewed_suggestion(tmp_path: Path) -> None:
    drawn = tmp_path / "drawn"
    drawn.mkdir()
    for index in range(INFANTS):
        render_infant(index, seed=SEED, seconds=SECONDS, folder=drawn)
    recordings = ASSETS / "videos"
    variables = {"ANNOTATOR_WEIGHTS_DIR": str(WEIGHTS)} if WEIGHTS.is_dir() else {}
    with serve(tmp_path / "data", **variables) as server:
        environment = {
            **os.environ,
            "E2E_BASE_URL": server.url,
            "E2E_EMAIL": server.email,
            "E2E_PASSWORD": server.password,
            "E2E_DRAWN": str(drawn),
            "E2E_REAL": str(recordings) if recordings.is_dir() else "",
        }
        words = ["node", "--test", "e2e/journey/journey.spec.ts"]
        done = subprocess.run(words, cwd=ROOT / "frontend", env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-8000:]
