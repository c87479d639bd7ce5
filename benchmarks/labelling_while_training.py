"""Does labelling stay quick while a network learns? Promise: p95 of storing a label under 2x its idle value.

A real server on this machine. One person labels frames over HTTP, one request after another with a short look between
them, first alone, then while VGG-Face learns in the server's own worker with every core it can get. Exit code 1 when
the promise is broken.
"""

import shutil
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.report import publish
from tests.live.api_client import ApiClient
from tests.live.label_study import study_to_label
from tests.live.people import join
from tests.server import Server, serve

LABELS, WARM_UP, LOOK_SECONDS = 150, 20, 0.15
SETTLED_SECONDS = 20  # until the libraries are loaded and pictures go through the network
REQUIRED_RATIO = 2.0


def main() -> int:
    """Starts a server, labels alone, starts a training, labels again."""
    from demo.render import render_infant

    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    try:
        film = render_infant(0, seed=7, seconds=20, folder=folder).video
        with serve(folder / "data") as server:
            admin = ApiClient(server.url, server.email, server.password)
            study = study_to_label(admin, [film])
            rater = join(server, study, {"operator": ["operator"]})["operator"]
            tasks = rater.post(f"/api/v1/studies/{study}/label-tasks/claim/", count=2 * (LABELS + WARM_UP))["tasks"]
            alone = label(rater, study, tasks[: LABELS + WARM_UP])
            run = start_training(server, admin, study)
            beside = label(rater, study, tasks[LABELS + WARM_UP :])
            learning = admin.get(f"/api/v1/training-runs/{run}/")["finished_at"] is None
            admin.post(f"/api/v1/training-runs/{run}/stop/")
    finally:
        shutil.rmtree(folder)
    p95 = [quantiles(times, n=20)[-1] for times in (alone, beside)]
    findings = {
        "labels": f"{len(alone)} and {len(beside)}",
        "p50 alone and beside a training, ms": f"{median(alone):.1f} and {median(beside):.1f}",
        "p95 alone and beside a training, ms": f"{p95[0]:.1f} and {p95[1]:.1f}",
        "it was learning until the end": learning,
        "ratio of the p95": f"{p95[1] / p95[0]:.2f} (promised under {REQUIRED_RATIO})",
    }
    return publish("labelling_while_training", findings, kept=learning and p95[1] < REQUIRED_RATIO * p95[0])


def start_training(server: Server, admin: ApiClient, study: str) -> str:
    """VGG-Face on made faces, once it really learns."""
    server.manage("shell", "-c", f"from tests.live.review_study import write_dataset; write_dataset('{study}')")
    member = next(
        row for row in admin.get(f"/api/v1/studies/{study}/members/")["results"] if row["user"]["email"] == server.email
    )
    admin.request("PATCH", f"/api/v1/members/{member['id']}/", {"roles": ["admin"]})
    dataset = admin.get(f"/api/v1/studies/{study}/datasets/")["results"][0]["id"]
    given = {"dataset": dataset, "preset": "recommended", "name": "Beside labelling"}
    run = str(admin.post(f"/api/v1/studies/{study}/training-runs/", **given)["id"])
    admin.wait_for(f"/api/v1/training-runs/{run}/", lambda found: found["plan"] is not None, seconds=300)
    admin.post(f"/api/v1/training-runs/{run}/start/")
    admin.wait_for(f"/api/v1/training-runs/{run}/", lambda found: found["jobs"][-1]["state"] == "running", seconds=60)
    time.sleep(SETTLED_SECONDS)
    return run


def label(rater: ApiClient, study: str, tasks: list[dict[str, Any]]) -> list[float]:
    """Milliseconds of each stored label, the first ones left out."""
    times = []
    for number, task in enumerate(tasks):
        now = datetime.now(UTC).isoformat()
        value = "pain" if number % 3 else "nonpain"
        one = {"id": str(uuid.uuid4()), "task": task["id"], "value": value, "supersedes": None, "at": now}
        started = time.perf_counter()
        status, _, answer = rater.request(
            "PUT", f"/api/v1/studies/{study}/frame-labels/", {"sent_at": now, "labels": [one]}
        )
        elapsed = time.perf_counter() - started
        assert status == 200, answer
        if number >= WARM_UP:
            times.append(elapsed * 1000)
        time.sleep(LOOK_SECONDS)
    return times


if __name__ == "__main__":
    sys.exit(main())
