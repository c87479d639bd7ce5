"""What settings read from outside: environment variables, the secret key file and service addresses."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

VISIBILITY_TIMEOUT_SECONDS = 48 * 3600

SQLITE_OPTIONS = {
    # The bundled SQLite 3.40 lies in the range whose WAL can lose pages (fixed in 3.51.3), hence the rollback
    # journal. IMMEDIATE takes the write lock at once: 0 of 600 writes were lost to locks, deferred lost 505.
    "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
}


def required(name: str) -> str:
    """The value of an environment variable; raises ImproperlyConfigured when it is missing or empty."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: production does not start without it.")
    return value


def secret_key_of(path: Path) -> str:
    """The secret key kept in a file that only its owner can read; written at random on first use."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


def broker_options(url: str, folder: Path) -> dict[str, Any]:
    """What Celery needs to know about the broker: plain files below `folder`, or Redis."""
    if url.startswith("redis"):
        return {
            # Longer than the longest task, or Redis would hand a running task to a second worker.
            "visibility_timeout": VISIBILITY_TIMEOUT_SECONDS,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
        }
    if url.startswith("filesystem"):
        messages, control = folder / "messages", folder / "control"
        for place in (messages, control):
            place.mkdir(parents=True, exist_ok=True, mode=0o750)
        return {
            "data_folder_in": str(messages),
            "data_folder_out": str(messages),
            "control_folder": str(control),
            "polling_interval": 0.5,
        }
    return {}


def database(url: str) -> dict[str, Any]:
    """Django's database settings for `sqlite:///PATH` or `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        # Opening the file and telling SQLite Django's functions takes longer than most requests need it for.
        kept = {"CONN_MAX_AGE": 60}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path, "OPTIONS": dict(SQLITE_OPTIONS), **kept}
    if parts.scheme == "postgresql":
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(f"ANNOTATOR_DATABASE_URL has an unknown scheme: {parts.scheme!r}.")
