"""Several data sets as one table, where some only help training: their pictures stay where they lie."""

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inference.video.whole_file import whole_file
from training.dataset import REQUIRED, read_columns


@dataclass(frozen=True)
class Source:
    """A table and the folder that its files lie in."""

    manifest: Path
    pictures: Path


def join(sources: Sequence[Source], table: Path) -> Path:
    """Write the rows of all sources one after the other; the same sources give the same bytes.

    Args:
        sources: At least one. A column that only some have is empty in the rows of the others.
        table: Where the joined manifest goes.

    Returns:
        The folder to which its files are relative: the nearest that holds all pictures.

    Raises:
        TrainingRefused: as `read_columns`.
    """
    folder = Path(os.path.commonpath([source.pictures.resolve() for source in sources]))
    tables = [read_columns(source.manifest, required=REQUIRED) for source in sources]
    names = list(dict.fromkeys(name for columns in tables for name in columns))
    with whole_file(table) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(names)
        for source, columns in zip(sources, tables, strict=True):
            under = source.pictures.resolve().relative_to(folder)
            columns["file"] = [(under / name).as_posix() for name in columns["file"]]
            absent = [""] * len(columns["file"])
            rows.writerows(zip(*(columns.get(name, absent) for name in names), strict=True))
    return folder
