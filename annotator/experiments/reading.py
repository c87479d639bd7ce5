"""What a run's folder says while it trains: learning curves, fold by fold."""

import csv
from typing import Any

from annotator.experiments.models import Fold, TrainingRun

COLUMNS = ("loss", "accuracy", "validation_loss", "validation_accuracy", "seconds")


def curves_of(run: TrainingRun) -> list[dict[str, Any]]:
    """Each fold with its epochs so far; a row that is being written is left out."""
    return [
        {"fold": fold.name, "finished": fold.finished_at is not None, "epochs": _epochs(fold)}
        for fold in run.folds.select_related("run").order_by("place")
    ]


def _epochs(fold: Fold) -> list[dict[str, Any]]:
    try:
        with (fold.folder / "history.csv").open(newline="", encoding="utf-8") as file:
            return [epoch for row in csv.DictReader(file) if (epoch := _epoch(row)) is not None]
    except FileNotFoundError:
        return []


def _epoch(row: dict[str, str | None]) -> dict[str, Any] | None:
    try:
        numbers = {name: float(row[name]) if row[name] else None for name in COLUMNS}  # type: ignore[arg-type]
        return {"epoch": int(row["epoch"] or ""), **numbers}
    except (KeyError, ValueError):
        return None
