"""Corrected boxes as a YOLO dataset, in which no infant is on both sides of the split."""

import csv
import hashlib
import json
import math
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inference.detectors.face import Box
from inference.pictures import read_picture
from inference.video.refusal import VideoRefused
from inference.yolo.program import YoloRefused

LIST, COLUMNS = "boxes.csv", ("file", "infant", *Box._fields)
HELD_OUT_SHARE = 0.2
TRAINED, HELD_OUT = "train", "val"


@dataclass(frozen=True)
class BoxedPicture:
    """One picture and what people saw in it.

    Attributes:
        infant: an opaque name; pictures of one infant stay together.
        boxes: of the infant's face in fractions; empty where a person said that there is none.
    """

    path: Path
    infant: str
    boxes: tuple[Box, ...]


def read_boxes(folder: Path) -> list[BoxedPicture]:
    """The pictures that `boxes.csv` names (file, infant, left, top, right, bottom), in its order.

    A picture may have several rows; a row with empty sides says that there is no face.

    Raises:
        YoloRefused: boxes_invalid, naming the line.
        OSError: when the list is not there.
    """
    found: dict[Path, BoxedPicture] = {}
    with (folder / LIST).open(newline="") as content:
        rows = csv.DictReader(content)
        for row in rows:
            try:
                one = _understood(row, folder)
            except (KeyError, TypeError, ValueError) as error:
                raise YoloRefused("boxes_invalid", f"{LIST}, line {rows.line_num}: {error}") from error
            former = found.get(one.path)
            found[one.path] = BoxedPicture(one.path, one.infant, (*(former.boxes if former else ()), *one.boxes))
    return list(found.values())


def held_out(pictures: Mapping[str, int], share: float = HELD_OUT_SHARE) -> set[str]:
    """Infants set apart for measuring: by a hash of their name, until they hold so many pictures; one always stays.

    Args:
        pictures: how many each infant has.
        share: of all pictures, between 0 and 1.

    Raises:
        YoloRefused: too_few_infants.
    """
    if len(pictures) < 2:
        message = "Boxes of at least two infants are needed: what was learned from one is measured on another."
        raise YoloRefused("too_few_infants", message)
    in_order = sorted(pictures, key=lambda infant: hashlib.sha256(infant.encode()).digest())
    chosen: set[str] = set()
    for infant in in_order[:-1]:
        if chosen and sum(pictures[one] for one in chosen) >= share * sum(pictures.values()):
            break
        chosen.add(infant)
    return chosen


def write_dataset(pictures: Sequence[BoxedPicture], folder: Path) -> dict[str, int]:
    """Write `images/`, `labels/` and `data.yaml` as YOLO programs read them, into a folder that is new or empty.

    Returns:
        How many pictures and infants there are on each side.

    Raises:
        YoloRefused: too_few_infants, folder_not_empty; and the code of the first picture that cannot be read.
    """
    if folder.exists() and any(folder.iterdir()):
        raise YoloRefused("folder_not_empty", f"{folder} is not empty.")
    measured = held_out(Counter(one.infant for one in pictures))
    for side in (TRAINED, HELD_OUT):
        for kind in ("images", "labels"):
            (folder / kind / side).mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(pictures):
        side = HELD_OUT if one.infant in measured else TRAINED
        name = f"{number:06d}"
        _require_readable(one.path)
        shutil.copyfile(one.path, folder / "images" / side / f"{name}{one.path.suffix.lower()}")
        (folder / "labels" / side / f"{name}.txt").write_text("".join(map(_as_label, one.boxes)))
    about = {"path": str(folder.resolve()), "train": f"images/{TRAINED}", "val": f"images/{HELD_OUT}"}
    # Every JSON text is YAML, too.
    (folder / "data.yaml").write_text(json.dumps({**about, "names": ["face"]}, indent=1))
    count = sum(one.infant in measured for one in pictures)
    infants = len({one.infant for one in pictures})
    sides = {"pictures_trained": len(pictures) - count, "pictures_held_out": count}
    return {**sides, "infants_trained": infants - len(measured), "infants_held_out": len(measured)}


def _understood(row: Mapping[str, str], folder: Path) -> BoxedPicture:
    path = (folder / row["file"]).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise ValueError(f"{row['file']} is not a file of this folder")
    if not row["infant"]:
        raise ValueError("no infant is named")
    if all(row[side] == "" for side in Box._fields):
        return BoxedPicture(path, row["infant"], ())
    sides = [float(row[side]) for side in Box._fields]
    box = Box(*sides).within_frame()
    if not all(map(math.isfinite, sides)) or box.area == 0:
        raise ValueError("the box has no area in the frame")
    return BoxedPicture(path, row["infant"], (box,))


def _require_readable(path: Path) -> None:
    try:
        read_picture(path)
    except VideoRefused as refusal:
        raise YoloRefused(refusal.code, f"{path.name}: {refusal.message}") from refusal


def _as_label(box: Box) -> str:
    across, down = box.centre
    return f"0 {across:.6f} {down:.6f} {box.right - box.left:.6f} {box.bottom - box.top:.6f}\n"
