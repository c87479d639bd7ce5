"""How long does saving a coded interval take? Promise: median under 30 ms, on a real server with one worker.

One person codes a video of 20 seconds through HTTP, one batch with one interval after another as the browser sends
them, each in a transaction that is on disk when the answer comes. Every tenth batch changes an interval instead.
"""

import shutil
import sys
import tempfile
import time
import uuid
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.report import publish
from tests.live.api_client import ApiClient
from tests.live.people import join, ready_video
from tests.server import serve

SAVES, WARM_UP, SECONDS = 200, 10, 20
REQUIRED_MS = 30
ACTIONS = ("brow_bulge", "eye_squeeze", "nasolabial_furrow", "mouth_stretch")


def main() -> int:
    """Starts a server, uploads a video and codes it."""
    from demo.render import render_infant

    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    try:
        footage = render_infant(0, seed=7, seconds=SECONDS, folder=folder).video
        with serve(folder / "data") as server:
            client = ApiClient(server.url, server.email, server.password)
            study, infant = client.study_with_infant("Saving")
            video = ready_video(client, study, infant, footage)
            operator = join(server, study, {"operator": ["operator"]})["operator"]
            frames = operator.get(f"/api/v1/videos/{video}/")["frame_count"]
            times = save_intervals(operator, video, frames)
    finally:
        shutil.rmtree(folder)
    findings = {
        "saves": len(times),
        "p50, ms": round(median(times), 1),
        "p95, ms": round(quantiles(times, n=20)[-1], 1),
        "slowest, ms": round(max(times), 1),
        "promised p50, ms": REQUIRED_MS,
    }
    return publish("interval_saving", findings, kept=median(times) < REQUIRED_MS)


def save_intervals(client: ApiClient, video: str, frames: int) -> list[float]:
    """Milliseconds of each save, the first ones left out."""
    url = f"/api/v1/videos/{video}/coding/"
    times: list[float] = []
    last: dict[str, Any] = {}
    for number in range(SAVES + WARM_UP):
        if number % 10 == 9:
            change = {**last, "end_frame": last["end_frame"] + 1}
        else:
            start = (number // len(ACTIONS)) * 6 % (frames - 4)
            action = ACTIONS[number % len(ACTIONS)]
            change = {"client_id": str(uuid.uuid4()), "action": action, "start_frame": start, "end_frame": start + 3}
        started = time.perf_counter()
        status, _, answer = client.request("PUT", url, {"base_version": number, "changes": [change]})
        elapsed = time.perf_counter() - started
        assert (status, answer["version"]) == (200, number + 1), answer
        last = change
        if number >= WARM_UP:
            times.append(elapsed * 1000)
    return times


if __name__ == "__main__":
    sys.exit(main())
