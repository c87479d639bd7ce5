"""What the formats have in common: a label as it is written, and a row of a file as somebody else wrote it."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from annotator.scoring.interchange.events import UnreadableFileError, text_of

MAX_ROWS = 100_000
VALUES = ("pain", "nonpain", "unusable", "unsure")
BY_RULE = "rule"
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class Label:
    """A label on its way out.

    `rater` is the letter the rater goes by, empty for a label by rule. `superseded_at` is None while it is in force,
    `supersedes` None for a first statement; only the table of the whole history shows them.
    """

    id: UUID
    frame: UUID
    video: UUID
    infant: str
    index: int
    pts_ms: int
    width: int
    height: int
    value: str
    reason: str
    actions: tuple[str, ...]
    rater: str
    source: str
    reading: int
    client_at: datetime | None
    created_at: datetime
    superseded_at: datetime | None = None
    supersedes: UUID | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What every format says of a label besides its value and its frame, in this order."""
        return {
            "label": str(self.id),
            "reason": self.reason,
            "actions": list(self.actions),
            "rater": self.rater,
            "source": self.source,
            "reading": self.reading,
            "client_at": time_of(self.client_at),
            "created_at": time_of(self.created_at),
        }

    @property
    def place(self) -> dict[str, Any]:
        """Where the frame is, in this order."""
        return {
            "frame": str(self.frame),
            "infant": self.infant,
            "video": str(self.video),
            "index": self.index,
            "pts_ms": self.pts_ms,
        }


@dataclass(frozen=True, slots=True)
class FileRow:
    """A label as a file says it; nothing is checked yet.

    `number` counts from 1: the line of a table, the annotation of the other files. `said` may hold anything under
    `frame`, `value`, `reason`, `actions`, `rater`, `source`, `reading` and `client_at`; what the file leaves out is
    absent.
    """

    number: int
    said: dict[str, Any] = field(default_factory=dict)


def time_of(at: datetime | None) -> str:
    """A time as files say it; empty for none."""
    return at.isoformat() if at is not None else ""


def by_frame(labels: Iterable[Label]) -> Iterator[tuple[Label, list[Label]]]:
    """The labels of each frame, with the first of them to say where the frame is; they must come frame by frame."""
    for _, group in groupby(labels, key=lambda label: label.frame):
        several = list(group)
        yield several[0], several


def id_in(*texts: object) -> str:
    """The last id of our kind in the first text that has one, as in an address or a file name; empty when none has."""
    for text in texts:
        found = _ID.findall(text) if isinstance(text, str) else []
        if found:
            return str(found[-1])
    return ""


def bounded(rows: Iterable[FileRow]) -> list[FileRow]:
    """The rows; raises UnreadableFileError when there are none or too many."""
    kept: list[FileRow] = []
    for row in rows:
        if len(kept) >= MAX_ROWS:
            raise UnreadableFileError(f"More than {MAX_ROWS:,} labels in one file.")
        kept.append(row)
    if not kept:
        raise UnreadableFileError("There is no label in this file.")
    return kept


def json_of(content: bytes, kind: str) -> Any:
    """The decoded file; raises UnreadableFileError, which says that it is not `kind`, for anything that is no JSON."""
    text = text_of(content)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableFileError(f"This is not {kind}.") from None
