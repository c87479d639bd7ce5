"""The command line: `python -m training <command> ... [--json]`; exit code 2 means refused input."""

import argparse
import errno
import json
import os
import sys
from importlib import import_module

from inference.commands.detecting import FOR_TRAINING
from inference.video.refusal import VideoRefused
from inference.video.sandbox import Limits, enter_sandbox
from training.commands.telling import TrainingReport
from training.refusal import TrainingRefused
from training.stopping import TrainingStopped

COMMANDS = ("describe", "plan", "fold", "report", "run", "resume", "compare", "import-folder", "weights")
REFUSED, FAILED = 2, 1


def main(words: list[str] | None = None) -> int:
    """Run one command inside the limits and return its exit code."""
    arguments = _parser().parse_args(words)
    report = TrainingReport(as_json=arguments.json)
    # Networks on a graphics card map far more memory than they use: --limits '{"memory_bytes": ...}' makes room.
    limits = Limits(**json.loads(arguments.limits)) if arguments.limits else FOR_TRAINING
    enter_sandbox(limits, parent=arguments.parent)
    try:
        _module(arguments.command).run(arguments, report)
    except (TrainingRefused, VideoRefused) as refusal:
        report.refused(refusal.code, refusal.message)
        return REFUSED
    except MemoryError:
        report.refused("out_of_memory", "This training needs more memory than allowed.")
        return REFUSED
    except TrainingStopped:
        report.failed(OSError(errno.EINTR, os.strerror(errno.EINTR)))
        return FAILED
    except OSError as error:
        report.failed(error)
        return FAILED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--limits", help=argparse.SUPPRESS)
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in COMMANDS:
        module = _module(name)
        command = commands.add_parser(name, help=module.SUMMARY, description=module.SUMMARY)
        command.add_argument("--json", action="store_true", help="answer in lines of JSON")
        module.configure(command)
    return parser


def _module(name: str):  # type: ignore[no-untyped-def]  # a module has no type of its own
    return import_module(f"training.commands.{name.replace('-', '_')}")


if __name__ == "__main__":
    sys.exit(main())
