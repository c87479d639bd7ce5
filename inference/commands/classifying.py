"""What the commands about trained models share: their arguments, and faces a few at a time."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inference.classifier import Classifier
    from inference.detectors.face import Pixels, Point

LIST_HELP = (
    'JSON: [{"file": path, "box": [l, t, r, b], "turn": 0, "landmarks": [[x, y], ...]}, ...]; '
    "without a box the whole picture is the face"
)


@dataclass(frozen=True)
class ListedFace:
    """A face that can be read: its place in the list, the entry, the upright crop, and its landmarks there if known."""

    place: int
    entry: dict[str, Any]
    crop: "Pixels"
    landmarks: "list[Point] | None"


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


def faces_listed(arguments: Namespace, side_px: int) -> Iterator[list[ListedFace]]:
    """Some faces at a time; those that cannot be read are left out."""
    from inference.classifier import AT_ONCE

    some: list[ListedFace] = []
    entries = json.loads(Path(arguments.list).read_bytes())
    for number, entry in enumerate(entries):
        face = _face(number, entry, arguments.margin, side_px)
        if face is not None:
            some.append(face)
        if len(some) == AT_ONCE or (some and number == len(entries) - 1):
            yield some
            some = []
    if some:
        yield some


def _face(place: int, entry: dict[str, Any], margin: float, side_px: int) -> ListedFace | None:
    from inference.detectors.face import Box
    from inference.faces import CropRule, crop_face, points_in_crop
    from inference.pictures import read_picture
    from inference.video.refusal import VideoRefused

    try:
        picture = read_picture(Path(entry["file"]))
        if entry.get("box") is None:
            return ListedFace(place, entry, picture, entry.get("landmarks"))
        rule, box, turn = CropRule(margin=margin, side_px=side_px), Box(*entry["box"]), entry.get("turn", 0)
        crop = crop_face(picture, box, rule, turn=turn)
        points, (height, width) = entry.get("landmarks"), picture.shape[:2]
        there = points and points_in_crop(points, box, rule, width=width, height=height, turn=turn)
        return ListedFace(place, entry, crop, there)
    except (VideoRefused, ValueError, FileNotFoundError):
        return None
