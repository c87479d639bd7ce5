"""`compare DIR`: all detectors that can run here on the same pictures, on one core."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.commands.detecting import FOR_MODELS, TURN_POLICIES, add_weights_folder, pictures_named, weights_folder
from inference.commands.report import Report

SUMMARY = "compare detectors on a folder of pictures: empty share, time per picture, agreement, correctness"
LIMITS = FOR_MODELS


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("path", help="a picture, a folder, or a JSON file that lists pictures")
    parser.add_argument("--detectors", help="names with commas between them (default: all that can run)")
    parser.add_argument("--turns", default="none", help=f"turn policies with commas between them: {TURN_POLICIES}")
    parser.add_argument("--boxes", metavar="CSV", help="people's boxes: file,left,top,right,bottom in fractions")
    add_weights_folder(parser)


def run(arguments: Namespace, report: Report) -> None:
    """Compare; raises WeightsMissingError when nothing can run."""
    from inference.machine import describe_machine, stay_on_one_core

    stay_on_one_core()  # before any library starts its threads
    from inference.tournament import hold_tournament

    folder = weights_folder(arguments)
    names = arguments.detectors.split(",") if arguments.detectors else None
    fields = hold_tournament(
        pictures_named(arguments),
        folder,
        names=names,
        policies=arguments.turns.split(","),
        boxes=Path(arguments.boxes) if arguments.boxes else None,
        progress=report.progress,
    )
    report.result({"machine": describe_machine(), **fields}, in_words=_in_words)


def _in_words(fields: Mapping[str, Any]) -> str:
    lines = [f"{fields['frames']} pictures, one core of {fields['machine']['cpu']}", ""]
    lines.append(
        f"{'detector':28}{'empty':>8}{'several':>9}{'median ms':>11}{'p95 ms':>9}{'recall':>8}{'precision':>11}"
    )
    for name, arm in fields["arms"].items():
        right = arm.get("correctness") or {}
        numbers = [arm["empty"] / max(1, arm["frames"]), arm["several"] / max(1, arm["frames"])]
        shares = f"{numbers[0]:>8.1%}{numbers[1]:>9.1%}"
        times = f"{arm['median_ms'] or 0:>11.1f}{arm['p95_ms'] or 0:>9.1f}"
        lines.append(f"{name:28}{shares}{times}{_share(right.get('recall')):>8}{_share(right.get('precision')):>11}")
    lines += [f"{name}: {why}" for name, why in fields["not_installed"].items()]
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
