"""`python -m benchmarks.vs_label_studio PROGRAM`: our labelling loop beside Label Studio's, in one run.

PROGRAM is `bin/label-studio` of an environment of its own (`pip install label-studio==1.23.2`). Both servers run one
after the other on this machine, each as it starts by itself, on the same 5,309 pictures with the same two labels, and
are asked by the same client and the same Chromium. Exit code 1 when a promise is broken.
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
from benchmarks.vs_label_studio import load
from benchmarks.vs_label_studio.ours import Ours, fill
from benchmarks.vs_label_studio.peer import ADMIN, PASSWORD, Peer, running_peer
from benchmarks.vs_label_studio.pictures import draw_pictures
from tests.server import serve

FRAMES = int(os.environ.get("BENCH_FRAMES", 5_309))
SINGLES, KEYS, RATERS, SECONDS = 60, 40, 16, 20
BATCH = 5  # labels that travel together when a rater is quicker than the network
FRONTEND = Path(__file__).parents[2] / "frontend"
Found = dict[str, Any]


def main() -> int:
    """Measures the peer, then us, and prints the ratios."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).exists():
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as scratch:
        pictures = Path(scratch) / "served" / "frames"
        draw_pictures(pictures, FRAMES)
        peer = measure_peer(Path(sys.argv[1]), Path(scratch), pictures)
        ours = measure_ours(Path(scratch), pictures)
    return report(peer, ours)


def measure_peer(program: Path, scratch: Path, pictures: Path) -> Found:
    """Everything about Label Studio."""
    names = [path.name for path in sorted(pictures.glob("*.jpg"))]
    folder = scratch / "peer"
    folder.mkdir()
    with running_peer(program, folder, pictures) as peer:
        found: Found = asyncio.run(_peer_over_http(peer, pictures, names))
        loop = {"login": "/user/login/", "email": ADMIN, "password": PASSWORD, "submit": "button[type=submit]"}
        loop |= {"open": f"/projects/{peer.project}/data?labeling=1", "second_key": "Control+Enter"}
        loop["shown"] = "img[src^='blob:'], img[src*='/data/']"
        found["keys"] = in_browser(peer.url, loop)
        asyncio.run(_peer_exports(peer, pictures, names, found))
    return found


async def _peer_over_http(peer: Peer, pictures: Path, names: list[str]) -> Found:
    await peer.create_project("frames")
    found: Found = {"import": await peer.import_records(pictures, names)}
    found |= await load.peer_one_by_one(peer, SINGLES)
    found["raters"] = await load.peer_raters(peer, RATERS, SECONDS)
    return found


async def _peer_exports(peer: Peer, pictures: Path, names: list[str], found: Found) -> None:
    await peer.create_project("annotated")
    await peer.annotate_all(names, pictures)
    found["export"] = await load.seconds_of_export(peer.export)


def measure_ours(scratch: Path, pictures: Path) -> Found:
    """Everything about us."""
    with serve(scratch / "ours") as server:
        study, seconds = fill(server, pictures, frames=FRAMES, raters=RATERS)
        ours = Ours(server, study)
        found: Found = {"import": seconds, **asyncio.run(load.our_one_by_one(ours, 3 * SINGLES))}
        loop = {"login": "/", "email": "rater1@example.org", "submit": "form button.primary"}
        loop |= {"password": "correct horse battery", "open": f"/studies/{study}/label", "second_key": ""}
        loop["shown"] = ".label-stage canvas[data-frame]"
        found["keys"] = in_browser(server.url, loop)
        found["raters"] = asyncio.run(load.our_raters(ours, RATERS, SECONDS, batch=1))
        found["batches"] = asyncio.run(load.our_raters(ours, RATERS, SECONDS, batch=BATCH))
        found["export"] = asyncio.run(_our_export(ours))
    return found


async def _our_export(ours: Ours) -> float:
    rater = await ours.sign_in(2)
    while True:  # every frame that is left, so that the export holds one label of each
        _, tasks = await ours.next(rater, 200)
        if not tasks:
            break
        assert (await ours.submit(rater, tasks, "pain")).status == 200
    admin = await ours.admin()
    return await load.seconds_of_export(lambda: ours.export(admin))


def in_browser(url: str, loop: dict[str, str]) -> dict[str, float]:
    """Milliseconds from a key to the next picture painted, p50 and p95, in Chromium."""
    done = subprocess.run(
        ["node", "e2e/key-to-picture.ts", json.dumps(loop), str(KEYS)],
        cwd=FRONTEND,
        env={**os.environ, "E2E_BASE_URL": url, "E2E_EMAIL": "-", "E2E_PASSWORD": "-"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(peer: Found, ours: Found) -> int:
    """Prints both sides, the ratios and whether the promises are kept."""
    rows = {
        "key to next picture, p50 (50 ms, 1/10)": (peer["keys"]["p50"], ours["keys"]["p50"]),
        "key to next picture, p95 (100 ms)": (peer["keys"]["p95"], ours["keys"]["p95"]),
        "one label stored, p50 (1/10)": (load.milliseconds(peer["submit"]), load.milliseconds(ours["submit"])),
        "one label stored, p95": (load.milliseconds(peer["submit"], 0.95), load.milliseconds(ours["submit"], 0.95)),
        "next, p50 (ours: twenty at once, 20 ms)": (load.milliseconds(peer["next"]), load.milliseconds(ours["next"])),
        "import of the frames, ms (1/5)": (round(1000 * peer["import"]), round(1000 * ours["import"])),
        "export of all labels, ms (1/10)": (round(1000 * peer["export"]), round(1000 * ours["export"])),
    }
    findings: Found = {"frames": FRAMES, "peer": "Label Studio open edition, SQLite, its own server"}
    for name, (theirs, mine) in rows.items():
        findings[name] = f"{theirs} and {mine}: 1/{theirs / mine:.1f}"
    alone, together = ours["raters"], ours["batches"]
    theirs = peer["raters"]
    findings[f"labels a second, {RATERS} raters (20x)"] = (
        f"{theirs['per_second']:.1f} and {alone['per_second']:.0f} alone, {together['per_second']:.0f} by {BATCH}: "
        f"{alone['per_second'] / theirs['per_second']:.0f}x, {together['per_second'] / theirs['per_second']:.0f}x"
    )
    findings["failed requests meanwhile"] = f"{theirs['failed']} and {alone['failed'] + together['failed']}"
    return publish("vs_label_studio", findings, kept=_kept(rows, theirs, alone, together))


def _kept(rows: dict[str, tuple[float, float]], theirs: Found, alone: Found, together: Found) -> bool:
    (key, key95, stored, _, following, taken, given) = rows.values()
    return (
        key[1] < 50
        and key95[1] < 100
        and key[0] / key[1] >= 10
        and stored[0] / stored[1] >= 10
        and following[1] < 20
        and taken[0] / taken[1] >= 5
        and given[0] / given[1] >= 10
        and alone["per_second"] / theirs["per_second"] >= 20
        and alone["failed"] + together["failed"] == 0
    )


if __name__ == "__main__":
    sys.exit(main())
