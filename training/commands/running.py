"""What the commands that train share: their arguments, and one fold on a device of its own."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.commands.telling import TrainingReport

if TYPE_CHECKING:
    from training.planning import Wish
    from training.run_folder import Run


JOINED = "joined.csv"


def add_wish(parser: ArgumentParser) -> None:
    """Let the user say what to train."""
    parser.add_argument("manifest", help="the table of pictures: file, sha256, infant, domain, label")
    parser.add_argument("--pictures", required=True, metavar="DIR", help="the folder the table's files lie in")
    parser.add_argument(
        "--helping",
        nargs=2,
        action="append",
        default=[],
        metavar=("MANIFEST", "DIR"),
        help="another table and its folder, of a data set that the preset lets help training",
    )
    parser.add_argument("--preset", required=True, help="the name of an experiment, or a file that ends in .toml")
    parser.add_argument("--out", required=True, metavar="RUN", help="the folder of the run")
    parser.add_argument("--weights", metavar="DIR", help="folder of converted weights to start from")


def add_device(parser: ArgumentParser) -> None:
    """Let the user name the device's lock and the key that signs models."""
    parser.add_argument("--device-lock", metavar="FILE", help="one per device (default: ANNOTATOR_TRAINING_LOCK)")
    parser.add_argument("--key-file", metavar="FILE", help="signs models (default: ANNOTATOR_MODEL_KEY_FILE)")


def wish_of(arguments: Namespace) -> "Wish":
    """What the arguments ask for."""
    from training.config import load_preset
    from training.joining import Source, join
    from training.planning import Wish

    manifest, pictures = Path(arguments.manifest), Path(arguments.pictures)
    if arguments.helping:
        named = [(manifest, pictures), *((Path(table), Path(folder)) for table, folder in arguments.helping)]
        manifest = Path(arguments.out) / JOINED
        manifest.parent.mkdir(parents=True, exist_ok=True)
        pictures = join([Source(table, folder) for table, folder in named], manifest)
    return Wish(
        manifest=manifest,
        pictures=pictures,
        preset=load_preset(arguments.preset),
        preset_name=arguments.preset,
        weights=Path(arguments.weights) if arguments.weights else None,
    )


def train(run: "Run", names: list[str], arguments: Namespace, report: TrainingReport) -> list[dict[str, Any]]:
    """The results of some folds, one after the other; progress is counted over all of them."""
    from training.device import device_alone, lock_file
    from training.fold import Surroundings, train_fold
    from training.model_file import KEY_VARIABLE, read_key
    from training.stopping import StopRequest

    stop = StopRequest()
    stop.listen()
    named = arguments.key_file or os.environ.get(KEY_VARIABLE)
    key = read_key(Path(named) if named else None)
    results = []
    for place, name in enumerate(names):

        def progress(done: int, total: int, place: int = place) -> None:
            report.progress(place * total + done, len(names) * total)

        with device_alone(lock_file(arguments.device_lock), on_wait=report.waiting, obey=stop.obey):
            results.append(train_fold(run, name, Surroundings(progress, stop, key)))
    return results


def fold_in_words(result: dict[str, Any]) -> str:
    """One line about a fold."""
    if result["kept_epoch"] is None:
        return f"{result['name']}: fitted"
    return f"{result['name']}: {result['epochs']} epochs, epoch {result['kept_epoch']} kept, {result['initialisation']}"


def report_in_words(fields: Any) -> str:
    """The figures of a report that matter first, and the warning."""
    across, pooled = fields["across_folds"], fields["pooled"]
    lines = [fields["title"], f"start: {fields['initialisation']}"]
    lines += [f"WARNING: {fields['stamp']}"] if fields["stamp"] else []
    for name in ("accuracy", "f1", "precision", "recall", "specificity", "auc"):
        mean, sd, whole = across[name]["mean"], across[name]["sd"], pooled["figures"][name]
        lines.append(f"{name:12} {_number(mean)} ± {_number(sd)}   pooled {_number(whole)}")
    lines.append(f"majority     {_number(fields['baselines']['majority']['accuracy'])} accuracy")
    lines.append(f"pain infants tested: {pooled['pain_infants']}")
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "    -" if value is None else f"{value:.3f}"
