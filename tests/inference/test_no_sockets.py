"""No detector opens a socket, whatever its libraries would like to report home."""

import json
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inference.detectors.registry import detector_names, status_of
from tests.inference.assets import IMAGES, WEIGHTS, needs_images, needs_weights
from tests.inference.socketless import SOCKET_CALL

ROOT = Path(__file__).parents[2]
INSTALLED = [name for name in detector_names(WEIGHTS) if not status_of(name, WEIGHTS).missing]
PICTURE = IMAGES / "adult_obama.jpg"

pytestmark = pytest.mark.skipif(
    platform.machine() not in SOCKET_CALL, reason="the number of the socket call on this processor is not known here"
)


def run_socketless(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.inference.socketless", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX"])
def test_whoever_opens_a_socket_is_noticed(family: str) -> None:
    code = (
        "from tests.inference.socketless import end_at_the_first_socket\n"
        "end_at_the_first_socket()\n"
        f"import socket; socket.socket(socket.{family})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGSYS


@needs_images
@pytest.mark.parametrize("name", INSTALLED)
def test_a_detector_opens_no_socket(name: str) -> None:
    answer = run_socketless("detect", PICTURE, "--detector", name, "--weights", WEIGHTS, "--json")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout.splitlines()[-1])["result"]["pictures"][0]["faces"]


@needs_weights
@needs_images
@pytest.mark.parametrize(
    "words",
    [
        ["compare", PICTURE, "--turns", "none,on_miss"],
        ["faces", PICTURE, "--chain", ",".join(INSTALLED)],
        ["weights", "list"],
    ],
    ids=["compare", "faces", "weights"],
)
def test_no_command_about_faces_opens_a_socket(words: list[str | Path]) -> None:
    answer = run_socketless(*words, "--weights", WEIGHTS, "--json")
    assert answer.returncode == 0, answer.stderr


@needs_weights
@needs_images
def test_the_face_mesh_opens_no_socket(tmp_path: Path) -> None:
    answer = run_socketless("anonymise", PICTURE, "--out", tmp_path, "--method", "mesh", "--weights", WEIGHTS)
    assert answer.returncode == 0, answer.stderr
    assert len(list(tmp_path.iterdir())) == 1


@needs_weights
@needs_images
@pytest.mark.slow
def test_nor_later_when_what_was_loaded_has_had_time_to_report() -> None:
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tests.inference.socketless import end_at_the_first_socket\n"
        "end_at_the_first_socket()\n"
        "from inference.detectors.registry import load_detector\n"
        "from inference.pictures import read_picture\n"
        "picture, weights, end = read_picture(Path(sys.argv[1])), Path(sys.argv[2]), time.monotonic() + 30\n"
        "detectors = [load_detector(name, weights) for name in sys.argv[3:]]\n"
        "while time.monotonic() < end:\n"
        "    [detector.detect(picture) for detector in detectors]\n"
        "    time.sleep(1)\n"
    )
    command = [sys.executable, "-c", code, str(PICTURE), str(WEIGHTS), *INSTALLED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_onnx_runtime_is_reached_through_the_module_that_silences_it() -> None:
    sources = [*(ROOT / "inference").rglob("*.py"), *(ROOT / "annotator").rglob("*.py")]
    importing = [
        path.name for path in sources if "from onnxruntime" in (text := path.read_text()) or "import onnxr" in text
    ]
    assert importing == ["onnx_parts.py"]
