"""COCO's JSON beside the pictures, zipped. Format: https://cocodataset.org/#format-data.

Each picture is one face, so that its one annotation covers all of it; the class is pain or nonpain.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from training.dataset import CLASSES
from training.exports.archive import Archive
from training.exports.folder import Step
from training.exports.rows import ExportRow, Papers

CATEGORIES = [{"id": number, "name": name, "supercategory": "face"} for number, name in enumerate(CLASSES, start=1)]


def write_coco(to: Path, rows: Sequence[ExportRow], papers: Papers, step: Step = lambda _: None) -> None:
    """Write `annotations.json`, the data card and the pictures; arguments as `write_folder`."""
    with Archive(to) as archive:
        archive.text("README.md", papers.card)
        archive.text("annotations.json", "".join(_document(rows, papers)))
        for number, row in enumerate(rows):
            step(number)
            archive.file(row.name, row.place)


def _document(rows: Sequence[ExportRow], papers: Papers) -> Iterator[str]:
    sized = list(enumerate(((row, _size(row.place)) for row in rows), start=1))
    info = json.dumps({"version": "1.0", "dataset": json.loads(papers.facts)}, ensure_ascii=False)
    yield f'{{"info": {info}, "licenses": [], "categories": {json.dumps(CATEGORIES)},\n"images": [\n'
    yield ",\n".join(_line(_image(number, row, size)) for number, (row, size) in sized)
    yield '\n],\n"annotations": [\n'
    yield ",\n".join(_line(_label(number, row, size)) for number, (row, size) in sized)
    yield "\n]}\n"


def _image(number: int, row: ExportRow, size: tuple[int, int]) -> dict[str, Any]:
    facts = {name: value for name, value in row.fields.items() if name != "label"}
    return {"id": number, "file_name": row.name, "width": size[0], "height": size[1], "attributes": facts}


def _label(number: int, row: ExportRow, size: tuple[int, int]) -> dict[str, Any]:
    box = [0, 0, *size]
    fixed = {"id": number, "image_id": number, "category_id": row.label + 1, "iscrowd": 0}
    return {**fixed, "bbox": box, "area": size[0] * size[1], "score": row.soft}


def _line(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False)


def _size(place: Path) -> tuple[int, int]:
    with Image.open(place) as image:
        return image.size
