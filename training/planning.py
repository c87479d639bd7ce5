"""Check everything before any work: rows, pictures, splits, leaks, weights, and how long it will take."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from inference.machine import describe_machine
from inference.video.whole_file import sha256_of, whole_file
from training.config import Preset
from training.dataset import CLASSES, Manifest, read_manifest
from training.leakage import refuse_leaks
from training.picture_store import store_pictures
from training.pictures import examine_pictures
from training.refusal import TrainingRefused
from training.run_folder import FORMAT, MANIFEST, PICTURES, PLAN, SPLITS, open_run, slug_of, write_json
from training.splits import Split, describe_part, split_rows
from training.starting_weights import installed
from training.versions import versions

TIMED_STEPS = 2
TIMED_PICTURES = 32
NO_NETWORK = "no network: fitted from its training part alone"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wish:
    """What somebody wants to train.

    Attributes:
        manifest: The table.
        pictures: The folder its files lie in.
        preset: The experiment.
        preset_name: As it was asked for.
        weights: Folder of starting weights; None: there are none.
    """

    manifest: Path
    pictures: Path
    preset: Preset
    preset_name: str
    weights: Path | None = None


def make_plan(wish: Wish, folder: Path, *, progress: Progress | None = None) -> dict[str, Any]:
    """Plan a run; its folder then holds all that folds need, each in a process of its own.

    Args:
        wish: What to train.
        folder: For the run; a plan that is there already and is of the same wish is given back.
        progress: Called with pictures done and in all; each is read twice.

    Returns:
        What `plan.json` says.

    Raises:
        TrainingRefused: already_planned, and whatever the checks of manifest, pictures, splits, leaks
            and weights refuse.
    """
    if (folder / PLAN).is_file():
        return _same_plan(wish, folder)
    manifest = read_manifest(wish.manifest)
    splits = split_rows(manifest, wish.preset.split, wish.preset.data)
    # Before the pictures are read, for what needs no look at them; then again with it.
    refuse_leaks(manifest, splits, wish.preset.data)
    installed(wish.preset.architecture.name, wish.weights)  # refuses weights that were changed
    rows = len(manifest)
    first = (lambda done, _: progress(done, 2 * rows)) if progress else None
    second = (lambda done, _: progress(rows + done, 2 * rows)) if progress else None
    refuse_leaks(manifest, splits, wish.preset.data, looks=examine_pictures(manifest, wish.pictures, progress=first))
    folder.mkdir(parents=True, exist_ok=True)
    side = wish.preset.architecture.side_px
    store_pictures(manifest, wish.pictures, folder / PICTURES, side_px=side, progress=second)
    with whole_file(folder / MANIFEST) as temporary:
        shutil.copyfile(wish.manifest, temporary)
    write_json(folder / SPLITS, [_rows_of(split) for split in splits])
    plan = _plan(wish, manifest, splits, measure(wish.preset, splits, wish.weights, folder / PICTURES))
    write_json(folder / PLAN, plan)
    return plan


def _same_plan(wish: Wish, folder: Path) -> dict[str, Any]:
    run = open_run(folder)
    if run.preset != wish.preset or run.plan["manifest_sha256"] != sha256_of(wish.manifest):
        raise TrainingRefused("already_planned", f"Something else is planned in “{folder.name}”.")
    return run.plan


def measure(preset: Preset, splits: list[Split], weights: Path | None, pictures: Path) -> dict[str, Any]:
    """Parameters of the classifier, and what real steps on this machine let expect at most.

    `estimate_seconds` counts every epoch that may come, and stopping early makes it less; for a support vector machine
    it counts computing the features, and fitting adds seconds to it. `epoch_seconds` is None there.
    """
    if not preset.architecture.neural:
        return _measure_machine(preset, splits, pictures)
    from training.architectures.network import build_network, precision_here

    precision = precision_here()
    network = build_network(preset.architecture, seed=preset.fit.seed, weights=weights, precision=precision)
    per_picture = _seconds_per_picture(network, preset, splits[0], pictures)
    most = max(len(split.training) + len(split.validation) / 3 for split in splits)
    per_epoch = per_picture * most
    return {
        "initialisation": network.initialisation,
        "precision": precision,
        "parameters": {"trainable": network.trainable_parameters, "total": network.all_parameters},
        "epoch_seconds": round(per_epoch, 2),
        "estimate_seconds": round(per_epoch * preset.fit.max_epochs * len(splits), 1),
    }


def _measure_machine(preset: Preset, splits: list[Split], pictures: Path) -> dict[str, Any]:
    from training.architectures.svm import features_of
    from training.picture_store import open_store

    some = splits[0].training[:TIMED_PICTURES]
    started = time.monotonic()
    features = features_of(open_store(pictures), some, preset.architecture)
    per_picture = (time.monotonic() - started) / len(some)
    rows = sum(len(part) for split in splits for part in split.parts().values())
    weights = features.shape[1] + 1  # the offset
    return {
        "initialisation": NO_NETWORK,
        "precision": None,
        "parameters": {"trainable": weights, "total": weights},
        "epoch_seconds": None,
        "estimate_seconds": round(per_picture * rows, 1),
    }


def _seconds_per_picture(network: Any, preset: Preset, split: Split, pictures: Path) -> float:
    from training.feeding import PictureFeed
    from training.fitting import Learner
    from training.picture_store import facts_of, open_store

    facts = facts_of(preset.architecture, preset="", fold=None)
    feed = PictureFeed(open_store(pictures), facts, preset.augmentation, preset.fit.seed)
    learner = Learner(network.whole, preset.fit)
    some = split.training[: preset.fit.batch_size]
    shares, weights = np.full((len(some), len(CLASSES)), 0.5, np.float32), np.ones(len(some), np.float32)
    best = float("inf")
    for step in range(TIMED_STEPS + 1):  # the first also builds the graph
        started = time.monotonic()
        learner.step(feed.batch(some, epoch=step, augmented=True), shares, weights)
        best = min(best, time.monotonic() - started)
    return best / len(some)


def _rows_of(split: Split) -> dict[str, Any]:
    return {"name": split.name, **{part: rows.tolist() for part, rows in split.parts().items()}}


def _plan(wish: Wish, manifest: Manifest, splits: list[Split], measured: dict[str, Any]) -> dict[str, Any]:
    counts = [
        {
            "name": split.name,
            "slug": slug_of(split.name),
            **{part: describe_part(manifest, rows) for part, rows in split.parts().items()},
        }
        for split in splits
    ]
    plan = {
        "format": FORMAT,
        "preset_name": wish.preset_name,
        "preset": asdict(wish.preset),
        "stamp": wish.preset.stamp,
        "manifest_sha256": sha256_of(wish.manifest),
        "manifest": {
            "rows": len(manifest),
            "infants": len(manifest.group_names),
            "domains": sorted(set(manifest.domains)),
            "pain_rows": int(manifest.labels.sum()),
            "soft_labels": manifest.soft_labels is not None,
        },
        "weights": None if wish.weights is None else str(wish.weights.resolve()),
        **measured,
        "splits": counts,
        "machine": describe_machine(),
        "versions": versions(),
    }
    written: dict[str, Any] = json.loads(json.dumps(plan))
    return written
