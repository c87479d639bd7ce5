"""The whole database into a file and back: SQLite by its own backup, PostgreSQL by pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection, connections, transaction

from annotator.audit.models import StoredFile
from annotator.backups.store import BackupError

Registered = list[tuple[str, str]]


def dump(to: Path) -> Registered:
    """Write the database as of one moment; path and SHA-256 of every stored file it knows of at that moment."""
    return _dump_sqlite(to) if connection.vendor == "sqlite" else _dump_postgresql(to)


def load(dumped: Path) -> None:
    """Put a dump in the place of the database; on PostgreSQL all of it or nothing.

    Raises:
        BackupError: others use the database, or the dump cannot be read.
    """
    if connection.vendor == "sqlite":
        _load_sqlite(dumped)
    else:
        _load_postgresql(dumped)


def is_in_use() -> bool:
    """Whether somebody has already worked with this database."""
    if "studies_study" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM studies_study)")
        row = cursor.fetchone()
    return bool(row and row[0])


def _dump_sqlite(to: Path) -> Registered:
    source = f"file:{connection.settings_dict['NAME']}?mode=ro"
    with closing(sqlite3.connect(source, uri=True)) as live, closing(sqlite3.connect(to)) as copy:
        live.backup(copy)
        rows = copy.execute("SELECT path, sha256 FROM audit_storedfile ORDER BY path").fetchall()
        # A file of its own: without the log that SQLite keeps beside a database in use.
        copy.execute("PRAGMA journal_mode=DELETE")
    return [(path, sha256) for path, sha256 in rows]


def _load_sqlite(dumped: Path) -> None:
    with closing(sqlite3.connect(f"file:{dumped}?mode=ro", uri=True)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupError("The database in this backup is damaged.")
    connections.close_all()
    place = Path(connection.settings_dict["NAME"])
    part = place.with_name(f"{place.name}.restored")
    shutil.copyfile(dumped, part)
    for more in ("-wal", "-shm"):
        place.with_name(place.name + more).unlink(missing_ok=True)
    part.replace(place)


def _dump_postgresql(to: Path) -> Registered:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone() or ("",)
        rows = list(StoredFile.objects.order_by("path").values_list("path", "sha256"))
        _run(["pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={to}"])
    return rows


def _load_postgresql(dumped: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        (others,) = cursor.fetchone() or (0,)
    if others:
        raise BackupError("Others are connected to the database. Stop the web server and the workers first.")
    connections.close_all()
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run(["pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(dumped)])


def _run(words: Sequence[str]) -> None:
    """One of PostgreSQL's own programs, told where the database is by its environment only."""
    if shutil.which(words[0]) is None:
        raise BackupError(f"{words[0]} is needed and not installed (on Debian: apt install postgresql-client).")
    facts = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    told = {name: str(facts[key]) for name, key in names.items() if facts.get(key)}
    done = subprocess.run(  # noqa: S603  (words of ours only)
        words, env={**os.environ, **told}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{words[0]} failed: {done.stderr.strip()[-500:]}")
