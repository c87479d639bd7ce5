"""Does the grid of 5,000 held frames scroll smoothly in the browser? Promise: 55 frames a second and more.

In Chromium, against a real server: slowly enough to look at the pictures, then flung to the end, when pictures are not
asked for before the scrolling slows down. Each cell has an address of its own, so that nothing comes from a cache.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.report import publish
from benchmarks.vs_label_studio.ours import PASSWORD, Ours, fill
from benchmarks.vs_label_studio.pictures import draw_pictures
from tests.server import serve

FRONTEND = Path(__file__).parents[1] / "frontend"
CELLS, PICTURES, AT_ONCE = 5_000, 300, 1_000
REQUIRED_PER_SECOND = 55


def main() -> int:
    """Starts a server, reserves the frames for one rater and asks the browser."""
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder, serve(Path(folder) / "data") as server:
        pictures = Path(folder) / "pictures"
        draw_pictures(pictures, PICTURES)
        study, _ = fill(server, pictures, frames=CELLS, raters=1)
        asyncio.run(_hold(Ours(server, study)))
        done = subprocess.run(
            ["node", "e2e/grid-scroll.ts", study, "rater0@example.org", PASSWORD],
            cwd=FRONTEND,
            env={**os.environ, "E2E_BASE_URL": server.url, "E2E_EMAIL": "-", "E2E_PASSWORD": "-"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    findings: dict[str, Any] = {"cells": CELLS}
    for name, words in (("read", "as one looks, 800 px a second"), ("flung", "flung, 4,000 px a second")):
        one = found[name]
        findings[words] = f"{one['per_second']:.1f} frames a second (promised {REQUIRED_PER_SECOND})"
        findings[f"{name}: from frame to frame, p95"] = f"{one['p95_ms']:.1f} ms"
        findings[f"{name}: scrolled, cells drawn"] = f"{one['px']:.0f} px, {one['cells']}"
    kept = min(one["per_second"] for one in found.values()) >= REQUIRED_PER_SECOND
    return publish("label_grid", findings, kept=kept)


async def _hold(ours: Ours) -> None:
    rater = await ours.sign_in(0)
    for _ in range(CELLS // AT_ONCE):
        answer, tasks = await ours.next(rater, AT_ONCE)
        assert len(tasks) == AT_ONCE, answer.body[:300]


if __name__ == "__main__":
    sys.exit(main())
