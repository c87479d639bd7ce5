"""Stored files: where they lie, what they hash to, how they go."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from annotator.audit.models import StoredFile

BLOCK_BYTES = 1024 * 1024


def place_of(path: str) -> Path:
    """The absolute place of a stored file; raises ValueError for a path that leaves the media folder."""
    root = Path(settings.MEDIA_DIR).resolve()
    place = (root / path).resolve()
    if not place.is_relative_to(root):
        raise ValueError("A stored file lies outside the media folder.")
    return place


def hash_blocks(place: Path) -> Iterator[bytes]:
    """The file's bytes in blocks."""
    with place.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            yield block


def sha256_of(place: Path) -> str:
    """The SHA-256 of a file as lower-case hexadecimal."""
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def register_file(path: str, *, sha256: str) -> StoredFile:
    """Enters a file that was just written; call it in the transaction that refers to it."""
    return StoredFile.objects.create(path=path, sha256=sha256, size_bytes=place_of(path).stat().st_size)


def erase_file(stored: StoredFile) -> None:
    """Removes the bytes, then the row; a file that is already gone is no error."""
    place_of(stored.path).unlink(missing_ok=True)
    stored.delete()


@dataclass(frozen=True)
class DamagedFile:
    """A stored file that is not what was written: `problem` is missing, size or sha256."""

    path: str
    problem: str


def damaged_files() -> Iterator[DamagedFile]:
    """Compares every registered file with its size and SHA-256."""
    for stored in StoredFile.objects.order_by("path").iterator():
        place = place_of(stored.path)
        if not place.is_file():
            yield DamagedFile(stored.path, "missing")
        elif place.stat().st_size != stored.size_bytes:
            yield DamagedFile(stored.path, "size")
        elif sha256_of(place) != stored.sha256:
            yield DamagedFile(stored.path, "sha256")
