"""`check LIST`: which pictures can be read, and how large they are."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.commands.detecting import FOR_MODELS, pictures_named
from inference.commands.report import Report

SUMMARY = "read pictures and say which of them can be read"
LIMITS = FOR_MODELS


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("path", help="a picture, a folder of them, or a JSON list of paths")


def run(arguments: Namespace, report: Report) -> None:
    """Read each; those that cannot be read are named with the reason."""
    from inference.pictures import read_picture
    from inference.video.refusal import VideoRefused

    pictures, refused = pictures_named(arguments), {}
    for number, path in enumerate(pictures):
        report.progress(number, len(pictures))
        try:
            read_picture(Path(path))
        except VideoRefused as refusal:
            refused[str(path)] = refusal.code
    report.result({"read": len(pictures) - len(refused), "refused": refused}, in_words=_in_words)


def _in_words(fields: Mapping[str, Any]) -> str:
    lines = [f"{fields['read']} pictures can be read", *(f"{path}: {why}" for path, why in fields["refused"].items())]
    return "\n".join(lines)
