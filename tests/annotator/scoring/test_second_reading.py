"""The unannounced second reading: a fixed share, a fresh start, the first answers out of sight."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.recordings.models import Video
from annotator.scoring.models import ScoreSheet, SecondReading
from annotator.scoring.readings import is_chosen
from tests.annotator.scoring.answers import change_protocol, interval, score

CALM = {"face": 0, "limbs": 0, "voice": 0}


def test_the_choice_is_fixed_and_the_share_is_right() -> None:
    study = UUID(int=7)
    videos = [UUID(int=number) for number in range(5000)]

    def chosen(operator_id: int, percent: int) -> set[UUID]:
        facts: dict[str, Any] = {"study_id": study, "operator_id": operator_id, "percent": percent}
        return {video for video in videos if is_chosen(video_id=video, **facts)}

    assert chosen(1, 20) == chosen(1, 20)
    assert 900 < len(chosen(1, 20)) < 1100
    assert chosen(1, 10) <= chosen(1, 20)
    assert chosen(1, 20) != chosen(2, 20)
    assert (chosen(1, 0), chosen(1, 100)) == (set(), set(videos))
    assert not is_chosen(study_id=uuid4(), video_id=uuid4(), operator_id=1, percent=0)


@pytest.fixture
def read_once(client: APIClient, video: Video, window: dict[str, Any], coding_url: str) -> dict[str, Any]:
    """A first reading with intervals, submitted, and chosen to be repeated after ten days."""
    change_protocol(video.study, second_reading={"percent": 100, "after_days": 10})
    batch = {"base_version": 0, "changes": [interval("brow_bulge", 0, 45)]}
    assert client.put(coding_url, batch, format="json").status_code == 200
    return score(client, window["id"], {"limbs": 1, "voice": 1})


def states(client: APIClient, video: Video) -> list[str]:
    url = f"/api/v1/studies/{video.study_id}/scoring-tasks/"
    return [task["state"] for task in client.get(url).json()["results"]]


def test_nothing_shows_before_it_is_due(client: APIClient, video: Video, read_once: dict[str, Any]) -> None:
    plan = SecondReading.objects.get()
    assert timedelta(days=9) < plan.due_at - timezone.now() <= timedelta(days=10)
    assert states(client, video) == ["submitted"]
    assert client.get(f"/api/v1/sheets/{read_once['id']}/").status_code == 200


def test_a_due_video_is_a_fresh_task_without_the_first_answers(
    client: APIClient, video: Video, read_once: dict[str, Any], coding_url: str, operator: User
) -> None:
    SecondReading.objects.update(due_at=timezone.now())
    assert states(client, video) == ["none"]
    sheets = f"/api/v1/windows/{read_once['window']}/sheets/"
    assert client.get(f"/api/v1/sheets/{read_once['id']}/").status_code == 404
    assert client.get(sheets).json()["results"] == []
    assert client.get(coding_url).json()["intervals"] == []
    derived = client.get(f"/api/v1/windows/{read_once['window']}/derived/?scale=dan").json()
    assert (derived["coded"], derived["items"]) == (False, {})
    second = score(client, read_once["window"], CALM)
    assert (second["reading"], second["derived"]) == (2, {})
    assert states(client, video) == ["submitted"]
    assert {row["reading"] for row in client.get(sheets).json()["results"]} == {1, 2}
    assert ScoreSheet.objects.live().filter(operator=operator).count() == 2
    assert SecondReading.objects.get().done_at is not None


def test_without_the_rule_nothing_is_repeated(client: APIClient, window: dict[str, Any]) -> None:
    score(client, window["id"], CALM)
    assert not SecondReading.objects.exists()
