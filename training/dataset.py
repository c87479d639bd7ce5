"""A frozen dataset as a table: one row per picture, checked as a whole before anything starts."""

import csv
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from training.refusal import TrainingRefused, listed

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Words = NDArray[np.object_]

REQUIRED = ("file", "sha256", "infant", "domain", "label")
SOFT = "soft_label"
ORIGINAL_CLASS = "original_class"  # what a picture was called before it became pain or nonpain
CLASSES = ("nonpain", "pain")  # a label is a place in here
ROWS_AT_ONCE = 4096
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Manifest:
    """The rows of a manifest, by column.

    Attributes:
        files: Paths within the picture folder, with forward slashes.
        sha256: Of the files' content, in lower case.
        infants: Pseudonyms, unique within a domain only.
        domains: The data set each row comes from.
        labels: 1 pain, 0 nonpain.
        soft_labels: Share of the raters who said pain, 0 to 1; None: not given.
        context: Every other column, as text: `original_class`, `look` (how the picture was made), subgroups.
    """

    files: tuple[str, ...]
    sha256: tuple[str, ...]
    infants: Words
    domains: Words
    labels: Integers
    soft_labels: Floats | None
    context: Mapping[str, Words]

    def __len__(self) -> int:
        return len(self.files)

    @cached_property
    def groups(self) -> Integers:
        """For each row the place of its infant in `group_names`; equal names in two domains are two infants."""
        return self._groups[0]

    @cached_property
    def group_names(self) -> list[str]:
        """Every infant as `domain/infant`, by domain, then name."""
        return self._groups[1]

    @cached_property
    def _groups(self) -> tuple[Integers, list[str]]:
        pairs = list(zip(self.domains, self.infants, strict=True))
        place = {pair: number for number, pair in enumerate(sorted(set(pairs)))}
        codes = np.fromiter((place[pair] for pair in pairs), dtype=np.int64, count=len(pairs))
        return codes, [f"{domain}/{infant}" for domain, infant in place]


def read_manifest(path: Path) -> Manifest:
    """Read and check `manifest.csv`.

    Raises:
        TrainingRefused: manifest_unreadable, missing_column, repeated_column, uneven_row, empty_manifest,
            empty_value, unknown_label, soft_label_invalid, sha256_malformed, file_outside, duplicate_file,
            contradicting_labels, one_class, one_infant.
    """
    columns = read_columns(path, required=REQUIRED)
    for name in REQUIRED:
        if "" in columns[name]:
            raise TrainingRefused("empty_value", f"Line {columns[name].index('') + 2} has no “{name}”.")
    _check_files(columns["file"], columns["sha256"])
    context = [name for name in columns if name not in (*REQUIRED, SOFT)]
    manifest = Manifest(
        files=tuple(columns["file"]),
        sha256=tuple(columns["sha256"]),
        infants=as_words(columns["infant"]),
        domains=as_words(columns["domain"]),
        labels=read_labels(columns["label"]),
        soft_labels=read_shares(columns[SOFT], SOFT) if SOFT in columns else None,
        context={name: as_words(columns[name]) for name in context},
    )
    _check_whole(manifest)
    return manifest


def read_columns(path: Path, *, required: Sequence[str]) -> dict[str, list[str]]:
    """A CSV file with a head line as columns of text; at least one row, each as long as the head.

    Raises:
        TrainingRefused: manifest_unreadable, missing_column, repeated_column, uneven_row, empty_manifest.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            head = next(reader, [])
            if missing := [name for name in required if name not in head]:
                raise TrainingRefused("missing_column", f"“{path.name}” has no column {listed(missing)}.")
            if repeated := sorted({name for name in head if head.count(name) > 1}):
                raise TrainingRefused("repeated_column", f"“{path.name}” has several columns {listed(repeated)}.")
            columns = _columns(reader, len(head))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TrainingRefused("manifest_unreadable", f"“{path.name}” cannot be read as CSV: {error}.") from error
    if not columns[0]:
        raise TrainingRefused("empty_manifest", f"“{path.name}” has no rows.")
    return dict(zip(head, columns, strict=True))


def _columns(rows: Iterator[list[str]], width: int) -> list[list[str]]:
    """Rows turned a few thousand at a time, words that repeat held once: memory is what a million rows cost."""
    columns: list[list[str]] = [[] for _ in range(width)]
    while some := list(islice(rows, ROWS_AT_ONCE)):
        for place, row in enumerate(some):
            if len(row) != width:
                line = len(columns[0]) + place + 2
                raise TrainingRefused("uneven_row", f"Line {line} has {len(row)} values instead of {width}.")
        for column, part in zip(columns, zip(*some, strict=True), strict=True):
            repeats = len(set(part)) < len(part) / 2
            column.extend(map(sys.intern, part) if repeats else part)
    return columns


def read_labels(words: Sequence[str]) -> Integers:
    """Pain as 1, nonpain as 0; refuses unknown_label."""
    if unknown := set(words) - set(CLASSES):
        raise TrainingRefused("unknown_label", f"A label is “pain” or “nonpain”, not {listed(sorted(unknown))}.")
    return np.fromiter((word == "pain" for word in words), dtype=np.int64, count=len(words))


def read_shares(words: Sequence[str], name: str) -> Floats:
    """Numbers from 0 to 1; refuses <name>_invalid, NaN included."""
    try:
        numbers = np.array(words, dtype=object).astype(np.float64)
    except ValueError:
        numbers = np.array([float(word) if _is_number(word) else np.nan for word in words])
    wrong = np.flatnonzero(~((numbers >= 0) & (numbers <= 1)))
    if len(wrong):
        line, word = int(wrong[0]) + 2, words[int(wrong[0])]
        raise TrainingRefused(f"{name}_invalid", f"Line {line}: “{name}” must be from 0 to 1, not “{word}”.")
    return numbers


def as_words(words: Sequence[str]) -> Words:
    """Text as an array."""
    return np.array(words, dtype=object)


def check_files_exist(manifest: Manifest, folder: Path) -> None:
    """Refuse missing_files: one look into each folder that is named, not one question per picture."""
    parents = {name.rpartition("/")[0] for name in manifest.files}
    there = {
        f"{parent}/{path.name}" if parent else path.name
        for parent in parents
        if (folder / parent).is_dir()
        for path in (folder / parent).iterdir()
    }
    if missing := [file for file in manifest.files if file not in there]:
        raise TrainingRefused("missing_files", f"{len(missing)} pictures are not there: {listed(missing)}.")


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _check_files(files: Sequence[str], hashes: Sequence[str]) -> None:
    malformed = next((n for n, one in enumerate(hashes) if not SHA256.fullmatch(one)), None)
    if malformed is not None:
        raise TrainingRefused("sha256_malformed", f"Line {malformed + 2}: a SHA-256 has 64 digits from 0 to f.")
    outside = [file for file in files if file.startswith("/") or (".." in file and ".." in PurePosixPath(file).parts)]
    if outside:
        raise TrainingRefused("file_outside", f"{listed(outside)}: pictures must lie within the picture folder.")
    if len(set(files)) < len(files):
        seen: set[str] = set()
        twice = [file for file in files if file in seen or seen.add(file)]  # type: ignore[func-returns-value]
        raise TrainingRefused("duplicate_file", f"{listed(sorted(set(twice)))} appears more than once.")


def _check_whole(manifest: Manifest) -> None:
    label_of: dict[str, int] = {}
    for file, sha256, label in zip(manifest.files, manifest.sha256, manifest.labels.tolist(), strict=True):
        if label_of.setdefault(sha256, label) != label:
            raise TrainingRefused("contradicting_labels", f"“{file}” is also there with the other label.")
    if len(np.unique(manifest.labels)) < 2:
        only = CLASSES[int(manifest.labels[0])]
        raise TrainingRefused("one_class", f"Every row is labelled “{only}”: there is nothing to tell apart.")
    if len(manifest.group_names) < 2:
        raise TrainingRefused("one_infant", "All pictures show one infant: nothing could be tested on another.")
