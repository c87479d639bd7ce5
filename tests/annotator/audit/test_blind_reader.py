"""Who scores in a blind study reads their own steps in the log, and nobody else's."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.recordings.models import Video
from annotator.studies.models import Infant, Membership, Role
from tests.annotator.scoring.answers import change_protocol, long_video, score_something

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(infant: Infant, member: Callable[..., User]) -> Video:
    """A video another operator has begun to score."""
    video = long_video(infant, frames=9)
    score_something(member(Role.OPERATOR), video)
    return video


def actions(client: APIClient) -> set[str]:
    return {event["action"] for event in client.get("/api/v1/audit/?page_size=200").json()["results"]}


def test_an_admin_who_scores(scored: Video, member: Callable[..., User], client_of: Callable[..., APIClient]) -> None:
    client = client_of(member(Role.ADMIN, Role.OPERATOR))
    assert "infant.added" in actions(client)
    assert not actions(client) & {"window.set", "sheet.started"}
    given = {"start_frame": 0, "end_frame": 3, "end_reason": "completed"}
    client.post(f"/api/v1/videos/{scored.pk}/windows/", given, format="json")
    assert actions(client) & {"window.set", "sheet.started"} == {"window.set"}
    assert client.get("/api/v1/audit/?action=sheet.").json()["results"] == []


def test_a_site_administrator_who_scores(scored: Video, site_admin: User, client_of: Callable[..., APIClient]) -> None:
    client = client_of(site_admin)
    assert "window.set" in actions(client)
    Membership.objects.create(study=scored.study, user=site_admin, roles=[Role.OPERATOR])
    assert "window.set" not in actions(client)
    change_protocol(scored.study, blind=False)
    assert "window.set" in actions(client)


def test_an_admin_who_does_not_score(scored: Video, admin: APIClient) -> None:
    assert {"window.set", "sheet.started"} <= actions(admin)
