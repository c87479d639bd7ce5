"""S27: a Redis with a known hole is named before anything is migrated."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from redis import RedisError

from annotator.core import checks
from annotator.core.checks import check_redis, is_safe_redis


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ("6.0.16", False),
        ("6.2.19", False),
        ("6.2.20", True),
        ("7.0.15", False),
        ("7.4.6", True),
        ("8.0.3", False),
        ("8.2.2", True),
        ("8.4.0", True),
        ("9.0.0", True),
    ],
)
def test_s27_versions(version: str, safe: bool) -> None:
    assert is_safe_redis(version) is safe


class Server:
    """A Redis that says a version, or does not answer."""

    def __init__(self, version: str | None) -> None:
        self.version = version

    @contextmanager
    def from_url(self, url: str, **_: Any) -> Iterator["Server"]:
        yield self

    def info(self, section: str) -> dict[str, str]:
        if self.version is None:
            raise RedisError("away")
        return {"redis_version": self.version}


@pytest.mark.parametrize(("version", "told"), [("7.0.15", ["annotator.W001"]), ("8.2.2", []), (None, [])])
def test_s27_an_old_server_is_named_with_what_helps(
    monkeypatch: pytest.MonkeyPatch, settings: Any, version: str | None, told: list[str]
) -> None:
    settings.CELERY_BROKER_URL = "redis://:secret@broker:6379/0"
    monkeypatch.setattr(checks, "Redis", Server(version))
    found = check_redis(["default"])
    assert [one.id for one in found] == told
    assert all("8.2.2" in (one.hint or "") and "secret" not in str(one) for one in found)


def test_s27_nothing_is_asked_where_no_redis_is_in_use(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(checks, "Redis", None)
    settings.CELERY_BROKER_URL = "filesystem://localhost"
    assert check_redis(["default"]) == []
    settings.CELERY_BROKER_URL = "redis://broker:6379/0"
    assert check_redis(None) == []
