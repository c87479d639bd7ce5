"""Reads a CSV file of ratings: one row per video, one column per operator."""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from annotator.agreement.table import MAX_OPERATORS, RatingTable, RatingTableError, tabulate_ratings

MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 100_000
VIDEO, INFANT = "video", "infant"
# What the board's own export says after the operators; where all of it is there, none of it is an operator.
FOLLOWING = ("median", "range", "consensus", "state", "name")
NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?", re.ASCII)


def read_ratings(path: Path, *, group: str = INFANT, categories: Sequence[float] | None = None) -> RatingTable:
    """Reads the columns `video`, the group's, and one per operator; an empty field is a missing rating.

    Comma or semicolon (as spreadsheets write it in some languages) separates; UTF-8, with or without a byte-order
    mark. A column `infant` is no operator even when another column is the group.

    Args:
        path: The file.
        group: Column whose values are resampled as a whole.
        categories: Every level of the scale; None for the levels in use.

    Raises:
        RatingTableError: Anything is wrong with the file; the message is one sentence, with the line where there is
            one. Files over `MAX_BYTES` or `MAX_ROWS` are refused before they fill the memory.
    """
    lines = _lines(path)
    header_line, header = next(lines, (1, []))
    operators = _operators(header, group=group)
    columns = [header.index(name) for name in operators]
    video_column, group_column = header.index(VIDEO), header.index(group)
    ratings: list[list[float]] = []
    infants: list[str] = []
    first_seen: dict[str, int] = {}
    for line, fields in lines:
        if len(fields) != len(header):
            raise RatingTableError(f"Line {line} has {len(fields)} fields where the header has {len(header)}.")
        if len(ratings) == MAX_ROWS:
            raise RatingTableError(f"The file has more than {MAX_ROWS} rows.")
        video, infant = fields[video_column], fields[group_column]
        if not video or not infant:
            raise RatingTableError(f"Line {line} has no value in the column '{group if video else VIDEO}'.")
        if first_seen.setdefault(video, line) != line:
            raise RatingTableError(f"Line {line} repeats the video '{_short(video)}' of line {first_seen[video]}.")
        infants.append(infant)
        ratings.append([_rating(fields[column], name, line) for column, name in zip(columns, operators, strict=True)])
    if not ratings:
        raise RatingTableError(f"The file has no row below its header in line {header_line}.")
    return tabulate_ratings(np.array(ratings), infants=infants, operators=operators, categories=categories)


def parse_categories(text: str) -> tuple[float, ...]:
    """The levels of a scale from a list such as `0,1,2`.

    Raises:
        RatingTableError: One of them is not a number, or one is given twice.
    """
    fields = [field.strip() for field in text.split(",")]
    for field in fields:
        if not NUMBER.fullmatch(field):
            raise RatingTableError(f"The category '{_short(field)}' is not a number.")
    levels = tuple(float(field) for field in fields)
    if len(set(levels)) != len(levels):
        raise RatingTableError("A category is given twice.")
    return levels


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and stripped fields of every line that is not blank."""
    try:
        if not path.is_file():
            raise RatingTableError(f"There is no file '{_short(str(path), most=200)}'.")
        if path.stat().st_size > MAX_BYTES:
            raise RatingTableError(f"The file is larger than {MAX_BYTES // 1024 // 1024} MiB.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            separator = ";" if ";" in first and "," not in first else ","
            reader = csv.reader(file, delimiter=separator, strict=True)
            for fields in reader:
                if any(field.strip() for field in fields):
                    yield reader.line_num, [field.strip() for field in fields]
    except UnicodeDecodeError:
        raise RatingTableError("The file is not UTF-8 text.") from None
    except csv.Error as problem:
        raise RatingTableError(f"Line {reader.line_num} is not CSV: {problem}.") from None
    except OSError as problem:
        raise RatingTableError(f"The file cannot be read: {problem.strerror}.") from None


def _operators(header: list[str], *, group: str) -> tuple[str, ...]:
    """The header's names that are operators."""
    if not header:
        raise RatingTableError("The file is empty.")
    for needed in (VIDEO, group):
        if needed not in header:
            raise RatingTableError(f"The column '{_short(needed)}' is missing.")
    twice = next((name for name in header if header.count(name) > 1), None) if len(header) < 1000 else None
    if twice is not None:
        raise RatingTableError(f"The column '{_short(twice)}' is there twice.")
    if "" in header:
        raise RatingTableError(f"Column {header.index('') + 1} has no name.")
    following = FOLLOWING if set(FOLLOWING) <= set(header) else ()
    operators = tuple(name for name in header if name not in (VIDEO, INFANT, group, *following))
    if not operators:
        raise RatingTableError("There is no column of an operator.")
    if len(operators) > MAX_OPERATORS:
        raise RatingTableError(
            f"There are {len(operators)} operators; at most {MAX_OPERATORS} can be compared at once."
        )
    return operators


def _rating(text: str, operator: str, line: int) -> float:
    """The rating as a number, NaN for an empty field."""
    if not text:
        return float("nan")
    if not NUMBER.fullmatch(text):
        raise RatingTableError(f"Line {line}, column '{_short(operator)}': '{_short(text)}' is not a number.")
    return float(text)


def _short(text: str, *, most: int = 40) -> str:
    """The text for a message: one line, not longer than needed to find it."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= most else f"{shown[:most]}..."
