"""A dataset's rows as a file: how they are written, read and compared. Knows no web application, no database.

The columns that learning needs come first, under the names of `training/dataset.py`; the others are context. The same
rows give the same bytes, so that the file's SHA-256 names the dataset.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HEAD = ("file", "sha256", "infant", "domain", "label", "soft_label")
PLACE = ("frame_id", "video", "frame_index", "pts_ms", "box", "turn")
FACTS = ("label_source", "raters", "age_band", "sex", "group")
CIRCUMSTANCES = ("pacifier", "wrapping", "sweet_solution", "skin_to_skin", "breastfeeding")
COLUMNS = (*HEAD, *PLACE, *FACTS, *CIRCUMSTANCES)
MOST_LISTED = 200

AGE_BANDS = (  # hours below which an age belongs to the band
    (24, "below 24 h"),
    (72, "24-72 h"),
    (28 * 24, "3-28 d"),
    (91 * 24, "1-3 months"),
    (365 * 24, "3-12 months"),
    (3 * 365 * 24, "1-3 years"),
)

Row = dict[str, str]


def age_band(hours: int | None) -> str:
    """The band an age falls in; `unknown` where it was not written down."""
    if hours is None:
        return "unknown"
    return next((name for below, name in AGE_BANDS if hours < below), "3 years or more")


def write_rows(place: Path, rows: Iterable[Row], columns: Iterable[str] = COLUMNS) -> None:
    """Writes the file anew, in the order of the rows."""
    with place.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_rows(place: Path) -> Iterator[Row]:
    """The rows of a file this module wrote, one at a time."""
    with place.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def columns_of(place: Path) -> list[str]:
    """The file's first line."""
    with place.open(newline="", encoding="utf-8") as file:
        return next(csv.reader(file))


@dataclass
class Difference:
    """What changed from one version to another.

    Attributes:
        counts: rows `added`, `removed`, `relabelled` (another label), `reweighted` (another share of raters),
            `recut` (another picture), `unchanged`.
        by_infant: the first four of these for each infant that has any.
        listed: the first changed rows, with what was and what is.
    """

    counts: Counter[str] = field(default_factory=Counter)
    by_infant: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    listed: list[dict[str, Any]] = field(default_factory=list)

    def note(self, kind: str, row: Row, before: str | None, after: str | None) -> None:
        """Counts one row, and lists it while there is room."""
        self.counts[kind] += 1
        if kind == "unchanged":
            return
        self.by_infant[row["infant"]][kind] += 1
        if len(self.listed) < MOST_LISTED:
            place = {name: row[name] for name in ("infant", "video", "frame_id")}
            self.listed.append({"kind": kind, **place, "pts_ms": int(row["pts_ms"]), "before": before, "after": after})


def difference(older: Path, newer: Path) -> Difference:
    """Walks through both files at once; both must be in the order in which datasets of a study are written."""
    found = Difference()
    left, right = read_rows(older), read_rows(newer)
    one, two = next(left, None), next(right, None)
    while one is not None or two is not None:
        if two is None or (one is not None and place_in_order(one) < place_in_order(two)):
            assert one is not None  # noqa: S101  (one of the two is there)
            found.note("removed", one, one["label"], None)
            one = next(left, None)
        elif one is None or place_in_order(two) < place_in_order(one):
            found.note("added", two, None, two["label"])
            two = next(right, None)
        else:
            found.note(_change(one, two), two, _shown(one), _shown(two))
            one, two = next(left, None), next(right, None)
    return found


def place_in_order(row: Row) -> tuple[str, int]:
    """Rows stand by video, then time."""
    return row["video"], int(row["frame_index"])


def _change(one: Row, two: Row) -> str:
    if one["label"] != two["label"]:
        return "relabelled"
    if one["sha256"] != two["sha256"]:
        return "recut"
    return "reweighted" if one["soft_label"] != two["soft_label"] else "unchanged"


def _shown(row: Row) -> str:
    return row["label"] if row["soft_label"] in ("0.0000", "1.0000") else f"{row['label']} {row['soft_label']}"
