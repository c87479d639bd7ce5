"""Keeps the programs of the embedded installation running together: web, worker, beat."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15
POLL_SECONDS = 0.5
QUICK_DEATH_SECONDS = 5  # a program that dies sooner than this after its start has a lasting problem
MAX_QUICK_DEATHS = 5


@dataclass
class Program:
    """One program and the process that runs it now; one that runs `once` may end by itself."""

    name: str
    command: Sequence[str]
    once: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    quick_deaths: int = field(default=0)

    def start(self) -> None:
        """Starts it in a session of its own, so that Ctrl-C reaches the supervisor only."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            self.command, start_new_session=True, preexec_fn=die_with_parent if sys.platform == "linux" else None
        )

    def has_died(self) -> bool:
        """Whether its process ended though it should not."""
        return not self.once and self.process is not None and self.process.poll() is not None

    def signal(self, number: int) -> None:
        """Sends a signal to its main process; SIGKILL to all of its processes."""
        if self.process is None:
            return
        try:
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            elif self.process.poll() is None:
                self.process.send_signal(number)
        except ProcessLookupError:
            return


def die_with_parent() -> None:
    """Asks Linux to stop this process should the supervisor itself be killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class SupervisorError(Exception):
    """A program cannot be kept running."""


def supervise(programs: Sequence[Program], *, on_started: Callable[[], None]) -> None:
    """Runs the programs until SIGINT or SIGTERM and starts again any that dies.

    Raises:
        SupervisorError: one of them dies at once, again and again; the others are stopped first.
    """
    stopping = _listen_for_stop()
    try:
        for program in programs:
            program.start()
        on_started()
        while not stopping():
            for program in programs:
                if program.has_died():
                    _start_again(program)
            time.sleep(POLL_SECONDS)
    finally:
        stop_all(programs)


def _listen_for_stop() -> Callable[[], bool]:
    received: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: received.append(number))
    return lambda: bool(received)


def _start_again(program: Program) -> None:
    quick = time.monotonic() - program.started_at < QUICK_DEATH_SECONDS
    program.quick_deaths = program.quick_deaths + 1 if quick else 0
    if program.quick_deaths >= MAX_QUICK_DEATHS:
        raise SupervisorError(f"{program.name} stops again and again; see its messages above.")
    sys.stderr.write(f"{program.name} stopped unexpectedly and is started again\n")
    program.start()


def stop_all(programs: Sequence[Program]) -> None:
    """Asks all to stop, waits, then ends whatever is left of them."""
    for program in programs:
        program.signal(signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    for program in programs:
        if program.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.process.wait(timeout=max(0.1, end - time.monotonic()))
        program.signal(signal.SIGKILL)
