"""What becomes of an unpacked data set from elsewhere: names of ours for its files, its rows, its counts."""

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.audit.files import place_of
from annotator.audit.models import StoredFile
from annotator.core.errors import DomainError
from annotator.core.text import has_hidden_characters
from annotator.datasets.building import Built, new_manifest
from annotator.datasets.deciding import warnings_of
from annotator.datasets.incoming import LEFT_OUT, LONGEST_CLASS, pattern_of
from annotator.datasets.manifest import HEAD, PLACE, Row, write_rows
from annotator.datasets.models import Dataset, Origin
from annotator.datasets.rules import CLASS_LEFT_OUT, IMPORT
from annotator.labelling.rules import NONPAIN, PAIN

ORIGINAL_CLASS, ORIGINAL_FILE = "original_class", "original_file"
LONGEST_NAME, MOST_COLUMNS = LONGEST_CLASS, 60


@dataclass(frozen=True, slots=True)
class Brought:
    """A picture that was brought, with its row as its own table says it."""

    place: Path
    row: Row


def rows_brought(brought: Iterable[Brought], domain: str) -> tuple[list[Row], list[tuple[Path, str]]]:
    """The rows as ours, and for each picture the name it gets here: a number, which tells nothing.

    Raises:
        DomainError: `text_invalid` (422) when an infant or a class has a name that cannot be shown.
    """
    rows, names = [], []
    for number, one in enumerate(brought, start=1):
        infant, original = one.row["infant"], one.row.get(ORIGINAL_CLASS, "")
        for text in (infant, original):
            if len(text) > LONGEST_NAME or has_hidden_characters(text):
                message = f"Row {number}: a name is too long, or has characters that cannot be seen."
                raise DomainError("text_invalid", message, status_code=422)
        name = f"{number:07d}{one.place.suffix.lower()}"
        # Places within another installation mean nothing here.
        context = {key: value for key, value in one.row.items() if key not in (*HEAD, *PLACE)}
        head = {
            **{"file": name, "sha256": one.row["sha256"], "infant": infant, "domain": domain},
            **{"label": one.row["label"], "soft_label": one.row.get("soft_label") or _share(one.row["label"])},
        }
        rows.append({**head, **context, "label_source": IMPORT, ORIGINAL_FILE: one.row["file"]})
        names.append((one.place, name))
    if rows and len(rows[0]) > MOST_COLUMNS:
        message = f"The table has more than {MOST_COLUMNS} columns."
        raise DomainError("too_many_columns", message, status_code=422)
    return rows, names


def infants_left_out(dataset: Dataset, folder: Path) -> list[str]:
    """The infant of each unpacked picture whose class is not wanted, once for each; none where no names are read."""
    if dataset.origin != Origin.FOLDER:
        return []
    named = re.compile(pattern_of(dataset.rules["template"]))
    found = [named.fullmatch(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file()]
    return [one["infant"] for one in found if one and dataset.rules["classes"].get(one["class"]) == LEFT_OUT]


def built_from(dataset: Dataset, rows: list[Row], classes: Mapping[str, int], lost: list[str]) -> Built:
    """The manifest under a temporary name, with its counts.

    Args:
        dataset: what it becomes.
        rows: at least one.
        classes: pictures by the class they had, those left out included; empty where that is not known.
        lost: the infant of each picture whose class was not wanted.
    """
    place = new_manifest(dataset)
    write_rows(place, rows, rows[0])
    infants: dict[str, Counter[str]] = {}
    for row in rows:
        infants.setdefault(row["infant"], Counter())[row["label"]] += 1
    return Built(place, _summary(infants, classes, lost), list(infants.items()))


def _summary(infants: dict[str, Counter[str]], classes: Mapping[str, int], lost: list[str]) -> dict[str, Any]:
    labels = sum(infants.values(), Counter())
    left_out = [{"reason": CLASS_LEFT_OUT, "frames": len(lost), "infants": len(set(lost))}] if lost else []
    summary = {
        "frames": labels.total() + len(lost),
        "frame_infants": len({*infants, *lost}),
        "rows": labels.total(),
        "pain": labels[PAIN],
        "nonpain": labels[NONPAIN],
        "infants": len(infants),
        "pain_infants": sum(one[PAIN] > 0 for one in infants.values()),
        "nonpain_infants": sum(one[NONPAIN] > 0 for one in infants.values()),
        "exclusions": left_out,
        "sources": [{"source": IMPORT, "pain": labels[PAIN], "nonpain": labels[NONPAIN]}],
        "upstream": None,
        "original_classes": dict(classes),
    }
    return {**summary, "warnings": warnings_of(summary)}


def place_pictures(dataset: Dataset, names: list[tuple[Path, str]]) -> None:
    """Moves the pictures where they stay; what an attempt that was lost left behind is replaced."""
    folder = place_of(f"{dataset.folder}/pictures")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o750)
    for place, name in names:
        shutil.move(place, folder / name)
        (folder / name).chmod(0o640)


def register_pictures(dataset: Dataset, rows: list[Row]) -> None:
    """Enters the pictures' files; call it in the transaction that ends the work."""
    folder = f"{dataset.folder}/pictures"
    StoredFile.objects.filter(path__startswith=f"{folder}/").delete()
    StoredFile.objects.bulk_create(
        (
            StoredFile(
                path=f"{folder}/{row['file']}",
                sha256=row["sha256"],
                size_bytes=place_of(f"{folder}/{row['file']}").stat().st_size,
            )
            for row in rows
        ),
        batch_size=2_000,
    )


def _share(label: str) -> str:
    return "1.0000" if label == PAIN else "0.0000"
