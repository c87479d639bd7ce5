"""The command line: `python -m inference <command> ... [--json]`; exit code 2 means a refused file."""

import argparse
import json
import sys
from importlib import import_module

from inference.commands.report import Report
from inference.detectors.missing import WeightsMissingError
from inference.video.refusal import SENTENCES, VideoRefused
from inference.video.sandbox import Limits, enter_sandbox

COMMANDS = (
    "probe",
    "playback",
    "sample",
    "detect",
    "faces",
    "crop",
    "check",
    "compare",
    "predict",
    "explain",
    "anonymise",
    "weights",
    "finetune",
)  # modules of inference.commands, imported when named
REFUSED, FAILED = 2, 1


def main(words: list[str] | None = None) -> int:
    """Run one command inside the limits and return its exit code."""
    arguments = _parser().parse_args(words)
    report = Report(as_json=arguments.json)
    command = import_module(f"inference.commands.{arguments.command}")
    own = command.limits_for(arguments) if hasattr(command, "limits_for") else getattr(command, "LIMITS", Limits())
    limits = Limits(**json.loads(arguments.limits)) if arguments.limits else own
    enter_sandbox(limits, parent=arguments.parent)
    try:
        command.run(arguments, report)
    except VideoRefused as refusal:
        report.refused(refusal.code, refusal.message)
        return REFUSED
    except WeightsMissingError as error:
        report.refused("weights_missing", str(error))
        return REFUSED
    except (MemoryError, BlockingIOError):  # the latter when there is no room for a thread
        report.refused("out_of_memory", SENTENCES["out_of_memory"])
        return REFUSED
    except OSError as error:
        report.failed(error)
        return FAILED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m inference", description=__doc__)
    parser.add_argument("--limits", help=argparse.SUPPRESS)
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in COMMANDS:
        module = import_module(f"inference.commands.{name}")
        command = commands.add_parser(name, help=module.SUMMARY, description=module.SUMMARY)
        command.add_argument("--json", action="store_true", help="answer in lines of JSON")
        module.configure(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
