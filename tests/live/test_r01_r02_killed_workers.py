"""R-01, R-02: `kill -9` in the middle of a playback copy; the job ends once, correctly, within 90 seconds."""

import hashlib
import os
import signal
import time
from pathlib import Path

import pytest

from tests.live.api_client import ApiClient
from tests.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
DEADLINE_SECONDS = 90


def kill_in_mid_copy(server: Server, client: ApiClient, video: str, *, pattern: str) -> float:
    """Waits until the copy is half-way, kills every matching process, returns when that was."""
    client.wait_for(
        f"/api/v1/videos/{video}/",
        lambda row: row["job"] is not None and row["job"]["stage"] == "copying" and row["job"]["done"] > 2000,
        seconds=60,
    )
    victims = server.processes(pattern)
    assert victims
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    return time.monotonic()


def assert_done_once(server: Server, client: ApiClient, video: str, footage: Path, *, attempts: int) -> None:
    row = client.wait_for(
        f"/api/v1/videos/{video}/", lambda row: row["state"] != "processing", seconds=DEADLINE_SECONDS
    )
    assert (row["state"], row["frame_count"]) == ("ready", 600)
    assert row["sha256"] == hashlib.sha256(footage.read_bytes()).hexdigest()
    jobs = [job for job in client.get("/api/v1/jobs/")["results"] if job["subject"] == video]
    assert [(job["state"], job["attempts"]) for job in jobs] == [("succeeded", attempts)]
    copies = list((server.data / "media" / "playback").glob(f"{video}-*"))
    assert len(copies) == 1
    assert "all intact" in server.manage("verify")


def test_r02_the_whole_worker_is_killed(server: Server, client: ApiClient, footage: Path) -> None:
    study, infant = client.study_with_infant("Killed worker")
    video = client.upload(study, infant, name="a.mkv", content=footage.read_bytes())
    killed_at = kill_in_mid_copy(server, client, video, pattern="celery --app config --quiet worker")
    assert_done_once(server, client, video, footage, attempts=2)
    assert time.monotonic() - killed_at < DEADLINE_SECONDS


def test_r01_the_decoder_is_killed(server: Server, client: ApiClient, footage: Path) -> None:
    study, infant = client.study_with_infant("Killed decoder")
    video = client.upload(study, infant, name="a.mkv", content=footage.read_bytes())
    kill_in_mid_copy(server, client, video, pattern=" playback ")
    assert_done_once(server, client, video, footage, attempts=2)
