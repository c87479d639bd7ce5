"""`run MANIFEST`: plan, train every fold, report."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from training.commands.running import add_device, add_wish, report_in_words, train, wish_of
from training.commands.telling import TrainingReport

SUMMARY = "plan, train every fold one after the other, and report"


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    add_wish(parser)
    add_device(parser)


def run(arguments: Namespace, report: TrainingReport) -> None:
    """All three; the answer is the report's."""
    from training.planning import make_plan
    from training.report import make_report
    from training.run_folder import open_run

    make_plan(wish_of(arguments), Path(arguments.out))
    planned = open_run(Path(arguments.out))
    train(planned, [split.name for split in planned.splits], arguments, report)
    report.result(make_report(planned), in_words=report_in_words)
