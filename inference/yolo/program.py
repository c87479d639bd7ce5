"""Run Ultralytics' `yolo` program, which lives in an environment of its own and is never imported here (AGPL-3.0)."""

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from inference.video.isolation import CODE_ROOT
from inference.video.refusal import VideoRefused

FOLDER_VARIABLE = "ANNOTATOR_YOLO_ENV"
DEFAULT_ENVIRONMENT = CODE_ROOT / ".venv-yolo"
LOOK_EVERY_SECONDS = 1.0
HOW_TO_INSTALL = (
    "Ultralytics is not installed. It is an optional extra under the AGPL-3.0: `make yolo` puts it into an environment "
    f"of its own, or {FOLDER_VARIABLE} names the folder of one."
)


class YoloRefused(VideoRefused):
    """Work that needs Ultralytics and cannot be done; the message says why."""


def yolo_program() -> Path:
    """The program to run.

    Raises:
        YoloRefused: yolo_not_installed, with a sentence on how to install it.
    """
    program = Path(os.environ.get(FOLDER_VARIABLE) or DEFAULT_ENVIRONMENT).resolve() / "bin" / "yolo"
    if not program.is_file():
        raise YoloRefused("yolo_not_installed", HOW_TO_INSTALL)
    return program


def run_yolo(
    words: Sequence[str], *, scratch: Path, log: Path, failure: str, watch: Callable[[], None] | None = None
) -> None:
    """Run the program to its end; it inherits the limits of this process and its missing network.

    Args:
        words: its arguments.
        scratch: an empty folder that is its home and working directory.
        log: the file for everything it prints.
        failure: the code of the refusal when it fails.
        watch: called about once a second while it works; whatever it raises stops the program.

    Raises:
        YoloRefused: yolo_not_installed, or `failure` with the program's own last words.
    """
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(scratch),
        "MPLCONFIGDIR": str(scratch),
        "YOLO_CONFIG_DIR": str(scratch),
        "YOLO_OFFLINE": "1",
        "YOLO_AUTOINSTALL": "False",
        "ORT_DISABLE_TELEMETRY": "1",
    }
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - a program of the user's environment, arguments as a list
            [yolo_program(), *words], cwd=scratch, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        try:
            while _is_running(process):
                if watch is not None:
                    watch()
        finally:
            process.kill()
            process.wait()
    if process.returncode != 0:
        raise YoloRefused(failure, f"Ultralytics could not do it. Its last words: {_last_words(log)}")


def _is_running(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=LOOK_EVERY_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False


def _last_words(log: Path) -> str:
    """The last line that names an error, else the last."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "Error" in line.partition(":")[0]]
    return (errors or lines or ["none"])[-1][:300]
