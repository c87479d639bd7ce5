"""The front end's own browser tests, against a real server with a demo study."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.live.api_client import ApiClient
from tests.live.label_study import study_to_label
from tests.live.review_study import study_to_review
from tests.server import ROOT, Server

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1200)]
NO_CHROMIUM = "no Chromium on this machine (on Debian: apt install chromium)"


@pytest.fixture(scope="module")
def demo(server: Server, client: ApiClient) -> Server:
    """The server with a demo study of three infants, all of them ready."""
    server.manage("seed_demo", "--infants", "3", "--seconds", "6")
    study = next(row for row in client.get("/api/v1/studies/")["results"] if row["name"].startswith("Demo"))
    client.wait_for(
        f"/api/v1/studies/{study['id']}/videos/",
        lambda page: all(row["state"] == "ready" for row in page["results"]),
        seconds=240,
    )
    return server


@pytest.mark.skipif(shutil.which("chromium") is None, reason=NO_CHROMIUM)
def test_end_to_end_in_chromium(demo: Server, client: ApiClient, footage: Path) -> None:
    actions = ["brow_bulge", "eye_squeeze", "nasolabial_furrow", "mouth_stretch"]
    study = study_to_label(client, [footage], name="Screens of labelling (synthetic)", frame_actions=actions)
    environment = {
        **os.environ,
        "E2E_BASE_URL": demo.url,
        "E2E_EMAIL": demo.email,
        "E2E_PASSWORD": demo.password,
        "E2E_VIDEO": str(footage),
        "E2E_LABEL_STUDY": study,
        "E2E_REVIEW_STUDY": study_to_review(client, demo, footage),
    }
    words = ["npm", "run", "--silent", "e2e"]
    done = subprocess.run(words, cwd=ROOT / "frontend", env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-8000:]
