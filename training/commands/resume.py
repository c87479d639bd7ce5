"""`resume RUN`: train what is left of a planned run, and report."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from training.commands.running import add_device, report_in_words, train
from training.commands.telling import TrainingReport

SUMMARY = "go on with a run that was interrupted, and report"


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("run", help="the folder of a planned run")
    add_device(parser)


def run(arguments: Namespace, report: TrainingReport) -> None:
    """Go on; finished folds are not trained again."""
    from training.report import make_report
    from training.run_folder import open_run

    planned = open_run(Path(arguments.run))
    train(planned, [split.name for split in planned.splits], arguments, report)
    report.result(make_report(planned), in_words=report_in_words)
