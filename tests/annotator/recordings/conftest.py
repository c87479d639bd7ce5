"""An operator with an upload that has begun."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.studies.models import Infant, Role
from tests.annotator.recordings.tus_client import create


@pytest.fixture
def operator(member: Callable[..., Any], client_of: Callable[..., APIClient]) -> APIClient:
    return client_of(member(Role.OPERATOR))


@pytest.fixture
def url(operator: APIClient, infant: Infant) -> str:
    return str(create(operator, infant)["Location"])
