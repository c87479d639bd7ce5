"""What `manage.py check --database default`, and with it every `migrate`, refuses to start on."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

# The oldest release of each branch without the holes of May 2026 (CVE-2026-6475 and ten more); older branches get none.
OLDEST_POSTGRESQL = {15: 150_018, 16: 160_014, 17: 170_010, 18: 180_004}
NEWEST_BRANCH = max(OLDEST_POSTGRESQL)


def is_safe_postgresql(version: int) -> bool:
    """Whether a server's version, as PostgreSQL counts it (15.18 is 150018), has the known holes mended."""
    branch = version // 10_000
    return branch > NEWEST_BRANCH or version >= OLDEST_POSTGRESQL.get(branch, version + 1)


@register(Tags.database)
def check_postgresql(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """An error for a PostgreSQL with known holes; nothing for other databases."""
    found: list[CheckMessage] = []
    for name in databases or ():
        connection = connections[name]
        if connection.vendor != "postgresql":
            continue
        connection.ensure_connection()
        version = connection.pg_version  # type: ignore[attr-defined]
        if not is_safe_postgresql(version):
            told = f"{version // 10_000}.{version % 10_000}"
            hint = "Update it: at least 15.18, 16.14, 17.10 or 18.4."
            found.append(Error(f"PostgreSQL {told} has known security holes.", hint=hint, id="annotator.E001"))
    return found
