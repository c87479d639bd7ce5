"""`report RUN`: the figures of all folds, drawings and the model card."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from training.commands.running import report_in_words
from training.commands.telling import TrainingReport

SUMMARY = "put the figures of all folds together, with intervals, drawings and a card"


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("run", help="the folder of a run whose folds are finished")


def run(arguments: Namespace, report: TrainingReport) -> None:
    """Report; the answer is what `report.json` says."""
    from training.report import make_report
    from training.run_folder import open_run

    report.result(make_report(open_run(Path(arguments.run))), in_words=report_in_words)
