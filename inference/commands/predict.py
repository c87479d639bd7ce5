"""`predict MODEL LIST`: the calibrated probability of pain for each face of a list."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from inference.commands.classifying import add_model_and_list, faces_listed, opened
from inference.commands.detecting import FOR_MODELS
from inference.commands.report import Report

SUMMARY = "the calibrated probability of each class for a list of faces, by a trained model"
LIMITS = FOR_MODELS


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    add_model_and_list(parser)


def run(arguments: Namespace, report: Report) -> None:
    """Ask the model; `probabilities` has None for a face that cannot be read."""
    model = opened(arguments)
    found: dict[int, list[float]] = {}
    for some in faces_listed(arguments, model.facts.side_px):
        said = model.probabilities(model.ask([face.crop for face in some]).scores)
        for face, probabilities in zip(some, said.tolist(), strict=True):
            found[face.place] = [round(value, 6) for value in probabilities]
        report.progress(some[-1].place + 1, some[-1].place + 1)
    last = max(found, default=-1)
    listed = [found.get(number) for number in range(last + 1)]
    report.result({"classes": list(model.facts.classes), "probabilities": listed}, in_words=_in_words)


def _in_words(fields: Mapping[str, Any]) -> str:
    rows = (
        "unreadable" if row is None else " ".join(f"{value:.4f}" for value in row) for row in fields["probabilities"]
    )
    return "\n".join([" ".join(fields["classes"]), *rows])
