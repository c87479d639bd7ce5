"""The command line answers people in sentences and programs in JSON, and its exit code says which way it went."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.inference.filming import film

ROOT = Path(__file__).parents[2]


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "inference", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_probe_in_words_and_in_json(tmp_path: Path) -> None:
    source = film(tmp_path / "v.mkv", [0, 40, 80])

    words, fields = run("probe", source), run("probe", source, "--json")

    assert words.stdout.startswith("h264 in matroska, 160x120, turned 0 degrees, 3 frames")
    assert json.loads(fields.stdout)["result"]["times"] == [0, 3600, 7200]
    assert (words.returncode, fields.returncode) == (0, 0)


def test_playback_writes_the_copy_and_says_how_far_it_is(tmp_path: Path) -> None:
    source, target = film(tmp_path / "v.mkv", [0, 40, 80]), tmp_path / "copy.mp4"

    lines = [json.loads(line) for line in run("playback", source, target, "--json").stdout.splitlines()]

    assert lines[0] == {"progress": [0, pytest.approx(120, abs=5)]}
    assert lines[-1]["result"]["size_bytes"] == target.stat().st_size
    assert lines[-1]["result"]["warnings"] == []


def test_a_refusal_is_exit_code_two_and_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "v.mp4").touch()

    answer = run("probe", tmp_path / "v.mp4", "--json")

    assert answer.returncode == 2
    assert json.loads(answer.stdout)["refused"]["code"] == "file_empty"
    assert answer.stderr == "The file is empty. Please copy it again from the camera.\n"


def test_a_missing_file_is_exit_code_one(tmp_path: Path) -> None:
    answer = run("probe", tmp_path / "nowhere.mp4", "--json")

    assert answer.returncode == 1
    assert json.loads(answer.stdout)["failed"]["errno"] == 2


def test_asking_for_isolation_loads_no_decoder() -> None:
    code = (
        "import sys, inference.video.isolation, inference.video.refusal\n"
        "print({'av', 'cv2', 'numpy', 'django', 'celery'} & set(sys.modules))"
    )

    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert answer.stdout.strip() == "set()"
