"""What a rater says is written once, in order, whole batches or nothing; what is wrong is refused in words."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotator.audit.models import AuditEvent
from annotator.audit.services import verify_chain
from annotator.frames.models import Frame
from annotator.labelling.models import FrameLabel, LabelTask
from annotator.studies.models import Infant
from tests.annotator.conftest import error_code
from tests.annotator.labelling.conftest import Room, say


@pytest.fixture
def held(room: Room, drawn: list[Frame]) -> list[dict[str, Any]]:
    room.change_labels(spot_check_percent=0, frame_actions=["brow_bulge", "eye_squeeze"])
    room.prepare()
    return room.claim(0, 8)


def test_a_label_is_kept_with_all_that_was_said(room: Room, held: list[dict[str, Any]]) -> None:
    sitting = str(uuid.uuid4())
    label = say(held[0], "pain", actions=["brow_bulge"], note="grimace", decided_ms=1234, sitting=sitting, position=7)
    answer = room.put(label)
    assert (answer.status_code, answer.json()["news"]) == (200, 1)
    row = FrameLabel.objects.get(pk=label["id"])
    assert (row.rater, row.value, row.actions, row.note) == (room.raters[0], "pain", ["brow_bulge"], "grimace")
    assert (row.source, row.blind, row.suggestion_shown, row.decided_ms, row.position) == (
        "person",
        True,
        False,
        1234,
        7,
    )
    assert str(row.sitting) == sitting
    assert room.tasks(0, "done")[0]["label"] == {
        "id": label["id"], "value": "pain", "reason": "", "actions": ["brow_bulge"], "note": "grimace"
    }  # fmt: skip


def test_sent_twice_it_is_written_once(room: Room, held: list[dict[str, Any]]) -> None:
    labels = [say(held[0]), say(held[1], "nonpain")]
    assert room.put(*labels).json()["news"] == 2
    assert room.put(*labels, say(held[2])).json()["news"] == 1
    assert FrameLabel.objects.filter(source="person").count() == 3


def test_a_change_supersedes_and_both_stay(room: Room, held: list[dict[str, Any]]) -> None:
    first = say(held[0])
    second = say(held[0], "unusable", reason="hand", after=first["id"])
    third = say(held[0], "cleared", after=second["id"])
    assert room.put(first, second).json()["news"] == 2
    assert room.put(third).json()["news"] == 1
    rows = FrameLabel.objects.filter(frame=held[0]["frame"]).order_by("created_at", "pk")
    assert {(row.value, row.superseded_at is None) for row in rows} == {
        ("pain", False), ("unusable", False), ("cleared", True)
    }  # fmt: skip
    assert [task["index"] for task in room.tasks(0)] == list(range(8))  # cleared, it is to do again
    assert FrameLabel.objects.live().filter(rater=room.raters[0]).count() == 0


def test_a_change_on_what_was_changed_elsewhere_shows_both_sides(room: Room, held: list[dict[str, Any]]) -> None:
    here, there = say(held[0], "pain"), say(held[0], "nonpain", note="other tablet")
    room.put(there)
    refused = room.put(say(held[1]), here)
    assert refused.status_code == 409
    error = refused.json()["error"]
    assert (error["code"], error["label"]) == ("label_changed", here["id"])
    assert (error["mine"]["value"], error["server"]["value"], error["server"]["note"]) == (
        "pain", "nonpain", "other tablet"
    )  # fmt: skip
    assert error["server"]["id"] == there["id"]
    assert FrameLabel.objects.filter(source="person").count() == 1
    again = {**here, "id": str(uuid.uuid4()), "supersedes": error["server"]["id"]}
    assert room.put(again).status_code == 200


def test_every_batch_leaves_one_event_and_the_chain_holds(room: Room, held: list[dict[str, Any]]) -> None:
    before = AuditEvent.objects.count()
    room.put(say(held[0]), say(held[1]))
    (event,) = AuditEvent.objects.order_by("sequence")[before:]
    assert (event.action, event.detail["labels"], event.actor) == ("labels.saved", 2, room.raters[0])
    assert len(event.detail["sha256"]) == 64
    assert verify_chain().first_bad_sequence is None


def test_the_devices_clock_is_corrected_by_what_it_is_off(room: Room, held: list[dict[str, Any]]) -> None:
    slow = timezone.now() - timedelta(hours=3)
    room.put(say(held[0], at=(slow - timedelta(minutes=5)).isoformat()), sent_at=slow.isoformat())
    row = FrameLabel.objects.get(source="person")
    assert row.client_at is not None
    assert abs(row.client_at - (timezone.now() - timedelta(minutes=5))) < timedelta(seconds=20)


WRONG: dict[str, tuple[dict[str, Any], int, str]] = {
    "unknown label": ({"value": "maybe"}, 400, "invalid"),
    "a number as label": ({"value": 1}, 400, "invalid"),
    "a label of the wrong type": ({"value": ["pain"]}, 400, "invalid"),
    "no label": ({"value": ""}, 400, "invalid"),
    "unusable without a reason": ({"value": "unusable"}, 422, "reason_missing"),
    "a reason the protocol does not know": ({"value": "unusable", "reason": "tired"}, 422, "reason_unknown"),
    "a reason for pain": ({"reason": "hand"}, 422, "reason_unknown"),
    "an action the protocol does not ask for": ({"actions": ["tongue"]}, 422, "action_unknown"),
    "a note with hidden characters": ({"note": "a\x00b"}, 400, "invalid"),
    "a negative time": ({"decided_ms": -1}, 400, "invalid"),
    "half a millisecond": ({"decided_ms": 1.5}, 400, "invalid"),
    "an id that is none": ({"id": "7"}, 400, "invalid"),
    "a rater": ({"rater": 1}, 400, "invalid"),
    "a source": ({"source": "rule"}, 400, "invalid"),
    "a task that does not exist": ({"task": str(uuid.uuid4())}, 404, "not_found"),
    "a label that never was": ({"supersedes": str(uuid.uuid4())}, 409, "label_changed"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused_and_nothing_changes(room: Room, held: list[dict[str, Any]], case: str) -> None:
    fields, status, code = WRONG[case]
    response = room.put(say(held[1]), {**say(held[0]), **fields})
    assert (response.status_code, error_code(response)) == (status, code)
    assert response.json()["error"]["message"]
    assert FrameLabel.objects.filter(source="person").count() == 0
    assert LabelTask.objects.filter(done_at__isnull=False).count() == 0


def test_an_id_with_another_content_is_refused(room: Room, held: list[dict[str, Any]]) -> None:
    label = say(held[0])
    room.put(label)
    for changed in ({**label, "value": "nonpain"}, {**label, "task": held[1]["id"]}):
        assert error_code(room.put(changed)) == "label_id_taken"
    theirs = {**say(held[1]), "id": label["id"]}
    assert error_code(room.put(theirs, rater=1)) == "label_id_taken"


def test_a_hundred_thousand_answers_at_once_are_refused(room: Room, held: list[dict[str, Any]]) -> None:
    assert error_code(room.put(*[say(held[0])] * 201)) == "batch_too_large"
    huge = room.put(*[say(held[0])] * 100_000)
    assert (huge.status_code, error_code(huge)) == (413, "body_too_large")
    assert FrameLabel.objects.filter(source="person").count() == 0


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b'{"labels": 3}', b'{"labels": []}'])
def test_a_body_that_is_no_batch_is_refused(room: Room, held: list[dict[str, Any]], body: bytes) -> None:
    url = f"/api/v1/studies/{room.study.pk}/frame-labels/"
    response = room.clients[0].generic("PUT", url, body, content_type="application/json")
    assert response.status_code == 400, response.content
    assert json.loads(response.content)["error"]["code"] in ("not_json", "invalid")


@pytest.mark.parametrize("days", [365, -365])
def test_a_clock_a_year_off_is_refused_in_words(room: Room, held: list[dict[str, Any]], days: int) -> None:
    response = room.put(say(held[0]), sent_at=(timezone.now() + timedelta(days=days)).isoformat())
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (422, "clock_wrong")
    assert "365 days" in error["message"]
    assert "server_time" in error


def test_a_frame_of_a_study_one_does_not_belong_to_does_not_exist(
    room: Room, held: list[dict[str, Any]], site_admin: Any, client_of: Any
) -> None:
    from annotator.studies.models import Role
    from tests import factories

    elsewhere = factories.make_study(site_admin)
    stranger = factories.make_member(elsewhere, Role.OPERATOR)
    url = f"/api/v1/studies/{elsewhere.pk}/frame-labels/"
    body = {"sent_at": timezone.now().isoformat(), "labels": [say(held[0])]}
    assert error_code(client_of(stranger).put(url, body, format="json")) == "not_found"


def test_a_withdrawn_infants_frames_are_gone(room: Room, held: list[dict[str, Any]]) -> None:
    Infant.objects.update(withdrawn_at=timezone.now())
    assert error_code(room.put(say(held[0]))) == "not_found"
    assert room.tasks(0) == []
    assert room.claim(1) == []


def test_progress_says_what_is_left_and_how_fast(room: Room, held: list[dict[str, Any]]) -> None:
    url = f"/api/v1/studies/{room.study.pk}/labelling/progress/"
    assert room.clients[0].get(url).json()["pace_ms"] is None
    room.put(say(held[0], decided_ms=900), say(held[1], "unsure", decided_ms=1100), say(held[2], decided_ms=50_000))
    progress = room.clients[0].get(url).json()
    assert progress["labelled"] == {"pain": 2, "nonpain": 0, "unusable": 0, "unsure": 1}
    assert (progress["left"], progress["more_left"], progress["pace_ms"]) == (5, False, 1100)
    assert progress["actions"] == ["brow_bulge", "eye_squeeze"]
    assert room.clients[1].get(url).json()["left"] == 0
