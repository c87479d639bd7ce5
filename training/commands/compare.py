"""`compare RUN_A RUN_B`: two finished runs on the same rows of the same folds."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.commands.telling import TrainingReport

SUMMARY = "differences of two runs on the same folds, with intervals and a paired test by infant"


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("first", help="the folder of a reported run")
    parser.add_argument("second", help="the folder of another")


def run(arguments: Namespace, report: TrainingReport) -> None:
    """Compare, the second minus the first."""
    from training.report import compare_runs
    from training.run_folder import open_run

    fields = compare_runs(open_run(Path(arguments.first)), open_run(Path(arguments.second)))
    report.result(fields, in_words=_in_words)


def _in_words(fields: Mapping[str, Any]) -> str:
    lines = [f"{fields['second']} minus {fields['first']}, {fields['infants']} infants"]
    for name, one in fields["figures"].items():
        if one["difference"] is not None:
            limits = one["interval"]
            interval = "" if limits is None else f" ({limits[0]:+.3f} to {limits[1]:+.3f})"
            p = "" if one["p"] is None else f", p = {one['p']:.3f}"
            lines.append(f"{name:12} {one['difference']:+.3f}{interval}{p}")
    return "\n".join(lines)
