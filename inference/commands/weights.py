"""`weights list` and `weights add FILE`: which detectors can run here, and how to make more of them run."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.commands.detecting import FOR_MODELS, add_weights_folder, weights_folder
from inference.commands.report import Report

SUMMARY = "list detectors and their weights, or add a file of weights; nothing is ever fetched"
LIMITS = FOR_MODELS


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("action", choices=["list", "add"])
    parser.add_argument("file", nargs="?", help="the file to add")
    parser.add_argument("--name", help="for files nobody knows by their hash: a manifest's name or a new detector's")
    parser.add_argument("--licence", help="what the file's owner allows, in words")
    parser.add_argument("--description", metavar="TOML", help="input and output of a new ONNX face model")
    add_weights_folder(parser)


def run(arguments: Namespace, report: Report) -> None:
    """List or add; raises WeightsMissingError when a file cannot be used."""
    from dataclasses import asdict

    from inference.detectors.missing import WeightsMissingError
    from inference.detectors.registry import detector_names, status_of
    from inference.detectors.weights import add_weights

    folder = weights_folder(arguments)
    added = None
    if arguments.action == "add":
        if arguments.file is None:
            raise WeightsMissingError("Say which file to add.")
        description = Path(arguments.description) if arguments.description else None
        added = add_weights(
            Path(arguments.file), folder, name=arguments.name, licence=arguments.licence, description=description
        )
    detectors = [asdict(status_of(name, folder)) for name in detector_names(folder)]
    report.result({"folder": str(folder), "added": added, "detectors": detectors}, in_words=_in_words)


def _in_words(fields: Mapping[str, Any]) -> str:
    lines = [f"Folder of weights: {fields['folder']}"]
    if fields["added"]:
        lines.append(f"Added: {fields['added']}")
    for one in fields["detectors"]:
        files = ", ".join(one["weights"]) or "no files needed"
        ready = f"ready ({files}{'; ' + one['licence'] if one['licence'] else ''})"
        lines.append(f"{one['name']:18}{one['missing'] or ready}")
    return "\n".join(lines)
