"""`fold RUN --name "fold 2"`: train one planned fold, or go on where it was interrupted."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from training.commands.running import add_device, fold_in_words, train
from training.commands.telling import TrainingReport

SUMMARY = "train one planned fold; a finished one gives its result at once, an interrupted one goes on"


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("run", help="the folder of a planned run")
    parser.add_argument("--name", required=True, help="of the fold, as the plan has it")
    add_device(parser)


def run(arguments: Namespace, report: TrainingReport) -> None:
    """Train; progress is in hundredths of epochs."""
    from training.run_folder import open_run

    (result,) = train(open_run(Path(arguments.run)), [arguments.name], arguments, report)
    report.result(result, in_words=lambda fields: fold_in_words(dict(fields)))
