"""Pictures in a folder for each class beside a table, zipped: what every training program can read."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from training.exports.archive import Archive
from training.exports.rows import ExportRow, Papers

Step = Callable[[int], None]


def write_folder(to: Path, rows: Sequence[ExportRow], papers: Papers, step: Step = lambda _: None) -> None:
    """Write `manifest.csv`, the data card and the pictures; the table is read by `training/dataset.py`.

    Args:
        to: The ZIP file.
        rows: At least one.
        papers: The data card.
        step: Called before each picture with its number; may raise to stop.
    """
    with Archive(to) as archive:
        archive.text("README.md", papers.card)
        archive.text("dataset.json", papers.facts)
        archive.text("manifest.csv", table_of(rows))
        for number, row in enumerate(rows):
            step(number)
            archive.file(row.name, row.place)


def table_of(rows: Sequence[ExportRow]) -> str:
    """The rows as CSV, `file` first."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file", *rows[0].fields])
    writer.writerows([row.name, *row.fields.values()] for row in rows)
    return text.getvalue()
