"""A label sent back: its rater looks anew, the label stays until they answer, nobody else meets the frame."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.frames.models import Frame
from annotator.labelling.models import FrameLabel, LabelTask, Question
from annotator.studies.models import Membership, Role
from tests.annotator.conftest import error_code
from tests.annotator.labelling.conftest import Room, drawn, labelled, room, say
from tests.annotator.supervision.conftest import Clinic

pytestmark = pytest.mark.django_db
__all__ = ["drawn", "labelled", "room"]
QUESTION = "Is this a yawn?"


@pytest.fixture
def supervisor(member: Callable[..., User], client_of: Callable[..., APIClient]) -> APIClient:
    return client_of(member(Role.SUPERVISOR))


def ask(client: APIClient, label: FrameLabel, text: str = QUESTION) -> Any:
    url = f"/api/v1/studies/{label.study_id}/supervision/questions/"
    return client.post(url, {"label": str(label.pk), "text": text}, format="json")


def label_of(frame: Frame) -> FrameLabel:
    return FrameLabel.objects.live().get(frame=frame, source="person")


def test_the_rater_is_asked_and_answers(room: Room, labelled: list[Frame], supervisor: APIClient) -> None:
    label = label_of(labelled[1])
    assert ask(supervisor, label).status_code == 201
    (held,) = room.tasks(0)
    assert (held["question"], held["label"]["value"]) == (QUESTION, "nonpain")
    assert label_of(labelled[1]) == label, "it stays until the rater answers"
    assert room.put(say(held, "pain", after=str(label.pk))).status_code == 200
    assert label_of(labelled[1]).value == "pain"
    assert Question.objects.get().answered_at is not None
    assert room.tasks(0) == []
    assert all(task["question"] is None for task in room.tasks(0, "done"))


def test_nobody_else_meets_the_frame(room: Room, labelled: list[Frame], supervisor: APIClient) -> None:
    ask(supervisor, label_of(labelled[1]))
    LabelTask.objects.filter(rater=None).update(retired_at=timezone.now())
    assert room.claim(1, 20) == []
    assert all(task["question"] is None for task in room.tasks(1))


def test_who_cannot_be_asked(room: Room, labelled: list[Frame], supervisor: APIClient) -> None:
    label = label_of(labelled[1])
    assert ask(supervisor, label, "").status_code == 400
    ask(supervisor, label)
    assert error_code(ask(supervisor, label)) == "already_asked"
    by_rule = FrameLabel.objects.filter(source="rule").earliest("pk")
    assert error_code(ask(supervisor, by_rule)) == "no_rater"
    Membership.objects.filter(user=room.raters[0]).delete()
    assert error_code(ask(supervisor, label_of(labelled[0]))) == "rater_gone"


def test_ones_own_label_is_changed_where_one_labels(
    clinic: Clinic, member: Callable[..., User], client_of: Callable[..., APIClient]
) -> None:
    both = member(Role.SUPERVISOR, Role.OPERATOR)
    clinic.raters.append(both)
    label = clinic.say(0, 2, "pain")
    assert error_code(ask(client_of(both), label)) == "own_label"


def test_a_rater_without_a_turn_gets_one(clinic: Clinic) -> None:
    label = clinic.say(0, 0, "pain")
    assert ask(clinic.client, label).status_code == 201
    task = LabelTask.objects.get()
    assert (task.rater, task.done_at) == (clinic.raters[0], None)
    clinic.prepare()
    (shown,) = clinic.case(0)["labels"]
    assert shown["question"] == {"text": QUESTION, "answered_at": None}
