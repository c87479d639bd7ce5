"""One Parquet file: every column, and the pictures' bytes beside them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from training.exports.folder import Step
from training.exports.rows import ExportRow, Papers

ROWS_PER_GROUP = 1_000


def write_parquet(to: Path, rows: Sequence[ExportRow], papers: Papers, step: Step = lambda _: None) -> None:
    """Write `file`, `picture` (the file's bytes) and every column; labels and shares as numbers too.

    Arguments as `write_folder`; the data card lies in the file's own metadata, under `dataset` and `card`.
    """
    names = list(rows[0].fields)
    schema = pa.schema(
        [
            ("file", pa.string()),
            ("picture", pa.binary()),
            ("pain", pa.int8()),
            ("share_of_pain", pa.float32()),
            *((name, pa.string()) for name in names),
        ],
        metadata={"dataset": json.dumps(json.loads(papers.facts)), "card": papers.card},
    )
    with pq.ParquetWriter(to, schema, compression="none") as writer:
        for start in range(0, len(rows), ROWS_PER_GROUP):
            step(start)
            some = rows[start : start + ROWS_PER_GROUP]
            writer.write_table(pa.Table.from_pydict(_columns(some, names), schema=schema))


def _columns(rows: Sequence[ExportRow], names: Sequence[str]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        "file": [row.name for row in rows],
        "picture": [row.place.read_bytes() for row in rows],
        "pain": [row.label for row in rows],
        "share_of_pain": [row.soft for row in rows],
    }
    return columns | {name: [row.fields[name] for row in rows] for name in names}
