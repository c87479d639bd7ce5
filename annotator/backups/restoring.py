"""Bringing a backup back: checked as a whole first, then put in place, then made to forget who was withdrawn since."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from annotator.accounts.models import User
from annotator.audit.files import place_of, sha256_of
from annotator.backups.database import is_in_use, load
from annotator.backups.making import DATABASE, FORMAT, KEY
from annotator.backups.store import BackupError, content_place, read_manifest
from annotator.jobs.tracking import run_job
from annotator.studies.models import Infant
from annotator.withdrawals import worker
from annotator.withdrawals.ledger import NAME, own_ledger, withdrawn_in
from annotator.withdrawals.services import withdraw

REASON = "Withdrawn before this backup was restored."
FILE_MODE = 0o640

Tell = Callable[[str], None]


def check_backup(folder: Path) -> dict[str, Any]:
    """The manifest of a backup of which every byte is as it was written; nothing is changed.

    Raises:
        BackupError: damaged, cut off, of another program version or another kind of database.
    """
    manifest = read_manifest(folder)
    if manifest["format"] != FORMAT:
        raise BackupError("This backup was written by another version of the program.")
    if manifest["database"]["engine"] != connection.vendor:
        raise BackupError(f"This backup is of {manifest['database']['engine']}, this installation uses another.")
    wanted = [(folder / DATABASE, manifest["database"]["sha256"])]
    wanted += [(folder / KEY, manifest["key"])] if manifest["key"] else []
    wanted += [(content_place(folder.parent, one["sha256"]), one["sha256"]) for one in manifest["files"]]
    for place, sha256 in dict(wanted).items():
        if not place.is_file() or sha256_of(place) != sha256:
            raise BackupError(f"“{folder.name}” is damaged: “{place.name}” is missing or was changed. Use another one.")
    return manifest


def restore(folder: Path, *, replace: bool, tell: Tell = lambda _: None) -> int:
    """Put a backup in the place of what is here; how many infants withdrawn since then were erased again.

    Raises:
        BackupError: as `check_backup`; somebody has worked here already, and `replace` is False.
    """
    manifest = check_backup(folder)
    tell(f"checked: {len(manifest['files'])} files, all as they were written")
    if is_in_use() and not replace:
        raise BackupError("This installation is in use. With --replace everything in it is replaced.")
    load(folder / DATABASE)
    tell("database in place")
    for one in manifest["files"]:
        _put(content_place(folder.parent, one["sha256"]), one["path"], one["sha256"])
    if manifest["key"]:
        _put_key(folder / KEY)
    tell("files in place")
    call_command("migrate", "--no-input", verbosity=0)
    erased = _forget_withdrawn(folder.parent)
    tell(f"withdrawn since: {erased} infants erased again")
    return erased


def _put(source: Path, path: str, sha256: str) -> None:
    place = place_of(path)
    if place.is_file() and sha256_of(place) == sha256:
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    part = place.with_name(f".{place.name}.part")
    shutil.copyfile(source, part)
    part.chmod(FILE_MODE)
    part.replace(place)


def _put_key(source: Path) -> None:
    place = Path(settings.DATA_DIR) / KEY
    shutil.copyfile(source, place)
    place.chmod(0o600)


def _forget_withdrawn(store: Path) -> int:
    """Cuts and erases whoever is in a ledger and back; done twice, it changes nothing more."""
    gone = withdrawn_in(store / NAME, own_ledger())
    back = Infant.objects.filter(pk__in=gone, withdrawn_at=None)
    actor = User.objects.filter(is_superuser=True).order_by("pk").first()
    if back and actor is None:
        raise BackupError(
            "Infants withdrawn since are in this backup, and it holds nobody in whose name to erase them."
        )
    erased = 0
    for infant in back:
        assert actor is not None  # noqa: S101  (refused above)
        _, job = withdraw(actor=actor, infant=infant, reason=REASON, confirm=infant.pseudonym)
        run_job(str(job.pk), worker.erase_infant)
        erased += 1
    return erased
