"""`finetune FOLDER --weights W.pt --out DIR`: a YOLO face detector of a study's own, by the optional Ultralytics."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.commands.detecting import FOR_TRAINING, input_side
from inference.commands.report import Report

SUMMARY = "fine-tune a YOLO face detector on corrected boxes (needs the optional Ultralytics, AGPL-3.0)"
LIMITS = FOR_TRAINING


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("folder", help="pictures with boxes.csv, as `manage.py export_face_boxes` writes them")
    parser.add_argument("--weights", required=True, metavar="PT", help="the YOLO model to start from; it is a pickle")
    parser.add_argument("--epochs", type=_count, default=50, help="passes over the pictures (default: 50)")
    parser.add_argument("--input-px", type=input_side, default=640, help="longest side of the picture, default 640")
    parser.add_argument("--out", required=True, metavar="DIR", help="a new folder for the dataset and the detector")


def run(arguments: Namespace, report: Report) -> None:
    """Train; raises YoloRefused when it cannot be done."""
    from inference.yolo.conversion import PICKLE_WARNING
    from inference.yolo.finetuning import finetune

    sys.stderr.write(PICKLE_WARNING + "\n")
    fields = finetune(
        Path(arguments.folder),
        Path(arguments.weights),
        Path(arguments.out),
        epochs=arguments.epochs,
        input_px=arguments.input_px,
        progress=report.progress,
    )
    report.result({**fields, "model": str(Path(arguments.out) / "face.onnx")}, in_words=_in_words)


def _count(word: str) -> int:
    if (number := int(word)) < 1:
        raise ValueError
    return number


def _in_words(fields: Mapping[str, Any]) -> str:
    model = Path(fields["model"])
    return (
        f"Trained on {fields['pictures_trained']} pictures of {fields['infants_trained']} infants, measured on "
        f"{fields['pictures_held_out']} of {fields['infants_held_out']} others: precision {fields['precision']:.3f}, "
        f"recall {fields['recall']:.3f}, mean average precision at IoU 0.5 {fields['mean_ap_50']:.3f}.\n"
        f"To use it: weights add {model} --name NAME --licence TEXT --description {model.with_suffix('.toml')}"
    )
