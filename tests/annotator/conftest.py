"""People, studies and a signed-in client for tests of the web application."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django import Settings
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.audit import triggers
from annotator.studies.models import Infant, Role, Study
from tests import factories
from tests.annotator.world import World, make_world


@pytest.fixture(autouse=True)
def clean_slate(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Own media folder and empty rate-limit counters for each test."""
    settings.MEDIA_DIR = tmp_path / "media"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def flushable(request: pytest.FixtureRequest) -> Iterator[None]:
    """Takes the append-only triggers off before a transactional test's tables are flushed."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    triggers.install(connection)
    yield
    triggers.remove(connection)


@pytest.fixture
def site_admin(db: None) -> User:
    """Manages people; sees only the studies they are in."""
    return factories.make_user("root@example.org", is_superuser=True)


@pytest.fixture
def study(site_admin: User) -> Study:
    """A study with the newborn preset, created by the site administrator."""
    return factories.make_study(site_admin)


@pytest.fixture
def infant(study: Study) -> Infant:
    """An infant with consent to everything."""
    return factories.make_infant(study)


@pytest.fixture
def member(study: Study) -> Callable[..., User]:
    """Makes a member of the study with the given roles."""

    def make(*roles: Role) -> User:
        return factories.make_member(study, *roles)

    return make


@pytest.fixture
def client_of() -> Callable[[User | None], APIClient]:
    """A client signed in by session as the person, with CSRF checks off; anonymous for None."""

    def make(user: User | None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.force_login(user)
        return client

    return make


@pytest.fixture
def world(study: Study, infant: Infant, site_admin: User, client_of: Callable[[User | None], APIClient]) -> World:
    """One of everything, and somebody of every kind."""
    return make_world(study, infant, site_admin, client_of)


@pytest.fixture
def admin(member: Callable[..., User], client_of: Callable[[User], APIClient]) -> APIClient:
    """A client of a study admin."""
    return client_of(member(Role.ADMIN))


def error_code(response: Any) -> str:
    """The code of the one error shape."""
    return str(response.json()["error"]["code"])
