"""Runs the whole suite and says at the end what passed, what failed and what was left out: `make test`."""

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FRONTEND = ROOT / "frontend"
PYTHON = sys.executable


@dataclass(frozen=True)
class Step:
    """One command of the suite."""

    name: str
    command: list[str]
    folder: Path = ROOT


def module(name: str, *arguments: str) -> list[str]:
    """A Python module's command line in this environment."""
    return [PYTHON, "-m", name, *arguments]


def npm(script: str) -> list[str]:
    """A script of the front end."""
    return ["npm", "run", "--silent", script]


# In an environment of its own: it wants other versions of what the application stands on.
RULES = ROOT / "tests" / "semgrep" / "rules.yml"
SEMGREP = [
    *(str(ROOT / ".venv-semgrep" / "bin" / "semgrep"), "scan", "--config", str(RULES)),
    *("--metrics=off", "--disable-version-check", "--quiet"),
]
OURS = ["annotator", "inference", "training", "config", "demo"]

LINT = [
    Step("ruff", module("ruff", "check", ".")),
    Step("ruff format", module("ruff", "format", "--check", ".")),
    Step("mypy", module("mypy", "annotator", "config", "demo", "inference", "training", "tests", "benchmarks")),
    Step("import rules", ["lint-imports", "--no-cache"]),
    Step("bandit", module("bandit", "--quiet", "-ll", "--recursive", "--configfile", "pyproject.toml", ".")),
    Step("own semgrep rules", [*SEMGREP, "--error", *OURS, "frontend/src"]),
    Step("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    Step("API schema", module("tests.api_schema")),
    Step("front end: lint", npm("lint"), FRONTEND),
    Step("front end: types", npm("types"), FRONTEND),
    Step("front end: API types", npm("api:check"), FRONTEND),
]
TESTS = [
    Step("front end: unit tests", npm("test"), FRONTEND),
    Step("front end: size budget", npm("budget"), FRONTEND),
    Step("Python and browser tests", module("pytest", "--durations=15")),
]


def run(step: Step) -> tuple[bool, float]:
    """Runs one step with its output passed on; returns whether it succeeded and how long it took."""
    print(f"\n=== {step.name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(step.command, cwd=step.folder)
    return done.returncode == 0, time.monotonic() - started


def main(arguments: list[str]) -> int:
    """Runs every step even after one fails, so that one run shows all there is to mend."""
    steps = LINT if arguments == ["lint"] else [*LINT, *TESTS]
    results = [(step, *run(step)) for step in steps]
    print("\n=== summary")
    for step, succeeded, seconds in results:
        print(f"{'passed' if succeeded else 'FAILED'}  {seconds:7.1f} s  {step.name}")
    if shutil.which("chromium") is None:
        print("skipped: the browser tests, as there is no Chromium (on Debian: apt install chromium)")
    failed = sum(not succeeded for _, succeeded, _ in results)
    print(f"steps: {len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
