"""How every benchmark says on what it ran and what it found."""

import json
import platform
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def processor() -> str:
    """The processor's own name."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown")


def publish(name: str, findings: dict[str, Any], *, kept: bool) -> int:
    """Prints the findings and writes them beside the machine they were made on; returns the exit code."""
    machine = {"processor": processor(), "python": platform.python_version()}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps({**findings, "kept": kept, **machine}, indent=2) + "\n")
    for key, value in findings.items():
        print(f"{key:36} {value}")
    print(f"{'promise':36} {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1
