"""The machine that figures were measured on, and how to hold it still."""

import os
import platform
from pathlib import Path


def describe_machine() -> dict[str, str | int]:
    """Name of the processor, number of cores this process may use, system and Python version."""
    return {
        "cpu": _cpu_name(),
        "cores": len(os.sched_getaffinity(0)),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def stay_on_one_core() -> None:
    """Keep this process and every thread it starts from now on to one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _cpu_name() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
