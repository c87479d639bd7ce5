"""A ZIP file from elsewhere, unpacked without trusting anything it says: all of it or nothing."""

import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from inference.pictures import SUFFIXES
from training.refusal import TrainingRefused, listed

PAPERS = frozenset({"manifest.csv", "readme.md", "dataset.json"})  # what our own exports bring beside pictures
LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
LITTER_FOLDER = "__MACOSX"
LONGEST_PART, LONGEST_NAME = 200, 1_000
BLOCK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Room:
    """How much may come out of an archive.

    Attributes:
        entries: Files and folders it may list.
        file_bytes: The largest single file.
        total_bytes: All files together.
        ratio: How many times larger than the archive its content may be.
    """

    entries: int = 300_000
    file_bytes: int = 64 * 1024**2
    total_bytes: int = 40 * 1024**3
    ratio: int = 100


def unpack(archive: Path, to: Path, room: Room | None = None, step: Callable[[int, int], None] | None = None) -> int:
    """Write the archive's pictures and papers into a folder; returns how many files there are.

    Args:
        archive: The ZIP file.
        to: An empty folder.
        room: What may come out.
        step: Called before each file with its number and how many there are; may raise to stop.

    Raises:
        TrainingRefused: archive_unreadable, archive_encrypted, archive_name, archive_link, archive_type,
            archive_duplicate, archive_too_large, no_pictures.
        OSError: When the disk says no.
    """
    room = room or Room()
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = _checked(opened.infolist(), archive.stat().st_size, room)
            left = min(room.total_bytes, room.ratio * archive.stat().st_size + BLOCK)
            for number, entry in enumerate(entries):
                if step:
                    step(number, len(entries))
                left -= _extract(opened, entry, to, min(room.file_bytes, left))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, ValueError) as error:
        raise TrainingRefused("archive_unreadable", "This is no ZIP file, or it is damaged.") from error
    return len(entries)


def _checked(entries: list[zipfile.ZipInfo], packed: int, room: Room) -> list[zipfile.ZipInfo]:
    """The files to be written, by name; nothing has been read yet."""
    if len(entries) > room.entries:
        raise TrainingRefused("archive_too_large", f"The archive lists more than {room.entries:,} files.")
    files = [entry for entry in entries if not entry.is_dir() and not _is_litter(entry.filename)]
    for entry in entries:
        _check_name(entry.filename)
    _check_kinds(files)
    if sum(entry.file_size for entry in files) > min(room.total_bytes, room.ratio * packed + BLOCK):
        raise _too_large()
    if not any(PurePosixPath(entry.filename).suffix.lower() in SUFFIXES for entry in files):
        raise TrainingRefused("no_pictures", "There are no pictures in this archive.")
    return sorted(files, key=lambda entry: entry.filename)


def _check_kinds(files: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in files]
    if any(entry.flag_bits & 1 for entry in files):
        raise TrainingRefused("archive_encrypted", "The archive is encrypted. Send it without a password.")
    if links := [entry.filename for entry in files if _is_link(entry)]:
        raise TrainingRefused("archive_link", f"{listed(links)}: links are not accepted.")
    if odd := [name for name in names if not _is_wanted(name)]:
        raise TrainingRefused("archive_type", f"{listed(odd)}: neither a picture nor the table of a dataset.")
    seen: set[str] = set()
    if twice := [name for name in names if name.lower() in seen or seen.add(name.lower())]:  # type: ignore[func-returns-value]
        raise TrainingRefused("archive_duplicate", f"{listed(twice)}: the archive has this name more than once.")


def _check_name(name: str) -> None:
    parts = PurePosixPath(name).parts
    outside = name.startswith("/") or ".." in parts or "\\" in name or ":" in name
    unseen = any(not letter.isprintable() for letter in name)
    long = len(name) > LONGEST_NAME or any(len(part.encode()) > LONGEST_PART for part in parts)
    if outside or unseen or long:
        raise TrainingRefused("archive_name", f"{listed([name[:80]])}: this name cannot be used within an archive.")


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in SUFFIXES or path.name.lower() in PAPERS


def _is_litter(name: str) -> bool:
    path = PurePosixPath(name)
    return path.parts[0] == LITTER_FOLDER or path.name.lower() in LITTER if path.parts else False


def _is_link(entry: zipfile.ZipInfo) -> bool:
    mode = entry.external_attr >> 16
    return bool(mode) and stat.S_IFMT(mode) not in (0, stat.S_IFREG)


def _extract(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path, most: int) -> int:
    """Writes one file; what the archive says of its size is not believed."""
    place = to / entry.filename
    place.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with opened.open(entry) as source, place.open("xb") as target:
        while block := source.read(BLOCK):
            written += len(block)
            if written > most:
                raise _too_large()
            target.write(block)
    return written


def _too_large() -> TrainingRefused:
    return TrainingRefused("archive_too_large", "Unpacked, this archive would be larger than its size allows.")
