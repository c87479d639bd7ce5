"""What `manage.py check --database default`, and with it every `migrate`, refuses to start on or warns of."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from redis import Redis, RedisError

# The oldest release of each branch without the holes of May 2026 (CVE-2026-6475 and ten more); older branches get none.
OLDEST_POSTGRESQL = {15: 150_018, 16: 160_014, 17: 170_010, 18: 180_004}
NEWEST_BRANCH = max(OLDEST_POSTGRESQL)
# The same for the hole in Redis' scripts (CVE-2025-49844), by branch.
OLDEST_REDIS = {(6, 2): 20, (7, 2): 11, (7, 4): 6, (8, 0): 4, (8, 2): 2}


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


def is_safe_redis(version: str) -> bool:
    """Whether a release as its makers number it has the known hole mended."""
    major, minor, patch = (int(part) for part in version.split(".")[:3])
    branch = (major, minor)
    return branch > max(OLDEST_REDIS) or patch >= OLDEST_REDIS.get(branch, patch + 1)


@register(Tags.database)
def check_redis(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A warning for a Redis whose number is one with a known hole: distributions mend it without changing the number.

    Nothing where no Redis is in use, or where it does not answer: the health check says that.
    """
    if not databases or not settings.CELERY_BROKER_URL.startswith("redis"):
        return []
    try:
        with Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2) as server:
            version = str(server.info("server")["redis_version"])
    except RedisError:
        return []
    if is_safe_redis(version):
        return []
    hint = "Use at least 6.2.20, 7.2.11, 7.4.6, 8.0.4 or 8.2.2, or see that your distribution mended CVE-2025-49844."
    return [Warning(f"Redis {version} may have a known security hole.", hint=hint, id="annotator.W001")]
