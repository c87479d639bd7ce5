"""Train one planned fold, test it once, and leave its model: again and again the same, whatever was interrupted."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from inference.classifier import softmax
from training.architectures.network import Network, build_network
from training.architectures.svm import features_of, fit_machine
from training.cache import can_cache, needed_entries, open_cache
from training.calibrate import temperature_of
from training.checkpoint import State
from training.dataset import CLASSES, Integers, Manifest
from training.feeding import Feed, Floats32, PictureFeed
from training.fit import Work, fit
from training.fitting import Learner, targets_of
from training.leakage import refuse_leaks
from training.model_file import Origin, save_network, save_tensors
from training.picture_store import facts_of, open_store
from training.run_folder import HISTORY, MODEL, PICTURES, PREDICTIONS, RESULT, Run, write_json, write_rows
from training.splits import Split
from training.stopping import StopRequest

STEPS = 100  # in which progress is told for each epoch
FIGURES = ("epoch", "loss", "accuracy", "validation_loss", "validation_accuracy", "seconds")


@dataclass(frozen=True)
class Surroundings:
    """What a fold needs from whoever runs it.

    Attributes:
        progress: Called with hundredths of epochs done and in all.
        stop: Asked after every step.
        key: To sign the model with; None leaves it unsigned.
    """

    progress: Callable[[int, int], None]
    stop: StopRequest
    key: bytes | None = None


@dataclass(frozen=True)
class Tested:
    """Raw scores of the parts that were not learnt from, by the kept epoch's weights on unchanged pictures."""

    test: Floats32
    validation: Floats32


def train_fold(run: Run, name: str, around: Surroundings) -> dict[str, Any]:
    """Train or resume a fold; a finished one gives its result at once.

    Raises:
        TrainingRefused: unknown_fold, loss_not_finite, disk_full, weights_changed.
        TrainingStopped: the process was asked to end; the checkpoints are whole.
    """
    split = run.split(name)
    done = run.result(split)
    if done is not None:
        return done
    folder = run.fold_folder(split)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = run.manifest()
    refuse_leaks(manifest, [split], run.preset.data)  # again: the rows were read from a file
    train = _train_network if run.preset.architecture.neural else _fit_machine
    result = train(run, split, manifest, around)
    write_json(folder / RESULT, result)
    return result


def _train_network(run: Run, split: Split, manifest: Manifest, around: Surroundings) -> dict[str, Any]:
    preset, folder = run.preset, run.fold_folder(split)
    weights = Path(run.plan["weights"]) if run.plan["weights"] else None
    network = build_network(preset.architecture, seed=preset.fit.seed, weights=weights, precision=run.plan["precision"])
    pictures = _pictures(run, split)
    feed, cached = _feed(run, manifest, network, pictures, around)
    learner = Learner(network.tail if cached else network.whole, preset.fit)
    history: list[dict[str, Any]] = []

    def on_epoch(figures: dict[str, float | int | None]) -> None:
        history.append(figures)
        write_rows(folder / HISTORY, FIGURES, [[_shown(one[name]) for name in FIGURES] for one in history])

    work = Work(
        preset=preset,
        split=split,
        feed=feed,
        targets=targets_of(manifest, split.training, preset.fit),
        checkpoints=folder / "checkpoints",
        key=f"{run.sha256}/{split.name}",
        stop=around.stop,
        on_progress=lambda epochs: around.progress(round(STEPS * epochs), STEPS * preset.fit.max_epochs),
        on_epoch=on_epoch,
    )
    state = fit(learner, work)
    tester = Learner(network.whole, preset.fit)  # the whole network, so that nothing tested went through the cache
    scores = [tester.scores(pictures, rows, epoch=0, augmented=False) for rows in (split.test, split.validation)]
    temperature = _temperature(run, manifest, split, scores[1])
    facts = facts_of(preset.architecture, preset=run.plan["preset_name"], fold=split.name, temperature=temperature)
    origin = _origin(run, network.initialisation, state.best_epoch)
    sha256 = save_network(folder / MODEL, network, preset.architecture, facts, origin, key=around.key)
    _write_predictions(run, split, manifest, Tested(*scores), temperature)
    return {**_result(run, split, temperature, sha256), **_fitted(state, network, cached)}


def _fit_machine(run: Run, split: Split, manifest: Manifest, around: Surroundings) -> dict[str, Any]:
    preset, folder = run.preset, run.fold_folder(split)
    pictures = open_store(run.folder / PICTURES)
    features = {
        part: features_of(pictures, rows, preset.architecture) for part, rows in split.parts().items() if len(rows)
    }
    around.stop.obey()
    held = (features["validation"], manifest.labels[split.validation]) if "validation" in features else None
    machine = fit_machine(
        features["training"],
        manifest.labels[split.training],
        c=preset.architecture.c or 1.0,
        balanced=preset.fit.class_weights == "balanced",
        seed=preset.fit.seed,
        held=held,
    )
    around.progress(STEPS, STEPS)
    nobody = np.empty((0, len(CLASSES)), dtype=np.float32)
    validation = machine.scores(features["validation"]) if held else nobody
    temperature = _temperature(run, manifest, split, validation)
    facts = facts_of(preset.architecture, preset=run.plan["preset_name"], fold=split.name, temperature=temperature)
    origin = _origin(run, run.plan["initialisation"], None)
    sha256 = save_tensors(folder / MODEL, machine.tensors(), preset.architecture, facts, origin, key=around.key)
    _write_predictions(run, split, manifest, Tested(machine.scores(features["test"]), validation), temperature)
    fitted = {"epochs": None, "kept_epoch": None, "stopped_early": False, "cached": False}
    return {**_result(run, split, temperature, sha256), **fitted, "initialisation": run.plan["initialisation"]}


def _pictures(run: Run, split: Split) -> PictureFeed:
    facts = facts_of(run.preset.architecture, preset=run.plan["preset_name"], fold=split.name)
    return PictureFeed(open_store(run.folder / PICTURES), facts, run.preset.augmentation, run.preset.fit.seed)


def _feed(
    run: Run, manifest: Manifest, network: Network, pictures: PictureFeed, around: Surroundings
) -> tuple[Feed, bool]:
    """Cached outputs of the frozen layers where that saves anything, else the pictures; and which of the two.

    The cache holds what any fold of the run asks for: a picture is learnt from in most of them, and what frozen layers
    make of it is the same in each. The first fold computes it, the others and resumed ones find it.
    """
    if network.trunk is None or not can_cache(run.preset):
        return pictures, False
    parts = [{"training": split.training, "validation": split.validation} for split in run.splits]
    entries = sorted({entry for part in parts for entry in needed_entries(run.preset, part)})
    folder = run.folder / "cache"
    return open_cache(
        folder, network.trunk, pictures, entries, contents=manifest.sha256, progress=lambda *_: around.stop.obey()
    ), True


def _temperature(run: Run, manifest: Manifest, split: Split, scores: Floats32) -> float:
    if run.preset.fit.calibration == "none":
        return 1.0
    return temperature_of(scores, manifest.labels[split.validation])


def _origin(run: Run, initialisation: str, kept_epoch: int | None) -> Origin:
    sha256 = run.plan["manifest_sha256"]
    return Origin(initialisation, sha256, run.sha256, run.plan["stamp"], kept_epoch)


def _result(run: Run, split: Split, temperature: float, sha256: str) -> dict[str, Any]:
    return {
        "name": split.name,
        "model": str((run.fold_folder(split) / MODEL).relative_to(run.folder)),
        "model_sha256": sha256,
        "temperature": temperature,
        "test_rows": len(split.test),
        "stamp": run.plan["stamp"],
    }


def _fitted(state: State, network: Network, cached: bool) -> dict[str, Any]:
    return {
        "epochs": state.epoch,
        "kept_epoch": state.best_epoch,
        "history": state.history,
        "cached": cached,
        "initialisation": network.initialisation,
    }


def _write_predictions(run: Run, split: Split, manifest: Manifest, tested: Tested, temperature: float) -> None:
    """`predictions.csv` with the probability of pain as the classifier gives it and calibrated."""
    context = list(manifest.context)
    head = ["file", "fold", "part", "infant", "domain", "label", "probability", "calibrated", *context]
    rows: list[list[Any]] = []
    parts: tuple[tuple[str, Integers, Floats32], ...] = (
        ("test", split.test, tested.test),
        ("validation", split.validation, tested.validation),
    )
    for part, places, scores in parts:
        raw, cooled = softmax(scores)[:, 1].tolist(), softmax(scores / np.float32(temperature))[:, 1].tolist()
        for place, plain, calibrated in zip(places.tolist(), raw, cooled, strict=True):
            known = [manifest.infants[place], manifest.domains[place], CLASSES[manifest.labels[place]]]
            others = [manifest.context[name][place] for name in context]
            rows.append([manifest.files[place], split.name, part, *known, repr(plain), repr(calibrated), *others])
    write_rows(run.fold_folder(split) / PREDICTIONS, head, rows)


def _shown(value: float | int | None) -> str:
    return "" if value is None else repr(value)
