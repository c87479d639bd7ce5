"""R-09: the database is away for a moment; who asks is told so, and to ask again."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.db import InterfaceError, OperationalError
from rest_framework.test import APIClient

from annotator.accounts.models import User


@pytest.mark.parametrize("problem", [OperationalError("server closed the connection"), InterfaceError("closed")])
def test_r09_the_answer_is_503_and_says_when_to_come_back(
    problem: Exception, site_admin: User, client_of: Callable[[User], APIClient]
) -> None:
    client = client_of(site_admin)
    with patch("annotator.studies.api.StudyList.get", side_effect=problem):
        answer = client.get("/api/v1/studies/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "database_away")
    assert answer["Retry-After"] == "2"
    assert client.get("/api/v1/studies/").status_code == 200
