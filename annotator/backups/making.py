"""Making a backup: the database as of one moment, every file it knows of, the runs of trainings, and the key."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from annotator.audit.files import place_of, sha256_of
from annotator.backups.database import Registered, dump
from annotator.backups.store import BackupError, keep, new_backup, write_manifest
from annotator.withdrawals.ledger import NAME, note_withdrawn, own_ledger, withdrawn_in
from annotator.withdrawals.models import Tombstone

FORMAT = 1
DATABASE, KEY = "database", "secret_key"
UNREGISTERED = "experiments"  # plans, predictions and figures of trainings


def make_backup(store: Path) -> tuple[Path, dict[str, Any]]:
    """Write a backup; its folder and its manifest.

    Raises:
        BackupError: a file is missing or not what was written; nothing is left of this backup then.
    """
    made_at = timezone.now()
    name = made_at.strftime("%Y%m%dT%H%M%S.%fZ")
    withdrawn = {*Tombstone.objects.values_list("infant_id", flat=True), *withdrawn_in(own_ledger())}
    note_withdrawn(withdrawn, store / NAME)
    with new_backup(store, name) as folder:
        registered = dump(folder / DATABASE)
        manifest = {
            "format": FORMAT,
            "made_at": made_at.isoformat(),
            "database": {"engine": connection.vendor, "sha256": sha256_of(folder / DATABASE)},
            "files": list(_kept(store, registered)),
            "key": _keep_key(folder),
        }
        write_manifest(folder, manifest)
    return store / name, manifest


def _kept(store: Path, registered: Registered) -> Iterator[dict[str, str]]:
    for path, sha256 in registered:
        try:
            keep(store, place_of(path), expected=sha256)
        except FileNotFoundError:
            if not _is_erased(path):
                raise BackupError(f"“{path}” is missing. Run manage.py verify.") from None
            continue
        yield {"path": path, "sha256": sha256}
    known = {path for path, _ in registered}
    root = place_of("")
    for place in sorted((root / UNREGISTERED).rglob("*")):
        path = str(place.relative_to(root))
        if place.is_file() and path not in known and not place.name.startswith("."):
            yield {"path": path, "sha256": keep(store, place)}


def _is_erased(path: str) -> bool:
    """Whether it went in order, a moment after the database was written down."""
    from annotator.audit.models import StoredFile

    return not StoredFile.objects.filter(path=path).exists()


def _keep_key(folder: Path) -> str | None:
    """The site's key, without which signed models are not opened; None where the environment holds it."""
    own = Path(settings.DATA_DIR) / KEY
    if not own.is_file():
        return None
    (folder / KEY).write_bytes(own.read_bytes())
    (folder / KEY).chmod(0o600)
    return sha256_of(folder / KEY)
