"""Shut the current process in before it touches a stranger's file: memory, time, files, network."""

import ctypes
import os
import resource
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
PR_SET_PDEATHSIG = 1
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
ROOM_FOR_CODE_BYTES = 1536 * MIB
LOWEST_PRIORITY, AUTOGROUP = 19, Path("/proc/self/autogroup")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one piece of work on a video may use.

    Attributes:
        memory_bytes: private writable memory; with the program's own code, resident memory stays under 1 GiB.
        cpu_seconds: processor time of the process, all threads together.
        wall_seconds: time on the clock; kept by the parent.
        file_bytes: the largest file it may write.
        open_files: open descriptors at once.
        idle: it takes the processor only while nobody who waits for an answer wants it.
    """

    memory_bytes: int = 880 * MIB
    cpu_seconds: int = 600
    wall_seconds: float = 300.0
    file_bytes: int = 8192 * MIB
    open_files: int = 64
    idle: bool = False

    @classmethod
    def for_playback(cls, duration_ms: int) -> "Limits":
        """Return limits that let a slow machine take twenty times as long as the video lasts."""
        wall_seconds = 120 + 20 * duration_ms / 1000
        return cls(wall_seconds=wall_seconds, cpu_seconds=round(2 * wall_seconds))


def enter_sandbox(limits: Limits, *, parent: int | None = None) -> None:
    """Limit the current process for the rest of its life; call it before any thread starts.

    Args:
        limits: what may be used.
        parent: the process whose death ends this one, too; None leaves it independent.

    Raises:
        ProcessLookupError: when `parent` is gone already.
    """
    if parent is not None:
        _die_with(parent)
    _leave_network()
    if limits.idle:
        _give_way()
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_CPU, limits.cpu_seconds, grace=5)
    _lower(resource.RLIMIT_FSIZE, limits.file_bytes)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)
    _lower(resource.RLIMIT_DATA, limits.memory_bytes)
    _lower(resource.RLIMIT_AS, limits.memory_bytes + ROOM_FOR_CODE_BYTES)


def _give_way() -> None:
    """Lets others interrupt at once: a merely lower priority still makes them wait for the end of a time slice."""
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(LOWEST_PRIORITY)
    # Linux shares the processor out among sessions first, and this process leads one of its own.
    with suppress(OSError):
        AUTOGROUP.write_text(str(LOWEST_PRIORITY))


def _lower(kind: int, value: int, *, grace: int = 0) -> None:
    hard = resource.getrlimit(kind)[1]
    wanted = value + grace if hard == resource.RLIM_INFINITY else min(value + grace, hard)
    resource.setrlimit(kind, (min(value, wanted), wanted))


def _die_with(parent: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above took effect
        raise ProcessLookupError(f"process {parent} is gone")


def _leave_network() -> None:
    """Move into an empty network of its own where the kernel allows it; files stay accessible as before."""
    user, group = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return
    own = Path("/proc/self")
    try:
        (own / "setgroups").write_text("deny")
        (own / "uid_map").write_text(f"{user} {user} 1")
        (own / "gid_map").write_text(f"{group} {group} 1")
    except OSError:  # the process goes on without a name, which reading and writing files does not need
        return
