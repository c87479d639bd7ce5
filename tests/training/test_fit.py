"""A fold comes to the same numbers whatever interrupts it; what cannot be trained stops with a sentence."""

import errno
import json
import math
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from tests.training.made import manifest_of
from tests.training.planned import planned, preset_file, trained
from training import checkpoint
from training.cache import CachedFeed
from training.checkpoint import State, newest_state, save_state
from training.config import Augmentation, Fit
from training.fitting import Learner, targets_of
from training.predictions import read_predictions
from training.refusal import TrainingRefused
from training.run_folder import Run

NUMBERS = ("loss", "accuracy", "validation_loss", "validation_accuracy")


def figures(result: dict[str, list[dict[str, float]]]) -> list[list[float]]:
    return [[epoch[name] for name in NUMBERS] for epoch in result["history"]]


def probabilities_on_test(run: Run, fold: int = 0) -> list[float]:
    tested, *_ = read_predictions(run.fold_folder(run.splits[fold]) / "predictions.csv")
    probabilities: list[float] = tested.probabilities.tolist()
    return probabilities


def test_after_a_kill_in_the_second_fold_it_comes_to_the_numbers_of_an_undisturbed_run(tmp_path: Path) -> None:
    undisturbed = planned(tmp_path, preset_file(tmp_path, epochs=10))
    first, expected = trained(undisturbed), trained(undisturbed, fold="fold 2")
    (tmp_path / "again").mkdir()
    killed = planned(tmp_path / "again", preset_file(tmp_path / "again", epochs=10))
    assert figures(trained(killed)) == figures(first)
    words = [sys.executable, "-m", "training", "fold", str(killed.folder), "--name", "fold 2", "--json"]
    lock = {"ANNOTATOR_TRAINING_LOCK": str(tmp_path / "lock")}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, env={**os.environ, **lock})
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("progress", [0])[0] > 200:  # in the third epoch
            os.kill(process.pid, signal.SIGKILL)
            break
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
    assert killed.result(killed.splits[1]) is None
    seen: list[int] = []
    result = trained(killed, fold="fold 2", progress=lambda done, _: seen.append(done))
    assert seen[0] > 200
    assert figures(result) == figures(expected)
    assert probabilities_on_test(killed, 1) == probabilities_on_test(undisturbed, 1)
    assert (result["kept_epoch"], result["temperature"]) == (expected["kept_epoch"], expected["temperature"])
    assert trained(killed, fold="fold 2") == result  # the seconds too: nothing was trained again


def test_frozen_layers_computed_once_change_nothing(tmp_path: Path) -> None:
    cached = planned(tmp_path, preset_file(tmp_path, frozen=5, draws=2, epochs=3))
    by_cache = trained(cached)
    assert by_cache["cached"]
    (stored,) = (cached.folder / "cache").glob("*.npy")
    assert np.load(stored, mmap_mode="r").dtype == np.float16
    (cached.fold_folder(cached.splits[0]) / "result.json").unlink()
    for path in (cached.fold_folder(cached.splits[0]) / "checkpoints").iterdir():
        path.unlink()
    with patch("training.fold.can_cache", return_value=False):
        plainly = trained(cached)
    assert not plainly["cached"]
    losses = [np.array(figures(result))[:, ::2] for result in (by_cache, plainly)]
    assert losses[0] == pytest.approx(losses[1], abs=2e-3)


def test_a_cached_output_is_that_of_its_row_and_draw() -> None:
    stored = np.arange(6, dtype=np.float16).reshape(6, 1)
    places = {(row, draw): 3 * row + draw + 1 for row in range(2) for draw in (-1, 0, 1)}
    rule = Augmentation(horizontal_flip=True, applied_to=("training",), draws=2)
    feed = CachedFeed(stored, places, rule)
    rows = np.array([1, 0])
    assert feed.batch(rows, epoch=3, augmented=True).ravel().tolist() == [5, 2]
    assert feed.batch(rows, epoch=3, augmented=False).ravel().tolist() == [3, 0]


def test_a_loss_that_is_no_number_stops_and_keeps_what_was_good(tmp_path: Path) -> None:
    run = planned(tmp_path, preset_file(tmp_path))
    step, calls = Learner.step, iter(range(100))

    def failing(learner: Learner, *batch: Any) -> tuple[float, int]:
        return step(learner, *batch) if next(calls) < 3 else (math.nan, 0)  # two steps make an epoch

    with patch.object(Learner, "step", failing), pytest.raises(TrainingRefused, match=r"Epoch 1 is kept.*not_finite"):
        trained(run)
    folder = run.fold_folder(run.splits[0])
    assert [path.name for path in (folder / "checkpoints").glob("*.json")] == ["epoch-0001.json"]
    assert run.result(run.splits[0]) is None


def state(epoch: int) -> State:
    values = [np.full(3, epoch, np.float32)]
    return State(epoch=epoch, history=[{"epoch": epoch}], weights=values, optimiser=values, best=values)


def test_a_broken_checkpoint_is_passed_over_for_the_one_before(tmp_path: Path) -> None:
    (tmp_path / ".epoch-0001.safetensors.123.part").write_bytes(b"what a killed process left")
    for epoch in (1, 2, 3):
        save_state(tmp_path, state(epoch), key="k")
    assert not list(tmp_path.glob(".*"))
    assert sorted(path.name for path in tmp_path.glob("*.json")) == ["epoch-0002.json", "epoch-0003.json"]
    newest = tmp_path / "epoch-0003.safetensors"
    newest.write_bytes(newest.read_bytes()[:-2])
    found = newest_state(tmp_path, key="k")
    assert found is not None
    assert (found.epoch, found.weights[0].tolist()) == (2, [2, 2, 2])
    assert newest_state(tmp_path, key="another plan") is None
    (tmp_path / "epoch-0002.json").write_text("{")
    assert newest_state(tmp_path, key="k") is None


def test_a_full_disk_is_said_and_the_last_checkpoint_stays(tmp_path: Path) -> None:
    save_state(tmp_path, state(1), key="k")
    full = OSError(errno.ENOSPC, "No space left on device")
    with patch.object(checkpoint, "save_file", side_effect=full), pytest.raises(TrainingRefused, match="disk_full"):
        save_state(tmp_path, state(2), key="k")
    found = newest_state(tmp_path, key="k")
    assert found is not None
    assert found.epoch == 1
    assert len(list(tmp_path.iterdir())) == 2


def fit_of(**changes: object) -> Fit:
    settings = {"optimiser": "adam", "learning_rate": 1e-3, "batch_size": 8, "max_epochs": 1}
    return Fit(**{**settings, "keep": "final_epoch", "class_weights": "balanced", **changes})  # type: ignore[arg-type]


def test_weights_come_from_the_training_part_and_labels_are_smoothed_and_soft() -> None:
    manifest = manifest_of([("N1", 1), ("N1", 0), ("N2", 0), ("N2", 0), ("N3", 1)])
    targets = targets_of(manifest, np.arange(4), fit_of(label_smoothing=0.1))
    assert targets.weights.tolist() == pytest.approx([2, 2 / 3, 2 / 3, 2 / 3, 2])
    assert targets.shares[0].tolist() == pytest.approx([0.05, 0.95])
    soft = replace(manifest, soft_labels=np.array([0.75, 0, 0, 0.5, 1]))
    assert targets_of(soft, np.arange(4), fit_of()).shares[0].tolist() == [0.25, 0.75]
    assert targets_of(soft, np.arange(4), fit_of(class_weights="none")).weights.tolist() == [1] * 5
