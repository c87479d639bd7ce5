"""`describe PRESET`: layers, parameters and every setting with its source."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from training.commands.telling import TrainingReport

SUMMARY = "what an experiment trains: layers, numbers of parameters, every setting and where it comes from"


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("preset", help="the name of an experiment, or a file that ends in .toml")


def run(arguments: Namespace, report: TrainingReport) -> None:
    """Describe; nothing is read but the preset."""
    from training.config import load_preset
    from training.describe import describe_preset

    fields = describe_preset(arguments.preset, load_preset(arguments.preset))
    report.result(fields, in_words=_in_words)


def _in_words(fields: Mapping[str, Any]) -> str:
    lines = [fields["title"], fields["source"], *([f"WARNING: {fields['stamp']}"] if fields["stamp"] else []), ""]
    for layer in fields["layers"] or []:
        frozen = "" if layer["trainable"] or not layer["parameters"] else "  frozen"
        lines.append(f"{layer['name']:18}{layer['output']!s:18}{layer['parameters']:>12,}{frozen}")
    if fields["parameters"]:
        lines.append(f"{fields['parameters']['trainable']:,} of {fields['parameters']['total']:,} parameters train")
    lines += ["", *(f"{one['name']} = {one['value']}  ({one['source']})" for one in fields["settings"])]
    return "\n".join(lines)
