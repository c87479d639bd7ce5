"""The folder of a run: what is planned, which rows each fold has, and what is done already."""

import csv
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from inference.video.whole_file import sha256_of, whole_file
from training.config import Preset
from training.dataset import Manifest, read_manifest
from training.refusal import TrainingRefused, listed
from training.splits import Split
from training.strict_toml import from_table

FORMAT = 1
PLAN, SPLITS, MANIFEST, PICTURES, FOLDS = "plan.json", "splits.json", "manifest.csv", "pictures.npy", "folds"
RESULT, PREDICTIONS, HISTORY, MODEL = "result.json", "predictions.csv", "history.csv", "model"


@dataclass(frozen=True)
class Run:
    """A planned run.

    Attributes:
        folder: Where it lies.
        plan: What `plan.json` says.
        preset: The experiment.
        splits: One for each fold, in the order of the plan.
    """

    folder: Path
    plan: dict[str, Any]
    preset: Preset
    splits: tuple[Split, ...]

    @property
    def sha256(self) -> str:
        """Of the plan."""
        return sha256_of(self.folder / PLAN)

    def manifest(self) -> Manifest:
        """The table as it was when the run was planned."""
        return read_manifest(self.folder / MANIFEST)

    def split(self, name: str) -> Split:
        """One fold's rows; refuses unknown_fold."""
        for split in self.splits:
            if split.name == name:
                return split
        raise TrainingRefused("unknown_fold", f"The plan has {listed([one.name for one in self.splits], most=20)}.")

    def fold_folder(self, split: Split) -> Path:
        """Where a fold's files lie."""
        return self.folder / FOLDS / slug_of(split.name)

    def result(self, split: Split) -> dict[str, Any] | None:
        """What a finished fold came to; None while it is not finished."""
        path = self.fold_folder(split) / RESULT
        if not path.is_file():
            return None
        content: dict[str, Any] = json.loads(path.read_text())
        return content


def open_run(folder: Path) -> Run:
    """A run that was planned.

    Raises:
        TrainingRefused: no_plan, plan_unreadable.
    """
    if not (folder / PLAN).is_file():
        raise TrainingRefused("no_plan", f"“{folder.name}” is not the folder of a planned run.")
    try:
        plan = json.loads((folder / PLAN).read_text())
        rows = json.loads((folder / SPLITS).read_text())
        preset = from_table(Preset, plan["preset"])
        splits = tuple(_split(one, preset) for one in rows)
        whole = plan["format"] == FORMAT and sha256_of(folder / MANIFEST) == plan["manifest_sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingRefused("plan_unreadable", f"The plan in “{folder.name}” cannot be read.") from error
    if not whole:
        raise TrainingRefused("plan_unreadable", f"The plan in “{folder.name}” does not belong to its manifest.")
    return Run(folder, plan, preset, splits)


def _split(one: dict[str, Any], preset: Preset) -> Split:
    training, validation, test = (np.array(one[part], np.int64) for part in ("training", "validation", "test"))
    return Split(one["name"], training, validation, test, preset.split.independent)


def write_json(path: Path, content: Any) -> None:
    """Write a file that is whole or not there."""
    with whole_file(path) as temporary:
        temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_rows(path: Path, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a CSV file that is whole or not there."""
    with whole_file(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([head, *rows])


def slug_of(name: str) -> str:
    """A fold's name as that of a folder: `fold-2`; names that need other letters get some digits of their hash."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()
    same = plain == name.replace(" ", "-")
    return plain if same else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
