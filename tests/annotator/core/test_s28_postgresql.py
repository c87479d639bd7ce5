"""S28: a PostgreSQL with known holes is refused before anything is migrated."""

import pytest
from django.db import connection

from annotator.core.checks import check_postgresql, is_safe_postgresql


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        (140_020, False),
        (150_017, False),
        (150_018, True),
        (160_013, False),
        (180_003, False),
        (180_004, True),
        (190_000, True),
    ],
)
def test_s28_versions(version: int, safe: bool) -> None:
    assert is_safe_postgresql(version) is safe


@pytest.mark.django_db
def test_s28_an_old_server_is_named_with_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setattr(connection, "pg_version", 150_017, raising=False)
    (error,) = check_postgresql(["default"])
    assert error.id == "annotator.E001"
    assert "15.17" in error.msg
    assert "15.18" in (error.hint or "")


@pytest.mark.django_db
def test_the_database_of_this_run_is_good_enough() -> None:
    assert check_postgresql(["default"]) == []
    assert check_postgresql(None) == []
