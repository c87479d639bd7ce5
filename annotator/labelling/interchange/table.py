"""Labels as a table: comma separated values with a header, a row for each label."""

import csv
import io
from collections.abc import Iterable, Iterator

from annotator.agreement.board_files import guarded
from annotator.labelling.interchange.rows import FileRow, Label, bounded, time_of
from annotator.scoring.interchange.events import UnreadableFileError, text_of

COLUMNS = [
    *("label", "frame", "infant", "video", "index", "pts_ms", "value", "reason", "actions"),
    *("rater", "source", "reading", "client_at", "created_at"),
]
HISTORY = ["superseded_at", "supersedes"]
BETWEEN = " "  # of actions: names of actions hold no space


def write(labels: Iterable[Label], *, history: bool = False) -> Iterator[str]:
    """The table in pieces; with `history`, when a label was superseded and which one it superseded."""
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield writer.writerow([*COLUMNS, *(HISTORY if history else [])])
    for label in labels:
        facts = {**label.place, **label.facts, "value": label.value}
        facts |= {"infant": guarded(label.infant), "actions": BETWEEN.join(label.actions)}
        row = [facts[column] for column in COLUMNS]
        if history:
            row += [time_of(label.superseded_at), label.supersedes or ""]
        yield writer.writerow(row)


class _Line:
    """Gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def read(content: bytes) -> list[FileRow]:
    """The rows; raises UnreadableFileError unless it is such a table with at least `frame` and `value`."""
    text = text_of(content)
    if "\x00" in text:
        raise UnreadableFileError("The file holds characters that no table has.")
    try:
        return bounded(_rows(text))
    except csv.Error as error:
        raise UnreadableFileError(f"This is not a table: {error}.") from None


def _rows(text: str) -> Iterator[FileRow]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    header = reader.fieldnames or []
    missing = [name for name in ("frame", "value") if name not in header]
    if missing:
        raise UnreadableFileError(f"There is no column '{missing[0]}' in the first line.")
    for row in reader:
        said = {name: value for name, value in row.items() if name in COLUMNS and value not in (None, "")}
        if None in row:
            raise UnreadableFileError(f"Line {reader.line_num} has more fields than the first line.")
        if "actions" in said:
            said["actions"] = str(said["actions"]).split()
        yield FileRow(reader.line_num, said)
