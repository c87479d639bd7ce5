"""`kill -9` twice while the frames of a ten-minute video are drawn: the pictures are those of an undisturbed run."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from inference.video.frame_index import readable_times
from inference.video.isolation import run_isolated
from tests.inference.filming import Camera, film
from tests.live.api_client import ApiClient
from tests.live.people import join, ready_video
from tests.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]
MINUTES, FRAMES_PER_SECOND = 10, 4
EVERY_FRAME_RATE = {"score_from": 0, "score_to": 4, "rate": FRAMES_PER_SECOND}


@pytest.fixture
def long_footage(tmp_path: Path) -> Path:
    """Small pictures, so that length is what costs."""
    camera = Camera(width=320, height=240, options=(("preset", "ultrafast"), ("g", "250")))
    return film(tmp_path / "long.mkv", [100 * number for number in range(MINUTES * 600 + 1)], camera)


def scored_study(server: Server, client: ApiClient, footage: Path) -> tuple[str, str]:
    """Ids of a study and of its one video, scored by one operator, to be sampled without a cap."""
    study, infant = client.study_with_infant("Killed while drawing")
    document = client.get(f"/api/v1/studies/{study}/protocols/")["results"][0]["document"]
    sampling = {**document["sampling"], "frames_per_second": [EVERY_FRAME_RATE], "max_frames_per_infant": None}
    document = {**document, "sampling": sampling, "operators_per_video": 1}
    client.post(f"/api/v1/studies/{study}/protocols/", document=document, note="every quarter of a second")
    operator = join(server, study, {"ella": ["operator"]})["ella"]
    video = ready_video(operator, study, infant, footage)
    score(operator, video)
    return study, video


def score(operator: ApiClient, video: str) -> None:
    """A whole window without any facial action."""
    end = MINUTES * 600
    window = operator.post(f"/api/v1/videos/{video}/windows/", start_frame=0, end_frame=end, end_reason="completed")
    sheet = operator.post(f"/api/v1/windows/{window['id']}/sheets/", scale="dan")
    status, _, nothing = operator.request("PUT", f"/api/v1/videos/{video}/coding/", {"base_version": 0, "changes": []})
    assert status == 200, nothing
    url = f"/api/v1/sheets/{sheet['id']}/"
    given = {"version": sheet["version"], "values": {"limbs": 0, "voice": 0}}
    status, _, saved = operator.request("PATCH", url, given)
    assert status == 200, saved
    operator.post(f"{url}submit/", version=saved["version"])


def drawing_job(client: ApiClient, video: str) -> Any:
    jobs = client.get("/api/v1/jobs/")["results"]
    return next(job for job in jobs if job["subject"] == video and job["kind"] == "frames.extract_frames")


def test_killed_twice_the_pictures_are_those_of_an_undisturbed_run(
    server: Server, client: ApiClient, long_footage: Path, tmp_path: Path
) -> None:
    study, video = scored_study(server, client, long_footage)
    dry = client.get(f"/api/v1/studies/{study}/sampling/dry-run/")
    assert dry["frames"] == MINUTES * 60 * FRAMES_PER_SECOND
    client.post(f"/api/v1/studies/{study}/sampling/", seed=dry["seed"], sha256=dry["sha256"])
    address = f"/api/v1/jobs/{drawing_job(client, video)['id']}/"
    for attempt in (1, 2):
        client.wait_for(
            address,
            lambda job, number=attempt: job["attempts"] == number and job["stage"] == "drawing" and job["done"] > 50,  # type: ignore[misc]
            seconds=120,
        )
        for victim in server.processes("celery --app config --quiet worker"):
            os.kill(victim, signal.SIGKILL)
    job = client.wait_for(address, lambda job: job["state"] not in ("queued", "running"), seconds=150)
    assert (job["state"], job["attempts"]) == ("succeeded", 3)

    plan, undisturbed = tmp_path / "plan.json", tmp_path / "undisturbed"
    times = readable_times(long_footage)
    progress = client.get(f"/api/v1/studies/{study}/sampling/")["plan"]["progress"]
    assert (progress["frames"], progress["unreadable"]) == (dry["frames"], 0)
    stored = {file.name: file for file in (server.data / "media" / "frames" / video).glob("[!.]*.jpg")}
    chosen = sorted(int(name.split(".")[0]) for name in stored if "thumb" not in name)
    plan.write_text(json.dumps({"times": times, "chosen": chosen}))
    run_isolated(["sample", str(long_footage), "--plan", str(plan), "--out", str(undisturbed), "--json"])
    drawn = {file.name: file for file in undisturbed.glob("*.jpg")}
    assert drawn.keys() == stored.keys()
    assert all(stored[name].read_bytes() == drawn[name].read_bytes() for name in drawn)
    assert "all intact" in server.manage("verify")
