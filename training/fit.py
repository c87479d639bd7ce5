"""One fold's fit: epochs, stopping early, the epoch that is kept, a checkpoint after each."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.checkpoint import State, newest_state, save_state
from training.config import Preset
from training.dataset import Integers
from training.feeding import Feed
from training.fitting import Learner, Targets, loss_and_accuracy
from training.refusal import TrainingRefused
from training.splits import Split
from training.stopping import StopRequest

ABOUT_ORDER = 2  # keeps these numbers apart from the augmentation's, drawn with the same seed

OnEpoch = Callable[[dict[str, float | int | None]], None]
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Work:
    """What a fit needs besides the network.

    Attributes:
        preset: The experiment.
        split: The fold's rows.
        feed: Inputs of the learner's network.
        targets: Of all rows.
        checkpoints: Folder of this fold.
        key: Of plan and fold.
        stop: Asked after every step.
        on_progress: Called with epochs done, a fraction within an epoch.
        on_epoch: Called with each epoch's figures, those of a resumed fit included.
    """

    preset: Preset
    split: Split
    feed: Feed
    targets: Targets
    checkpoints: Path
    key: str
    stop: StopRequest
    on_progress: Progress
    on_epoch: OnEpoch


def fit(learner: Learner, work: Work) -> State:
    """Fit, or go on from the newest whole checkpoint; the kept epoch's weights are in the network afterwards.

    The same numbers come out whether or not the process died in between: order, augmentation and dropout are drawn
    from counters of the epoch, and the optimiser's state is part of the checkpoint.

    Raises:
        TrainingRefused: loss_not_finite, disk_full; the checkpoints until then are whole.
        TrainingStopped: the process was asked to end.
    """
    state = newest_state(work.checkpoints, key=work.key)
    if state is None:
        state = State(weights=_values(learner.network.trainable_variables), optimiser=_values(_slots(learner)))
    else:
        _assign(learner.network.trainable_variables, state.weights)
        _assign(_slots(learner), state.optimiser)
    for figures in state.history:
        work.on_epoch(figures)
    rule = work.preset.fit
    while state.epoch < rule.max_epochs and not (rule.patience is not None and state.waited >= rule.patience):
        figures = _epoch(learner, work, state.epoch)
        _note(learner, work, state, figures)
        save_state(work.checkpoints, state, key=work.key)
        work.on_epoch(figures)
        work.on_progress(state.epoch)
    _assign(learner.network.trainable_variables, state.best)
    return state


def order_of(rows: Integers, *, seed: int, epoch: int) -> Integers:
    """The training rows shuffled, the same for the same seed and epoch."""
    generator = np.random.Generator(np.random.Philox(key=[seed, ABOUT_ORDER], counter=[0, 0, 0, epoch]))
    return generator.permutation(rows)


def _epoch(learner: Learner, work: Work, epoch: int) -> dict[str, float | int | None]:
    started = time.monotonic()
    rule, parts = work.preset.fit, work.preset.augmentation.applied_to
    rows = order_of(work.split.training, seed=rule.seed, epoch=epoch)
    learner.begin(epoch)
    total, right = 0.0, 0
    for start in range(0, len(rows), rule.batch_size):
        some = rows[start : start + rule.batch_size]
        inputs = work.feed.batch(some, epoch=epoch, augmented="training" in parts)
        loss, met = learner.step(inputs, work.targets.shares[some], work.targets.weights[some])
        if not math.isfinite(loss):
            raise TrainingRefused("loss_not_finite", _not_finite(epoch))
        total, right = total + loss * len(some), right + met
        work.on_progress(epoch + min(0.99, (start + len(some)) / len(rows)))
        work.stop.obey()
    figures: dict[str, float | int | None] = {
        "epoch": epoch + 1,
        "loss": total / len(rows),
        "accuracy": right / len(rows),
        "validation_loss": None,
        "validation_accuracy": None,
    }
    if len(work.split.validation):
        validation = work.split.validation
        scores = learner.scores(work.feed, validation, epoch=epoch, augmented="validation" in parts)
        found = loss_and_accuracy(scores, work.targets, validation, penalty=learner.penalty())
        if not math.isfinite(found[0]):
            raise TrainingRefused("loss_not_finite", _not_finite(epoch))
        figures |= {"validation_loss": found[0], "validation_accuracy": found[1]}
    return {**figures, "seconds": round(time.monotonic() - started, 3)}


def _note(learner: Learner, work: Work, state: State, figures: dict[str, float | int | None]) -> None:
    """Take an epoch into the state: the best so far by accuracy, the wait by loss."""
    state.epoch += 1
    state.history.append(figures)
    state.weights, state.optimiser = _values(learner.network.trainable_variables), _values(_slots(learner))
    score, loss = figures["validation_accuracy"], figures["validation_loss"]
    final = work.preset.fit.keep == "final_epoch"
    if final or state.best_score is None or (score is not None and score > state.best_score):
        state.best_epoch, state.best_score, state.best = state.epoch, score, state.weights
    if loss is None or state.lowest_loss is None or loss < state.lowest_loss:
        state.lowest_loss, state.waited = loss, 0
    else:
        state.waited += 1


def _not_finite(epoch: int) -> str:
    kept = f"Epoch {epoch} is kept" if epoch else "No epoch is kept"
    return f"The loss stopped being a number in epoch {epoch + 1}. {kept}; a smaller learning rate may help."


def _slots(learner: Learner) -> list[Any]:
    variables: list[Any] = learner.optimiser.variables
    return variables


def _values(variables: list[Any]) -> list[Any]:
    return [np.array(variable.numpy()) for variable in variables]


def _assign(variables: list[Any], values: list[Any]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(np.asarray(value).reshape(variable.shape))
