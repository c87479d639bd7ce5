"""A study whose frames wait for labels, without any video being read."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.frames.models import Frame, PlannedVideo
from annotator.jobs.models import Job
from annotator.jobs.tracking import run_job
from annotator.labelling import worker
from annotator.recordings.models import Video
from annotator.studies.models import Infant, Role, Study
from tests import factories
from tests.annotator.scoring.answers import change_protocol


@dataclass
class Room:
    """A study, its people, and the requests they make."""

    study: Study
    raters: list[User]
    clients: list[APIClient]
    researcher: APIClient

    def change_labels(self, **labels: Any) -> None:
        """A new version of the protocol with another rule about labels."""
        document = self.study.protocols.latest("version").document
        change_protocol(self.study, labels={**document["labels"], **labels})

    def prepare(self) -> dict[str, Any]:
        """Makes the queue as the worker would; the state afterwards."""
        url = f"/api/v1/studies/{self.study.pk}/labelling/"
        job = self.researcher.post(url).json()
        run_job(job["id"], worker.prepare)
        assert Job.objects.get(pk=job["id"]).state == "succeeded", Job.objects.get(pk=job["id"]).error_message
        state: dict[str, Any] = self.researcher.get(url).json()
        return state

    def claim(self, rater: int = 0, count: int = 10) -> list[dict[str, Any]]:
        """The next tasks of a rater."""
        url = f"/api/v1/studies/{self.study.pk}/label-tasks/claim/"
        response = self.clients[rater].post(url, {"count": count}, format="json")
        assert response.status_code == 200, response.content
        tasks: list[dict[str, Any]] = response.json()["tasks"]
        return tasks

    def tasks(self, rater: int = 0, state: str = "held") -> list[dict[str, Any]]:
        """What a rater holds or has done."""
        url = f"/api/v1/studies/{self.study.pk}/label-tasks/"
        page = self.clients[rater].get(url, {"state": state, "page_size": 200}).json()
        results: list[dict[str, Any]] = page["results"]
        return results

    def put(self, *labels: dict[str, Any], rater: int = 0, **batch: Any) -> Any:
        """Sends statements."""
        url = f"/api/v1/studies/{self.study.pk}/frame-labels/"
        body = {"sent_at": timezone.now().isoformat(), "labels": list(labels), **batch}
        return self.clients[rater].put(url, body, format="json")


def say(task: dict[str, Any], value: str = "pain", *, after: str | None = None, **fields: Any) -> dict[str, Any]:
    """A statement about a task, as the browser sends it."""
    now = timezone.now().isoformat()
    return {"id": str(uuid.uuid4()), "task": task["id"], "value": value, "supersedes": after, "at": now, **fields}


@pytest.fixture
def room(study: Study, member: Callable[..., User], client_of: Callable[..., APIClient]) -> Room:
    raters = [member(Role.OPERATOR) for _ in range(3)]
    return Room(study, raters, [client_of(rater) for rater in raters], client_of(member(Role.RESEARCHER)))


def drawn_video(infant: Infant, *, score: int, frames: int) -> Video:
    """A video of which the plan in force has drawn so many frames."""
    video = factories.make_ready_video(infant, content=uuid.uuid4().bytes)
    made = [factories.make_frame(video, index=index, pts_ms=1000 * index) for index in range(frames)]
    PlannedVideo.objects.create(plan=made[0].plan, video=video, score=score, extracted_at=timezone.now())
    return video


@pytest.fixture
def drawn(room: Room) -> list[Frame]:
    """Eight frames of a video with score 3, which people must look at, and twenty of one with score 0."""
    by_eye = drawn_video(factories.make_infant(room.study), score=3, frames=8)
    drawn_video(factories.make_infant(room.study), score=0, frames=20)
    return list(by_eye.frames.order_by("index"))


@pytest.fixture
def labelled(room: Room, drawn: list[Frame]) -> list[Frame]:
    """Operator A has labelled all eight frames, one of them twice; twenty others are labelled by rule."""
    room.change_labels(spot_check_percent=0, frame_actions=["brow_bulge", "eye_squeeze"], repeat_percent=0)
    room.prepare()
    tasks = room.claim(0, 8)
    values: list[dict[str, Any]] = [
        {"value": "pain", "actions": ["eye_squeeze", "brow_bulge"]},
        {"value": "nonpain"},
        {"value": "unusable", "reason": "hand"},
        {"value": "unsure", "note": "ask Dr Rossi"},
    ]
    said = [say(task, **values[number % 4]) for number, task in enumerate(tasks)]
    assert room.put(*said).status_code == 200
    assert room.put(say(tasks[0], "nonpain", after=said[0]["id"])).status_code == 200
    return drawn
