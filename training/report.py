"""All folds together: figures with intervals, calibration, drawings, and a card that says what the model is."""

import csv
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from inference.video.whole_file import whole_file
from training.compare import compare
from training.drawings import confusion_drawing, curves_drawing, reliability_drawing
from training.evaluate import evaluate, sums_of
from training.figures import known
from training.model_card import model_card
from training.predictions import CALIBRATED, PART, Predictions, read_predictions
from training.refusal import TrainingRefused, listed
from training.run_folder import HISTORY, PICTURES, PREDICTIONS, Run, write_json, write_rows

REPORT, CARD, DRAWINGS = "report.json", "model_card.md", "figures"
OF_AN_INFANT = ("accuracy", "recall", "specificity", "f1")
TINY = 1e-7
BANDS = 10  # of probability, as a reader thinks of it


def make_report(run: Run) -> dict[str, Any]:
    """Write `report.json`, `predictions.csv` of all test rows, drawings with their tables, and the card.

    The copies of pictures that folds learnt from, and what was cached of them, are then removed.

    Raises:
        TrainingRefused: folds_unfinished, what `read_predictions` refuses.
    """
    results = [run.result(split) for split in run.splits]
    if missing := [split.name for split, result in zip(run.splits, results, strict=True) if result is None]:
        raise TrainingRefused("folds_unfinished", f"These folds are not finished: {listed(missing)}.")
    _gather(run)
    raw, _ = read_predictions(run.folder / PREDICTIONS)
    calibrated, _ = read_predictions(run.folder / PREDICTIONS, probability=CALIBRATED)
    report = {
        "preset_name": run.plan["preset_name"],
        "title": run.preset.title,
        "source": run.preset.source,
        "initialisation": run.plan["initialisation"],
        "parameters": run.plan["parameters"],
        "manifest_sha256": run.plan["manifest_sha256"],
        "manifest": run.plan["manifest"],
        "parts": run.plan["splits"],
        "fits": results,
        **evaluate(calibrated, stamp=run.plan["stamp"]),
        "per_infant": _per_infant(calibrated),
        "calibration": {"before": _calibration(raw), "after": _calibration(calibrated)},
        "reliability": _reliability(calibrated),
        "figures": _draw(run, raw, calibrated),
        "versions": run.plan["versions"],
        "machine": run.plan["machine"],
    }
    write_json(run.folder / REPORT, report)
    with whole_file(run.folder / CARD) as temporary:
        temporary.write_text(model_card(run, report), encoding="utf-8")
    (run.folder / PICTURES).unlink(missing_ok=True)
    shutil.rmtree(run.folder / "cache", ignore_errors=True)
    for split in run.splits:
        shutil.rmtree(run.fold_folder(split) / "checkpoints", ignore_errors=True)
    return report


def compare_runs(one: Run, other: Run) -> dict[str, Any]:
    """Two finished runs on the same rows of the same folds.

    Raises:
        TrainingRefused: not_comparable where one of them is stamped, not_reported, not_the_same_rows.
    """
    if any(run.plan["stamp"] for run in (one, other)):
        sentence = "Figures that are not independent are never ranked with others."
        raise TrainingRefused("not_comparable", sentence)
    for run in (one, other):
        if not (run.folder / PREDICTIONS).is_file():
            raise TrainingRefused("not_reported", f"“{run.folder.name}” has no report yet.")
    read = [read_predictions(run.folder / PREDICTIONS, probability=CALIBRATED)[0] for run in (one, other)]
    return {"first": one.plan["preset_name"], "second": other.plan["preset_name"], **compare(*read)}


def _gather(run: Run) -> None:
    """The test rows of all folds in one file."""
    head: list[str] = []
    rows: list[list[str]] = []
    for split in run.splits:
        with (run.fold_folder(split) / PREDICTIONS).open(newline="", encoding="utf-8") as file:
            reader = csv.reader(file)
            head = next(reader)
            rows += [row for row in reader if row[head.index(PART)] == "test"]
    write_rows(run.folder / PREDICTIONS, head, rows)


def _per_infant(predictions: Predictions) -> list[dict[str, Any]]:
    found = []
    for name in sorted(set(predictions.infants)):
        own = predictions.only(predictions.infants == name)
        sums = sums_of(own)
        counts = {"rows": len(own), "pain_rows": int(own.labels.sum())}
        shown = {key: value for key, value in sums.whole().items() if key in OF_AN_INFANT}
        folds = own.fold_names
        found.append({"infant": name, "folds": folds, **counts, "confusion": sums.confusion(), **shown})
    return found


def _calibration(predictions: Predictions) -> dict[str, float | None]:
    whole = sums_of(predictions).whole()
    said = np.clip(predictions.probabilities, TINY, 1 - TINY)
    right = np.where(predictions.labels == 1, said, 1 - said)
    return {"ece": whole["ece"], "brier": whole["brier"], "log_loss": known(-float(np.log(right).mean()))}


def _reliability(predictions: Predictions) -> list[dict[str, float | int]]:
    """In ten bands of the calibrated probability: how many rows, and how many of them show pain."""
    band = np.clip((predictions.probabilities * BANDS).astype(np.int64), 0, BANDS - 1)
    return [
        {
            "low": number / BANDS,
            "high": (number + 1) / BANDS,
            "frames": int((band == number).sum()),
            "pain": int(predictions.labels[band == number].sum()),
        }
        for number in range(BANDS)
    ]


def _draw(run: Run, raw: Predictions, calibrated: Predictions) -> list[str]:
    folder = run.folder / DRAWINGS
    folder.mkdir(exist_ok=True)
    stamp = run.plan["stamp"]
    curves = {split.name: _history(run.fold_folder(split) / HISTORY) for split in run.splits}
    matrices = {"pooled": sums_of(calibrated).confusion()}
    matrices |= {name: sums_of(calibrated.only(calibrated.folds == name)).confusion() for name in calibrated.fold_names}
    drawn = {
        "confusion": confusion_drawing(matrices, stamp=stamp),
        "reliability": reliability_drawing({"before": raw, "after": calibrated}, stamp=stamp),
    }
    if any(curves.values()):
        drawn["learning_curves"] = curves_drawing(curves, stamp=stamp)
    for name, drawing in drawn.items():
        with whole_file(folder / f"{name}.svg") as temporary:
            temporary.write_text(drawing.svg, encoding="utf-8")
        write_rows(folder / f"{name}.csv", drawing.head, drawing.rows)
    return sorted(drawn)


def _history(path: Path) -> list[dict[str, float | None]]:
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return [{name: float(value) if value else None for name, value in row.items()} for row in csv.DictReader(file)]
