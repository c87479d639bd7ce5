"""Every file of a collection of odd media gets the verdict that a person reviewed, in time and in memory."""

import csv
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from inference.video.isolation import run_isolated
from inference.video.refusal import VideoRefused

MEDIA = Path(__file__).parents[2].parent / "shared" / "assets" / "odd_media"
EXPECTED = Path(__file__).with_name("odd_media_verdicts.tsv")
COPIED_UP_TO_MS = 12_000
SECONDS_EACH = 60
GIBIBYTE_IN_KIB = 1 << 20

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not MEDIA.is_dir(), reason=f"the collection of odd media is not at {MEDIA}"),
]


def verdict_on(path: Path, scratch: Path) -> tuple[str, str]:
    """`refused` with its code, `copied` with its warnings, or `probed` where a copy would take too long."""
    try:
        probe = run_isolated(["probe", str(path), "--json"])
        if probe["duration_ms"] > COPIED_UP_TO_MS:
            return "probed", ""
        copy = run_isolated(["playback", str(path), str(scratch / "copy.mp4"), "--keep-audio", "--json"])
    except VideoRefused as refusal:
        return "refused", refusal.code
    return "copied", " ".join(sorted(warning["code"] for warning in copy["warnings"]))


def walk(scratch: Path) -> tuple[dict[str, tuple[str, str]], dict[str, float], int]:
    """By file: the verdict and the seconds it took; and the largest resident memory of a process in KiB."""
    found, seconds = {}, {}
    for path in sorted(MEDIA.iterdir()):
        started = time.monotonic()
        found[path.name] = verdict_on(path, scratch)
        seconds[path.name] = time.monotonic() - started
    return found, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def test_r12_every_odd_file_gets_its_verdict(tmp_path: Path) -> None:
    with EXPECTED.open(newline="", encoding="utf-8") as table:
        expected = {row["file"]: (row["verdict"], row["codes"]) for row in csv.DictReader(table, delimiter="\t")}
    # In a process of its own: the kernel tells the largest of all children a process has ever had, and other tests
    # of this one load models.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        found, seconds, largest_kib = apart.submit(walk, tmp_path).result()

    assert found == {name: verdict for name, verdict in expected.items() if name in found}
    assert max(seconds.values()) < SECONDS_EACH, seconds
    assert largest_kib < GIBIBYTE_IN_KIB
