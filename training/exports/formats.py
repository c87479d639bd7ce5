"""The formats by name."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from training.exports.folder import Step
from training.exports.rows import ExportRow, Papers

Writer = Callable[[Path, Sequence[ExportRow], Papers, Step], None]
SUFFIXES = {"folder": "zip", "parquet": "parquet", "coco": "zip", "tfrecord": "tfrecord"}


def writer_of(kind: str) -> Writer:
    """The function that writes a format; its libraries are loaded when it is asked for."""
    writer: Writer = getattr(import_module(f"training.exports.{kind}"), f"write_{kind}")
    return writer
