"""`import-folder DIR`: a folder whose names say class and infant, to a manifest."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.commands.telling import TrainingReport
from training.refusal import TrainingRefused

SUMMARY = "write a manifest for a folder of pictures whose names say class and infant, as iCOPE comes"


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("folder", help="searched to the bottom")
    parser.add_argument("--to", required=True, metavar="CSV", help="the manifest to write")
    parser.add_argument("--domain", required=True, help="the data set's name")
    parser.add_argument("--pattern", required=True, help="of whole paths, with the groups `class` and `infant`")
    parser.add_argument("--class", dest="classes", action="append", required=True, metavar="NAME=pain|nonpain|left_out")


def run(arguments: Namespace, report: TrainingReport) -> None:
    """Import; every class must be mapped."""
    from training.folder_import import import_folder

    if odd := [word for word in arguments.classes if "=" not in word]:
        raise TrainingRefused("mapping_invalid", f"“{odd[0]}” does not say what becomes of the class.")
    classes = dict(word.split("=", 1) for word in arguments.classes)
    counts = import_folder(
        Path(arguments.folder), Path(arguments.to), domain=arguments.domain, pattern=arguments.pattern, classes=classes
    )
    fields = {"manifest": arguments.to, "counts": counts}
    report.result(fields, in_words=_in_words)


def _in_words(fields: Mapping[str, Any]) -> str:
    return "\n".join(f"{name}: {count}" for name, count in fields["counts"].items())
