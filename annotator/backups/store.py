"""The folder backups lie in: every file's content once, under its SHA-256, and each backup as a folder of its own.

A second backup copies only what is new. A backup's folder appears under its name only when all of it is on the disk.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from annotator.audit.files import BLOCK_BYTES, sha256_of

FILES, MANIFEST, CHECK, PART = "files", "manifest.json", "manifest.sha256", ".part"


class BackupError(Exception):
    """A backup that cannot be made or used, in words."""


def content_place(store: Path, sha256: str) -> Path:
    """Where content lies in a store."""
    return store / FILES / sha256[:2] / sha256


def keep(store: Path, source: Path, *, expected: str | None = None) -> str:
    """Puts a file's content into the store, once; its SHA-256.

    Args:
        store: the folder of backups.
        source: the file.
        expected: the SHA-256 it was written with; content known under it is not read again. None: nobody knows.

    Raises:
        BackupError: the content is not what was written.
        FileNotFoundError: the file is gone.
    """
    if expected is not None and content_place(store, expected).is_file():
        return expected
    (store / FILES).mkdir(parents=True, exist_ok=True)
    part = store / FILES / f"{os.getpid()}{PART}"
    digest = hashlib.sha256()
    with source.open("rb") as given, part.open("wb") as copy:
        while block := given.read(BLOCK_BYTES):
            digest.update(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    sha256 = digest.hexdigest()
    if expected is not None and sha256 != expected:
        part.unlink()
        raise BackupError(f"“{source.name}” is not what was written. Run manage.py verify.")
    target = content_place(store, sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)
    return sha256


@contextmanager
def new_backup(store: Path, name: str) -> Iterator[Path]:
    """A folder to fill, which gets its name when everything went well and is removed when it did not."""
    part = store / f"{name}{PART}"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    try:
        yield part
        part.rename(store / name)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def write_manifest(folder: Path, content: dict[str, Any]) -> None:
    """The list of what belongs to a backup, and its own hash beside it."""
    (folder / MANIFEST).write_text(json.dumps(content, indent=1, sort_keys=True) + "\n")
    (folder / CHECK).write_text(sha256_of(folder / MANIFEST) + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Raises BackupError for a folder that is no whole backup."""
    try:
        if sha256_of(folder / MANIFEST) != (folder / CHECK).read_text().strip():
            raise BackupError(f"“{folder.name}” is damaged: its list of files was changed or cut off.")
        content: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise BackupError(f"“{folder.name}” is not a whole backup.") from error
    return content


def backups_in(store: Path) -> list[Path]:
    """The whole backups of a store, oldest first."""
    return sorted(path.parent for path in store.glob(f"*/{CHECK}") if not path.parent.name.endswith(PART))


def prune(store: Path, *, keep_last: int) -> int:
    """Removes older backups, then content no backup names any more; how many backups went."""
    known = backups_in(store)
    old = known[: max(0, len(known) - keep_last)]
    for folder in old:
        shutil.rmtree(folder)
    named = {one["sha256"] for folder in backups_in(store) for one in read_manifest(folder)["files"]}
    for path in (store / FILES).glob("*/*"):
        if path.name not in named:
            path.unlink()
    return len(old)
