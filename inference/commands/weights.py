"""`weights list`, `add FILE` and `convert FILE.pt`: which detectors can run here, and how to make more of them run."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.commands.detecting import FOR_MODELS, FOR_TRAINING, add_weights_folder, input_side, weights_folder
from inference.commands.report import Report
from inference.video.sandbox import Limits

SUMMARY = "list detectors and their weights, add a file of weights, or convert a .pt file; nothing is ever fetched"


def limits_for(arguments: Namespace) -> Limits:
    """What the action may use: conversion runs torch."""
    return FOR_TRAINING if arguments.action == "convert" else FOR_MODELS


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("action", choices=["list", "add", "convert"])
    parser.add_argument("file", nargs="?", help="the file to add or to convert")
    parser.add_argument("--name", help="for files nobody knows by their hash: a manifest's name or a new detector's")
    parser.add_argument("--licence", help="what the file's owner allows, in words")
    parser.add_argument("--description", metavar="TOML", help="input and output of a new ONNX face model")
    parser.add_argument("--out", metavar="ONNX", help="where the converted model goes, its description beside it")
    parser.add_argument("--input-px", type=input_side, default=640, help="longest side of its picture, default 640")
    add_weights_folder(parser)


def run(arguments: Namespace, report: Report) -> None:
    """List, add or convert; raises WeightsMissingError or YoloRefused when a file cannot be used."""
    if arguments.action == "convert":
        _convert(arguments, report)
    else:
        _list_or_add(arguments, report)


def _convert(arguments: Namespace, report: Report) -> None:
    from inference.detectors.missing import WeightsMissingError
    from inference.yolo.conversion import PICKLE_WARNING, convert

    if arguments.file is None or not (arguments.out or "").endswith(".onnx"):
        raise WeightsMissingError("Say which .pt file to convert, and with --out which .onnx file to write.")
    sys.stderr.write(PICKLE_WARNING + "\n")
    target = Path(arguments.out)
    convert(Path(arguments.file), target, input_px=arguments.input_px)
    fields = {"model": str(target), "description": str(target.with_suffix(".toml"))}
    report.result(
        fields,
        in_words=lambda made: (
            f"Wrote {made['model']} and {made['description']}. To use it:\n"
            f"weights add {made['model']} --name NAME --licence TEXT --description {made['description']}"
        ),
    )


def _list_or_add(arguments: Namespace, report: Report) -> None:
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
