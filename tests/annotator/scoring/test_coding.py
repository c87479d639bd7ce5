"""Saving coded intervals: joined, repeated, refused, never lost."""

import json
import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.audit.models import AuditEvent
from annotator.recordings.models import Video
from annotator.scoring.models import CodedInterval, Coding
from tests.annotator.conftest import error_code
from tests.annotator.scoring.answers import change_protocol, interval, score


@pytest.fixture
def save(client: APIClient, coding_url: str) -> Any:
    def put(base_version: int, *changes: dict[str, Any]) -> Any:
        return client.put(coding_url, {"base_version": base_version, "changes": list(changes)}, format="json")

    return put


def gone(client_id: str) -> dict[str, Any]:
    return {"client_id": client_id, "deleted": True}


def spans(coding: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(one["action"], one["start_frame"], one["end_frame"]) for one in coding["intervals"]]


def test_an_interval_is_set_edited_and_taken_away_and_every_row_stays(
    client: APIClient, coding_url: str, save: Any
) -> None:
    assert client.get(coding_url).json()["version"] == 0
    first = interval("brow_bulge", 10, 20)
    assert spans(save(0, first).json()) == [("brow_bulge", 10, 20)]
    assert spans(save(1, {**first, "end_frame": 30}).json()) == [("brow_bulge", 10, 30)]
    after = save(2, gone(first["client_id"])).json()
    assert (after["version"], after["intervals"]) == (3, [])
    assert client.get(coding_url).json()["version"] == 3
    assert list(CodedInterval.objects.order_by("version").values_list("version", "ended_version")) == [(1, 2), (2, 3)]
    event = AuditEvent.objects.filter(action="coding.saved").latest("sequence")
    assert set(event.detail) == {"video", "version", "changes", "merged"}


def test_overlapping_and_touching_intervals_are_joined_and_said_so(save: Any) -> None:
    first, second, third = (interval("brow_bulge", *span) for span in ((10, 20), (30, 40), (20, 31)))
    other = interval("eye_squeeze", 15, 25)
    save(0, first, second, other)
    answer = save(1, third).json()
    assert spans(answer) == [("brow_bulge", 10, 40), ("eye_squeeze", 15, 25)]
    (merge,) = answer["merged"]
    assert merge["client_id"] == third["client_id"]
    assert set(merge["absorbed"]) == {first["client_id"], second["client_id"]}


def test_a_batch_sent_again_changes_nothing(save: Any) -> None:
    batch = [interval("brow_bulge", 10, 20), interval("brow_bulge", 15, 40), interval("eye_squeeze", 0, 5)]
    once, again = save(0, *batch).json(), save(0, *batch).json()
    assert (again["version"], spans(again)) == (1, spans(once))
    removed = save(1, gone(batch[1]["client_id"])).json()
    repeated = save(1, gone(batch[1]["client_id"])).json()
    assert (repeated["version"], spans(repeated)) == (2, spans(removed))
    assert Coding.objects.get().version == 2


def test_an_answer_that_was_lost_is_no_conflict_with_what_came_after(save: Any) -> None:
    first, second = interval("brow_bulge", 10, 20), interval("eye_squeeze", 10, 20)
    save(0, first)  # the answer never arrived
    answer = save(0, first, second)
    assert (answer.status_code, answer.json()["version"], len(answer.json()["intervals"])) == (200, 2, 2)


def test_there_and_back_again_is_no_repetition(save: Any) -> None:
    first = interval("brow_bulge", 10, 20)
    save(0, first)
    save(1, {**first, "end_frame": 30})
    assert spans(save(2, first).json()) == [("brow_bulge", 10, 20)]


def test_a_stale_batch_gets_both_sides_and_loses_nothing(save: Any) -> None:
    theirs, mine = interval("brow_bulge", 10, 20), interval("eye_squeeze", 30, 40)
    save(0, theirs)
    late = save(0, mine)
    assert (late.status_code, error_code(late)) == (409, "coding_changed")
    error = late.json()["error"]
    assert error["mine"] == [mine]
    assert error["server"] == {"version": 1, "intervals": [theirs]}
    assert len(save(error["server"]["version"], *error["mine"]).json()["intervals"]) == 2


@pytest.mark.parametrize("span", [(10, 901), (10, 10), (20, 10), (900, 901)])
def test_an_interval_outside_the_video_refuses_the_whole_batch(save: Any, span: tuple[int, int]) -> None:
    answer = save(0, interval("eye_squeeze", 0, 5), interval("brow_bulge", *span))
    assert (answer.status_code, error_code(answer), answer.json()["error"]["index"]) == (422, "frames_invalid", 1)
    assert not CodedInterval.objects.exists()


@pytest.mark.parametrize("frame", ["3", 3.0, -1, 2**31, 10**40, True, None, {}])
def test_interval_frames_are_whole_numbers(save: Any, frame: Any) -> None:
    answer = save(0, {**interval("brow_bulge", 0, 5), "start_frame": frame})
    assert (answer.status_code, error_code(answer)) == (400, "invalid")


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "one", "deleted": True},
        {"client_id": str(uuid.uuid4())},
        {"client_id": str(uuid.uuid4()), "deleted": True, "action": "brow_bulge"},
        {"client_id": str(uuid.uuid4()), "note": "x", "deleted": True},
        "brow_bulge",
    ],
)
def test_a_change_is_whole_or_refused(save: Any, change: Any) -> None:
    assert error_code(save(0, change)) == "invalid"


def test_actions_are_those_of_the_protocol(save: Any, video: Video) -> None:
    assert error_code(save(0, interval("tongue_thrust", 0, 5))) == "action_unknown"
    change_protocol(video.study, actions=["tongue_thrust"])
    assert save(0, interval("tongue_thrust", 0, 5)).status_code == 200
    assert error_code(save(1, interval("brow_bulge", 0, 5))) == "action_unknown"


def test_a_hundred_thousand_changes_are_refused_at_once(client: APIClient, coding_url: str, save: Any) -> None:
    changes = [gone(str(uuid.UUID(int=number))) for number in range(100_000)]
    for number, code in ((100_000, "body_too_large"), (501, "batch_too_large")):
        body = json.dumps({"base_version": 0, "changes": changes[:number]})
        answer = client.put(coding_url, body, content_type="application/json")
        assert (answer.status_code, error_code(answer)) == (413, code)
    at_limit = [interval("brow_bulge", frame, frame + 1) for frame in range(500)]
    assert spans(save(0, *at_limit).json()) == [("brow_bulge", 0, 500)]


def test_frames_under_a_submitted_score_are_locked_and_others_are_not(
    client: APIClient, save: Any, window: dict[str, Any]
) -> None:
    save(0, interval("brow_bulge", 0, 45))
    sheet = score(client, window["id"], {"limbs": 0, "voice": 0})
    inside = save(1, interval("eye_squeeze", 80, 100))
    assert (inside.status_code, error_code(inside)) == (409, "window_scored")
    assert inside.json()["error"]["window"] == window["id"]
    assert save(1, interval("eye_squeeze", 90, 100)).status_code == 200
    client.post(f"/api/v1/sheets/{sheet['id']}/correct/", {"reason": "missed a grimace"}, format="json")
    assert save(2, interval("eye_squeeze", 80, 90)).status_code == 200


def test_looked_and_found_nothing_is_a_statement(save: Any) -> None:
    assert [save(0).json()["version"], save(0).json()["version"]] == [1, 1]


def test_saving_an_interval_takes_a_constant_number_of_queries(
    client: APIClient, coding_url: str, save: Any, operator: User, django_assert_max_num_queries: Any
) -> None:
    save(0, *(interval("brow_bulge", 3 * n, 3 * n + 1) for n in range(200)))
    with django_assert_max_num_queries(26):
        assert save(1, interval("eye_squeeze", 0, 5)).status_code == 200
