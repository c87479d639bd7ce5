"""Which infants were withdrawn, outside the database: a restored database may be older than a withdrawal.

One opaque id a line; lines are only ever added.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

NAME = "withdrawn.txt"


def own_ledger() -> Path:
    """The ledger of this installation, beside its database."""
    return Path(settings.DATA_DIR) / NAME


def withdrawn_in(*ledgers: Path) -> set[UUID]:
    """The ids in some ledgers; one that is not there holds none, and a line cut off by a crash is passed over."""
    lines = (line for ledger in ledgers if ledger.is_file() for line in ledger.read_text().splitlines())
    return {found for line in lines if (found := _id_in(line)) is not None}


def note_withdrawn(infants: Iterable[UUID], ledger: Path) -> None:
    """Adds those that are not in it yet; on the disk when this returns."""
    new = sorted(set(infants) - withdrawn_in(ledger))
    if not new:
        return
    ledger.parent.mkdir(parents=True, exist_ok=True)
    with ledger.open("a") as file:
        file.write("".join(f"\n{infant}" for infant in new) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _id_in(line: str) -> UUID | None:
    try:
        return UUID(line)
    except ValueError:
        return None
