"""R-18, R-19: labels through cut networks, killed servers and reloads, in a real browser and on the real API."""

import os
import shutil
import subprocess

import pytest

from tests.live.api_client import ApiClient
from tests.live.label_study import study_to_label
from tests.live.people import PASSWORD, join
from tests.live.test_front_end import NO_CHROMIUM
from tests.server import ROOT, Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


RATER_FRAMES = 8


@pytest.fixture(scope="module")
def study(server: Server, client: ApiClient, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two infants of eleven seconds, every frame of which waits; a second rater holds the first eight."""
    from demo.render import render_infant

    folder = tmp_path_factory.mktemp("films")
    films = [render_infant(number, seed=11 + number, seconds=11, folder=folder).video for number in range(2)]
    made = study_to_label(client, films, repeat_percent=0)
    rater = join(server, made, {"rater": ["operator"]})["rater"]
    rater.post(f"/api/v1/studies/{made}/label-tasks/claim/", count=RATER_FRAMES)
    return made


def environment(server: Server, study: str) -> dict[str, str]:
    return {
        **os.environ,
        "E2E_BASE_URL": server.url,
        "E2E_EMAIL": server.email,
        "E2E_PASSWORD": server.password,
        "E2E_LABEL_STUDY": study,
        "E2E_SERVER_PID": str(server.process.pid),
        "E2E_RATER_EMAIL": "rater@example.org",
        "E2E_RATER_PASSWORD": PASSWORD,
    }


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason=NO_CHROMIUM)
def test_500_frames_labelled_by_keys_through_five_cut_networks_and_two_killed_servers(
    server: Server, study: str
) -> None:
    words = ["node", "--test", "e2e/faults/labels.ts"]
    done = subprocess.run(words, cwd=ROOT / "frontend", env=environment(server, study), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]


def test_a_thousand_fault_schedules_against_the_real_api(server: Server, study: str) -> None:
    words = ["npx", "vitest", "run", "--config", "vitest.live.config.ts"]
    done = subprocess.run(words, cwd=ROOT / "frontend", env=environment(server, study), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
