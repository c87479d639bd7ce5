"""Whatever happens to the child process, the parent learns the right thing and nothing is left behind."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inference.video import isolation
from inference.video.isolation import Limits, run_isolated
from inference.video.refusal import VideoRefused
from tests.inference.filming import film

ROOT = Path(__file__).parents[2]


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file; what is written into it runs in place of the real program."""
    (tmp_path / "inference").mkdir()
    (tmp_path / "inference" / "__init__.py").touch()
    monkeypatch.setattr(isolation, "CODE_ROOT", tmp_path)
    return tmp_path / "inference" / "__main__.py"


def refusal_of(limits: Limits | None = None) -> str:
    with pytest.raises(VideoRefused) as refused:
        run_isolated(["anything"], limits=limits)
    return refused.value.code


def is_alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def wait_until_gone(process: int) -> bool:
    deadline = time.monotonic() + 5
    while is_alive(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_alive(process)


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "decoder_crashed"),
        ("import os; os.abort()", "decoder_crashed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "too_slow"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "out_of_memory"),
        ("raise MemoryError", "out_of_memory"),
    ],
)
def test_r03_a_child_that_dies_refuses_the_file(child: Path, program: str, code: str) -> None:
    child.write_text(program)

    assert refusal_of() == code


def test_r03_a_child_that_hangs_is_stopped_with_its_children(child: Path, tmp_path: Path) -> None:
    child.write_text(
        "import pathlib, subprocess, time\n"
        "helper = subprocess.Popen(['sleep', '60'])\n"
        f"pathlib.Path({str(tmp_path / 'helper')!r}).write_text(str(helper.pid))\n"
        "time.sleep(60)\n"
    )

    assert refusal_of(Limits(wall_seconds=1.0)) == "too_slow"
    assert wait_until_gone(int((tmp_path / "helper").read_text()))


def test_r03_a_busy_process_runs_out_of_processor_time() -> None:
    code = (
        "from inference.video.sandbox import Limits, enter_sandbox\n"
        "enter_sandbox(Limits(cpu_seconds=1))\n"
        "while True: pass\n"
    )

    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert answer.returncode == -signal.SIGXCPU


def test_long_work_gives_way_to_people_who_wait() -> None:
    code = (
        "import os\n"
        "from inference.commands.detecting import FOR_TRAINING\n"
        "from inference.video.sandbox import enter_sandbox\n"
        "enter_sandbox(FOR_TRAINING)\n"
        "print(os.sched_getscheduler(0) == os.SCHED_IDLE)\n"
    )

    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)

    assert answer.stdout == "True\n"


def test_r03_a_child_without_memory_says_so(tmp_path: Path) -> None:
    source = film(tmp_path / "v.mkv", [40 * i for i in range(30)])

    with pytest.raises(VideoRefused) as refused:
        run_isolated(["playback", str(source), str(tmp_path / "c.mp4"), "--json"], limits=Limits(memory_bytes=30 << 20))

    assert refused.value.code == "out_of_memory"


def test_a_chatty_child_blocks_nobody(child: Path) -> None:
    child.write_text(
        "import sys\n"
        "for _ in range(50000): sys.stderr.write('x' * 100 + '\\n'); sys.stdout.write('noise\\n')\n"
        'print(\'{"result": {"fine": true}}\')\n'
    )

    assert run_isolated(["anything"]) == {"fine": True}


def test_a_full_disk_is_no_fault_of_the_file(child: Path) -> None:
    child.write_text(f'print(\'{{"failed": {{"errno": {errno.ENOSPC}, "message": "full"}}}}\'); exit(1)')

    with pytest.raises(OSError, match="No space left") as full:
        run_isolated(["anything"])

    assert full.value.errno == errno.ENOSPC


def test_a_mistake_in_the_program_is_no_fault_of_the_file(child: Path) -> None:
    child.write_text("raise ZeroDivisionError('ours')")

    with pytest.raises(RuntimeError, match="ZeroDivisionError: ours"):
        run_isolated(["anything"])


def test_r27_a_stopped_child_is_an_interruption(child: Path) -> None:
    child.write_text("import os, signal; os.kill(os.getpid(), signal.SIGTERM)")

    with pytest.raises(InterruptedError):
        run_isolated(["anything"])


def test_r27_what_on_progress_raises_kills_the_child(child: Path, tmp_path: Path) -> None:
    child.write_text(
        "import os, pathlib, time\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\n"
        "print('{\"progress\": [3, 7]}', flush=True)\n"
        "time.sleep(60)\n"
    )
    seen = []

    def cancel(done: int, total: int) -> None:
        seen.append((done, total))
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_isolated(["anything"], on_progress=cancel)

    assert seen[-1] == (3, 7)
    assert wait_until_gone(int((tmp_path / "pid").read_text()))


def test_r27_a_killed_parent_leaves_no_orphan(tmp_path: Path) -> None:
    source = film(tmp_path / "v.mkv", [40 * i for i in range(500)])
    program = (
        "import os, signal, time\n"
        "from inference.video.isolation import run_isolated\n"
        "def halt(done, total):\n"
        "    if total:\n"
        "        child = int(open(f'/proc/self/task/{os.getpid()}/children').read())\n"
        "        os.kill(child, signal.SIGSTOP)\n"
        "        print(child, flush=True)\n"
        "        time.sleep(60)\n"
        f"run_isolated(['playback', {str(source)!r}, {str(tmp_path / 'c.mp4')!r}, '--json'], on_progress=halt)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        os.kill(parent.pid, signal.SIGKILL)

    assert wait_until_gone(child)


def test_r11_a_disk_that_fills_up_leaves_no_half_copy(tmp_path: Path) -> None:
    source, disk = film(tmp_path / "v.mkv", [40 * i for i in range(200)]), tmp_path / "disk"
    disk.mkdir()
    script = (
        'mount -t tmpfs -o size=16k none "$1" || exit 77; '
        '"$2" -m inference playback "$3" "$1/copy.mp4" --json; ls -A "$1"'
    )
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    answer = subprocess.run(
        [*command, str(disk), sys.executable, str(source)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    if answer.returncode == 77 or "unshare" in answer.stderr:
        pytest.skip("this kernel does not let a user mount a small disk")

    assert f'"errno":{errno.ENOSPC}' in answer.stdout.splitlines()[-1]


def test_nothing_that_starts_threads_is_loaded_before_the_sandbox_is_entered() -> None:
    heavy = "[name for name in ('numpy', 'cv2', 'av') if name in sys.modules]"
    loaded = f"import sys, inference.__main__ as command; command._parser(); print({heavy})"
    answer = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
