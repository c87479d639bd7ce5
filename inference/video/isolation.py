"""Run one subcommand of `python -m inference` in a process of its own that cannot harm anything else."""

import errno
import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

from inference.video.refusal import VideoRefused
from inference.video.sandbox import Limits

__all__ = ["Limits", "run_isolated"]

HEARTBEAT_SECONDS = 0.5
STDERR_KEPT_BYTES = 4096
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
CODE_ROOT = Path(__file__).resolve().parents[2]
SIGNS_OF_NO_MEMORY = (b"MemoryError", b"bad_alloc", b"Cannot allocate memory", b"ENOMEM")
STOPPED_FROM_OUTSIDE = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}

OnProgress = Callable[[int, int], None]


def run_isolated(
    arguments: Sequence[str],
    *,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
    module: str = "inference",
    environment: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Run `python -m inference <arguments>` apart, limited and without a network; return its result.

    Args:
        arguments: a subcommand and its arguments, `--json` among them.
        limits: what it may use; the defaults of `Limits` where None.
        on_progress: called with (done, total) at least twice a second, repeating the last numbers when
            nothing is new; whatever it raises kills the process with all its children and is raised here.
        module: another program of ours that takes the same flags and answers in the same way.
        environment: variables beside those every such process has.

    Raises:
        VideoRefused: the file was refused, or broke the process (decoder_crashed), or a limit (too_slow,
            out_of_memory).
        OSError: the disk said no; ENOSPC when it is full.
        InterruptedError: somebody else asked the process to stop.
        RuntimeError: the program itself failed.
    """
    limits = limits or Limits()
    process = _start([module, *_own_flags(limits), *arguments], environment or ONE_THREAD)
    try:
        conversation = _Conversation(process, on_progress)
        if not conversation.listen(deadline=monotonic() + limits.wall_seconds):
            raise VideoRefused("too_slow")
        return _outcome(process.wait(), conversation)
    finally:
        _kill_group(process)


def _own_flags(limits: Limits) -> list[str]:
    return ["--limits", json.dumps(asdict(limits)), "--parent", str(os.getpid())]


def _start(words: Sequence[str], variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(CODE_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",
        "ORT_DISABLE_TELEMETRY": "1",
        **variables,
    }
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module, arguments as a list
        [sys.executable, "-P", "-m", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )


class _Conversation:
    """What a child says: lines of JSON on its output, anything on its error channel.

    Attributes:
        last: the newest line that was not about progress.
        stderr: the last few thousand bytes of the error channel.
    """

    def __init__(self, process: subprocess.Popen[bytes], on_progress: OnProgress | None) -> None:
        self._process, self._on_progress = process, on_progress
        self._unfinished = b""
        self._progress = (0, 0)
        self.last: dict[str, Any] = {}
        self.stderr = b""

    def listen(self, *, deadline: float) -> bool:
        """Read until the child closes both channels; False when the deadline came first."""
        beat = monotonic()
        with selectors.DefaultSelector() as selector:
            for channel in (self._process.stdout, self._process.stderr):
                selector.register(channel, selectors.EVENT_READ)  # type: ignore[arg-type]
            while selector.get_map():
                if monotonic() >= deadline:
                    return False
                for key, _ in selector.select(timeout=min(HEARTBEAT_SECONDS, max(0.0, deadline - monotonic()))):
                    chunk = os.read(key.fd, 1 << 16)
                    if not chunk:
                        selector.unregister(key.fileobj)
                    self._take(chunk, from_stdout=key.fileobj is self._process.stdout)
                if self._on_progress is not None and monotonic() >= beat:
                    beat = monotonic() + HEARTBEAT_SECONDS
                    self._on_progress(*self._progress)
        return True

    def _take(self, chunk: bytes, *, from_stdout: bool) -> None:
        if not from_stdout:
            self.stderr = (self.stderr + chunk)[-STDERR_KEPT_BYTES:]
            return
        *lines, self._unfinished = (self._unfinished + chunk).split(b"\n")
        for line in lines:
            self._understand(line)

    def _understand(self, line: bytes) -> None:
        try:
            said = json.loads(line)
        except ValueError:  # a library that prints; not for us
            return
        if not isinstance(said, dict):
            return
        if "progress" in said:
            done, total = said["progress"]
            self._progress = (int(done), int(total))
        else:
            self.last = said


def _outcome(code: int, conversation: _Conversation) -> dict[str, Any]:
    said = conversation.last
    if code == 0 and "result" in said:
        result: dict[str, Any] = said["result"]
        return result
    if "refused" in said:
        raise VideoRefused(said["refused"]["code"], said["refused"]["message"])
    if "failed" in said and said["failed"]["errno"] is not None:
        raise OSError(said["failed"]["errno"], os.strerror(said["failed"]["errno"]))
    if any(sign in conversation.stderr for sign in SIGNS_OF_NO_MEMORY):
        raise VideoRefused("out_of_memory")
    if code < 0:
        _explain_signal(-code)
    raise RuntimeError(f"inference ended with {code}: {conversation.stderr.decode(errors='replace')[-500:]}")


def _explain_signal(number: int) -> None:
    if number in STOPPED_FROM_OUTSIDE:
        raise InterruptedError(errno.EINTR, "the work was stopped from outside")
    if number == signal.SIGXCPU:
        raise VideoRefused("too_slow")
    if number == signal.SIGKILL:  # not by us: the kernel takes memory back this way
        raise VideoRefused("out_of_memory")
    raise VideoRefused("decoder_crashed")


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for channel in (process.stdout, process.stderr):
        if channel is not None:
            channel.close()
