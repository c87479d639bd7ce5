"""`plan MANIFEST`: check everything a training needs and measure its pace; nothing is trained."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.commands.running import add_wish, wish_of
from training.commands.telling import TrainingReport

SUMMARY = "check manifest, pictures, splits, leaks and weights, and say how long a training would take"


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    add_wish(parser)


def run(arguments: Namespace, report: TrainingReport) -> None:
    """Plan; the answer is what `plan.json` says."""
    from training.planning import make_plan

    fields = make_plan(wish_of(arguments), Path(arguments.out), progress=report.progress)
    report.result(fields, in_words=plan_in_words)


def plan_in_words(fields: Mapping[str, Any]) -> str:
    """The counts of every part, and the warning."""
    lines = [f"{fields['manifest']['rows']} pictures of {fields['manifest']['infants']} infants"]
    lines += [f"WARNING: {fields['stamp']}"] if fields["stamp"] else []
    for split in fields["splits"]:
        counts = [
            f"{part} {counted['rows']} of {counted['infants']} infants ({counted['pain_infants']} with pain)"
            for part, counted in ((part, split[part]) for part in ("training", "validation", "test"))
        ]
        lines.append(f"{split['name']}: {', '.join(counts)}")
    lines.append(f"start: {fields['initialisation']}")
    pace = "" if fields["epoch_seconds"] is None else f"{fields['epoch_seconds']} s per epoch, "
    lines.append(f"{pace}at most {fields['estimate_seconds'] / 60:.0f} minutes in all")
    return "\n".join(lines)
