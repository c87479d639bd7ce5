"""A video given to the wrong infant is put right, with its reason, until frames are drawn."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.audit.models import AuditEvent
from annotator.recordings.models import Video
from annotator.studies.models import Consent, Infant, Role, Study
from tests import factories


@pytest.fixture
def video(study: Study) -> Video:
    return factories.make_ready_video(factories.make_infant(study))


@pytest.fixture
def other(study: Study) -> Infant:
    return factories.make_infant(study)


@pytest.fixture
def nurse(member: Callable[..., User], client_of: Callable[..., APIClient]) -> APIClient:
    return client_of(member(Role.OPERATOR))


def give(client: APIClient, video: Video, infant: Infant) -> Any:
    given = {"infant": str(infant.pk), "reason": "the list was read one line too low"}
    return client.post(f"/api/v1/videos/{video.pk}/infant/", given, format="json")


def test_it_is_given_to_the_right_infant_with_a_reason(nurse: APIClient, video: Video, other: Infant) -> None:
    former = video.infant_id
    answer = give(nurse, video, other)
    assert (answer.status_code, answer.json()["infant"]["id"]) == (200, str(other.pk))
    event = AuditEvent.objects.get(action="video.infant_changed")
    assert event.detail == {"from": str(former), "to": str(other.pk)}
    assert give(nurse, video, other).status_code == 409, "it is there already"


@pytest.mark.parametrize("case", ["frames", "consent", "study", "withdrawn"])
def test_what_cannot_be_put_right_this_way(
    nurse: APIClient, video: Video, other: Infant, site_admin: User, case: str
) -> None:
    infant, code = other, {"frames": "frames_drawn", "consent": "consent_missing"}.get(case, "not_found")
    if case == "frames":
        factories.make_frame(video)
    elif case == "consent":
        Consent.objects.filter(infant=other).delete()
    elif case == "study":
        infant = factories.make_infant(factories.make_study(site_admin))
    else:
        Infant.objects.filter(pk=other.pk).update(withdrawn_at="2026-01-01T00:00:00Z")
    answer = give(nurse, video, infant)
    assert answer.json()["error"]["code"] == code
    assert Video.objects.get(pk=video.pk).infant_id == video.infant_id
