"""Labels in the shape of COCO: images, categories, and an annotation for each rater's label of the whole image.

Format: https://cocodataset.org/#format-data. There is no box and no segment: the category is that of the frame, and
fields of our own say the rest.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.labelling.interchange.rows import VALUES, FileRow, Label, bounded, by_frame, id_in, json_of
from annotator.scoring.interchange.events import UnreadableFileError

KIND = "a COCO file"
FACTS = ("reason", "actions", "rater", "source", "reading", "client_at")
CATEGORIES = [{"id": number, "name": value, "supercategory": "label"} for number, value in enumerate(VALUES, start=1)]
NUMBER = {value: number for number, value in enumerate(VALUES, start=1)}


def write(labels: Iterable[Label]) -> Iterator[str]:
    """The file in pieces; the annotations, which follow all images, are held back until then."""
    yield f'{{"info": {{"version": "1.0"}}, "licenses": [], "categories": {json.dumps(CATEGORIES)},\n"images": ['
    annotations: list[str] = []
    for number, (frame, several) in enumerate(by_frame(labels), start=1):
        image = {"id": number, "file_name": f"{frame.frame}.jpg", "width": frame.width, "height": frame.height}
        yield f"{',' if number > 1 else ''}\n{json.dumps({**image, **frame.place}, ensure_ascii=False)}"
        for label in several:
            facts = {"id": len(annotations) + 1, "image_id": number, "category_id": NUMBER[label.value]}
            annotations.append(json.dumps({**facts, **label.facts}, ensure_ascii=False))
    yield '\n],\n"annotations": [\n'
    yield ",\n".join(annotations)
    yield "\n]}\n"


def read(content: bytes) -> list[FileRow]:
    """A row for each annotation; raises UnreadableFileError unless there are images, categories and annotations."""
    file = json_of(content, KIND)
    if not isinstance(file, dict):
        raise UnreadableFileError(f"This is not {KIND}.")
    parts = [file.get(name) for name in ("images", "categories", "annotations")]
    if not all(isinstance(part, list) and all(isinstance(one, dict) for one in part) for part in parts):
        raise UnreadableFileError(f"This is not {KIND}.")
    images, categories, annotations = (part or [] for part in parts)
    frames = {str(image.get("id")): image.get("frame") or id_in(image.get("file_name")) for image in images}
    names = {str(category.get("id")): category.get("name") for category in categories}
    return bounded(_rows(frames, names, annotations))


def _rows(frames: dict[str, Any], names: dict[str, Any], annotations: list[dict[str, Any]]) -> Iterator[FileRow]:
    for number, annotation in enumerate(annotations, start=1):
        facts = {name: annotation[name] for name in FACTS if annotation.get(name) not in (None, "")}
        frame = frames.get(str(annotation.get("image_id")), "")
        yield FileRow(number, {"frame": frame, "value": names.get(str(annotation.get("category_id"))), **facts})
