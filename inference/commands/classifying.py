"""What the commands about trained models share: their arguments, and faces a few at a time."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inference.classifier import Classifier
    from inference.detectors.face import Pixels

LIST_HELP = 'JSON: [{"file": path, "box": [l, t, r, b], "turn": 0}, ...]; without a box the whole picture is the face'


def add_model_and_list(parser: ArgumentParser) -> None:
    """Let the user name a model and faces."""
    parser.add_argument("model", help="folder of a trained model")
    parser.add_argument("list", help=LIST_HELP)
    parser.add_argument("--margin", type=float, default=0.0, help="added at every side of a box, in sizes of the box")
    parser.add_argument("--sha256", help="what the model's description must hash to")


def opened(arguments: Namespace) -> "Classifier":
    """The model named."""
    from inference.classifier import open_classifier

    return open_classifier(Path(arguments.model), expected_sha256=arguments.sha256)


def faces_listed(arguments: Namespace, side_px: int) -> Iterator[list[tuple[int, dict[str, Any], "Pixels"]]]:
    """Place in the list, entry and crop of some faces at a time; those that cannot be read are left out."""
    from inference.classifier import AT_ONCE

    some: list[tuple[int, dict[str, Any], Pixels]] = []
    entries = json.loads(Path(arguments.list).read_bytes())
    for number, entry in enumerate(entries):
        crop = _crop(entry, arguments.margin, side_px)
        if crop is not None:
            some.append((number, entry, crop))
        if len(some) == AT_ONCE or (some and number == len(entries) - 1):
            yield some
            some = []
    if some:
        yield some


def _crop(entry: dict[str, Any], margin: float, side_px: int) -> "Pixels | None":
    from inference.detectors.face import Box
    from inference.faces import CropRule, crop_face
    from inference.pictures import read_picture
    from inference.video.refusal import VideoRefused

    try:
        picture = read_picture(Path(entry["file"]))
        if entry.get("box") is None:
            return picture
        rule = CropRule(margin=margin, side_px=side_px)
        return crop_face(picture, Box(*entry["box"]), rule, turn=entry.get("turn", 0))
    except (VideoRefused, ValueError, FileNotFoundError):
        return None
