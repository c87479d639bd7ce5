"""Fine-tune a YOLO face detector on corrected boxes, measured on infants it has not seen."""

import csv
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inference.yolo.conversion import convert
from inference.yolo.dataset import read_boxes, write_dataset
from inference.yolo.program import run_yolo, yolo_program

Progress = Callable[[int, int], None]
MEASURES = {"precision": "metrics/precision(B)", "recall": "metrics/recall(B)", "mean_ap_50": "metrics/mAP50(B)"}
SEED = 0


def finetune(
    boxes: Path, weights: Path, folder: Path, *, epochs: int, input_px: int, progress: Progress | None = None
) -> dict[str, Any]:
    """Write the dataset, train on it, and convert the best model so that it runs as a detector.

    Args:
        boxes: a folder with pictures and `boxes.csv`, see `read_boxes`.
        weights: the `.pt` file to start from.
        folder: for `dataset/`, `training.csv`, `training.log`, `face.pt`, `face.onnx` and `face.toml`; new or empty.
        epochs: passes over the pictures, at least 1.
        input_px: longest side of the pictures trained on, a multiple of 32.
        progress: called with (epochs done, epochs).

    Returns:
        The sizes of both sides, and precision, recall and mean average precision at IoU 0.5 of the last epoch, on
        the infants held out.

    Raises:
        YoloRefused: as `read_boxes`, `write_dataset` and `convert`; training_failed.
    """
    yolo_program()  # before anything is written
    sizes = write_dataset(read_boxes(boxes), folder / "dataset")
    with tempfile.TemporaryDirectory() as apart:
        scratch = Path(apart)
        start, run = scratch / "start.pt", scratch / "runs" / "faces"
        shutil.copyfile(weights, start)
        words = [
            *("detect", "train", f"model={start}", f"data={folder.resolve() / 'dataset' / 'data.yaml'}"),
            *(f"epochs={epochs}", f"imgsz={input_px}", f"seed={SEED}", f"project={run.parent}", f"name={run.name}"),
            # Without a network: the trial of half precision and the plots would fetch files.
            *("amp=False", "plots=False", "workers=0", "exist_ok=True"),
        ]

        def watch() -> None:
            if progress is not None:
                progress(len(_epochs(run / "results.csv")), epochs)

        run_yolo(words, scratch=scratch, log=folder / "training.log", failure="training_failed", watch=watch)
        shutil.copyfile(run / "weights" / "best.pt", folder / "face.pt")
        shutil.copyfile(run / "results.csv", folder / "training.csv")
    convert(folder / "face.pt", folder / "face.onnx", input_px=input_px)
    last = _epochs(folder / "training.csv")[-1]
    return {**sizes, "epochs": epochs, **{name: float(last[column]) for name, column in MEASURES.items()}}


def _epochs(results: Path) -> list[dict[str, str]]:
    """What was written after each epoch; nothing before the first has ended."""
    if not results.is_file():
        return []
    with results.open(newline="") as content:
        rows = csv.DictReader(content, skipinitialspace=True)
        return [{name.strip(): value for name, value in row.items()} for row in rows]
