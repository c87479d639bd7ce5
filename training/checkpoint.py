"""The state of a fold after each epoch, written whole, known by its SHA-256, and found again after any death."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from inference.video.whole_file import sha256_of, whole_file
from training.picture_store import disk_refusal
from training.refusal import TrainingRefused
from training.starting_weights import read_tensors

KEPT = 2  # the newest may be the broken one
Arrays = list[NDArray[Any]]


@dataclass
class State:
    """Where a fit stands at the end of an epoch.

    Attributes:
        epoch: Epochs done.
        history: One dictionary of figures per epoch.
        best_epoch: From 1; 0 before the first.
        best_score: What the best epoch was chosen by; None before the first.
        lowest_loss: Of validation, for stopping; None before the first.
        waited: Epochs since the validation loss was lowest.
        weights, optimiser, best: Values of the trainable weights, of the optimiser, of the best epoch's weights.
    """

    epoch: int = 0
    history: list[dict[str, float | int | None]] = field(default_factory=list)
    best_epoch: int = 0
    best_score: float | None = None
    lowest_loss: float | None = None
    waited: int = 0
    weights: Arrays = field(default_factory=list)
    optimiser: Arrays = field(default_factory=list)
    best: Arrays = field(default_factory=list)


NUMBERS = ("epoch", "history", "best_epoch", "best_score", "lowest_loss", "waited")
ARRAYS = ("weights", "optimiser", "best")


def save_state(folder: Path, state: State, *, key: str) -> None:
    """Write the tensors, then the sheet that vouches for them; older ones but one are removed afterwards.

    Args:
        folder: Of the fold's checkpoints.
        state: To be kept.
        key: Of the plan and the fold, so that no other fold's checkpoint is ever taken up.

    Raises:
        TrainingRefused: disk_full; the checkpoints before this one are intact.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"{name}/{place:04}": value for name in ARRAYS for place, value in enumerate(getattr(state, name))}
    path = folder / f"epoch-{state.epoch:04}.safetensors"
    try:
        with whole_file(path) as temporary:
            save_file({name: np.ascontiguousarray(value) for name, value in tensors.items()}, temporary)
        sheet = {"key": key, "sha256": sha256_of(path), **{name: getattr(state, name) for name in NUMBERS}}
        with whole_file(path.with_suffix(".json")) as temporary:
            temporary.write_text(json.dumps(sheet))
    except OSError as error:
        path.unlink(missing_ok=True)
        raise disk_refusal(error) from error
    for unfinished in folder.glob(".*.part"):  # of a process that was killed while it wrote
        unfinished.unlink()
    for old in sorted(folder.glob("epoch-*.json"))[:-KEPT]:
        old.unlink()
        old.with_suffix(".safetensors").unlink(missing_ok=True)


def newest_state(folder: Path, *, key: str) -> State | None:
    """The newest checkpoint that is whole; a broken one is passed over for the one before it."""
    for sheet in sorted(folder.glob("epoch-*.json"), reverse=True):
        state = _read(sheet, key)
        if state is not None:
            return state
    return None


def _read(sheet: Path, key: str) -> State | None:
    path = sheet.with_suffix(".safetensors")
    try:
        content = json.loads(sheet.read_text())
        if content["key"] != key or sha256_of(path) != content["sha256"]:
            return None
        tensors = read_tensors(path)
        numbers = {name: content[name] for name in NUMBERS}
    except (OSError, ValueError, KeyError, TypeError, TrainingRefused):
        return None
    arrays: dict[str, Any] = {name: _list(tensors, name) for name in ARRAYS}
    return State(**numbers, **arrays)


def _list(tensors: dict[str, NDArray[np.float32]], name: str) -> Sequence[NDArray[Any]]:
    return [tensors[key] for key in sorted(tensors) if key.startswith(f"{name}/")]
