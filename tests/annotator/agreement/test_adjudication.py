"""Deciding about a video: without names, never about one's own answer, never over somebody else's decision."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from annotator.agreement.models import ConsensusScore
from annotator.audit.models import AuditEvent
from annotator.recordings.models import Video
from annotator.scoring.models import ObservationWindow, ScoreSheet
from annotator.studies.models import Role
from tests import factories
from tests.annotator.agreement.conftest import Ward
from tests.annotator.agreement.scored import ask, correct, give
from tests.annotator.conftest import error_code


@pytest.fixture
def apart(ward: Ward) -> Video:
    """A video scored 1, 2 and 1, in windows that differ."""
    video = ward.video()
    for number, (client, face) in enumerate(zip(ward.operators, (1, 2, 1), strict=True)):
        give(client, video, face, coded=(10, 30 + number), end_frame=90 + number)
    return video


def case(client: APIClient, video: Video, **query: str) -> Any:
    return ask(client, f"videos/{video.pk}/adjudication/", **query)


def test_the_answers_bear_no_name(ward: Ward, apart: Video) -> None:
    found = case(ward.admin, apart)
    assert sorted(one["value"] for one in found["answers"]) == [1, 1, 2]
    assert [one["label"] for one in found["answers"]] == ["1", "2", "3"]
    assert (found["needed"], found["state"], found["own_answer"], found["decision"]) == (True, "pending", False, None)
    lanes = {one["window"]["end_frame"]: one["lanes"] for one in found["answers"]}
    assert lanes == {90 + n: {"mouth_stretch": [[10, 30 + n]]} for n in range(3)}
    assert {one["window"]["end_ms"] for one in found["answers"]} == {3600, 3640, 3680}
    text = ward.admin.get(f"/api/v1/videos/{apart.pk}/adjudication/").content.decode()
    for sheet in ScoreSheet.objects.filter(video=apart).select_related("operator"):
        told = [str(sheet.pk), str(sheet.window_id), sheet.operator.name, sheet.operator.email]
        told += [f"{sheet.submitted_at:%H:%M:%S.%f}", f"{sheet.created_at:%H:%M:%S.%f}"]
        assert not [one for one in told if one in text]
    assert '"operator' not in text


def test_the_order_is_a_persons_own_and_stays(ward: Ward, client_of: Callable[..., APIClient]) -> None:
    videos = [ward.scored(0, 1, 2) for _ in range(6)]

    def orders(client: APIClient) -> list[list[int]]:
        return [[one["value"] for one in case(client, video)["answers"]] for video in videos]

    other = client_of(factories.make_member(ward.study, Role.SUPERVISOR))
    assert orders(ward.admin) == orders(ward.admin)
    assert orders(ward.admin) != orders(other)
    assert len({tuple(order) for order in orders(ward.admin)}) > 1


def test_a_decision_is_kept_and_superseded(ward: Ward, apart: Video) -> None:
    first = ward.decide(apart, value=2, reason="clear_sign_missed")
    assert first.status_code == 201
    decision = case(ward.admin, apart)["decision"]
    assert decision == {**first.json(), "stale": False}
    second = ward.decide(
        apart, outcome="exclude", value=None, reason="other", note="A hand.", supersedes=decision["id"]
    )
    assert second.status_code == 201
    rows = list(ConsensusScore.objects.order_by("created_at"))
    assert [(row.outcome, row.value, row.superseded_at is None) for row in rows] == [
        ("score", 2, False),
        ("exclude", None, True),
    ]
    assert rows[1].previous_id == rows[0].pk
    assert ward.row(apart)["consensus"] == {**ward.row(apart)["consensus"], "state": "excluded", "value": None}
    found = case(ward.admin, apart)
    former = {name: value for name, value in decision.items() if name not in ("id", "stale")}
    assert (found["history"], found["decision"]["outcome"]) == ([former], "exclude")
    events = AuditEvent.objects.filter(action="score.adjudicated").order_by("sequence")
    assert [event.detail for event in events] == [
        {"video": str(apart.pk)},
        {"video": str(apart.pk), "previous": str(rows[0].pk)},
    ]


def test_a_corrected_answer_makes_the_decision_stale(ward: Ward, apart: Video) -> None:
    ward.decide(apart, value=1)
    sheet = ScoreSheet.objects.get(video=apart, operator=ward.people[1])
    correct(ward.operators[1], {"id": str(sheet.pk)}, 1)
    row = ward.row(apart)
    assert (row["consensus"]["state"], row["consensus"]["stale"], row["unresolved"]) == ("adjudicated", True, True)
    found = case(ward.admin, apart)
    assert (found["decision"]["stale"], found["needed"]) == (True, True)


def test_who_answered_does_not_decide(ward: Ward, client_of: Callable[..., APIClient]) -> None:
    video = ward.scored(0, 2)
    both = client_of(factories.make_member(ward.study, Role.OPERATOR, Role.SUPERVISOR))
    assert error_code(ward.decide(video, both, value=2)) == "answers_hidden"
    give(both, video, 1)
    assert case(both, video)["own_answer"] is True
    response = ward.decide(video, both, value=2)
    assert (response.status_code, error_code(response)) == (409, "own_answer")
    assert not ConsensusScore.objects.exists()


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"value": 3}, 400, "value_off_scale"),
        ({"value": None}, 400, "value_off_scale"),
        ({"outcome": "exclude", "value": 1}, 400, "value_off_scale"),
        ({"value": 2, "reason": "other"}, 400, "note_required"),
        ({"value": 2, "reason": "mood"}, 400, "invalid"),
        ({"value": "2"}, 400, "invalid"),
        ({"value": 2, "item": "nose"}, 400, "item_unknown"),
        ({"value": 2, "supersedes": str(uuid4())}, 409, "decided_meanwhile"),
    ],
)
def test_what_is_refused(ward: Ward, apart: Video, given: dict[str, Any], status: int, code: str) -> None:
    response = ward.decide(apart, **given)
    assert (response.status_code, error_code(response)) == (status, code)
    assert not ConsensusScore.objects.exists()


def test_one_answer_is_nothing_to_decide(ward: Ward) -> None:
    response = ward.decide(ward.scored(1), value=1)
    assert (response.status_code, error_code(response)) == (409, "not_enough_answers")


def test_who_comes_second_sees_both(ward: Ward, apart: Video, client_of: Callable[..., APIClient]) -> None:
    ward.decide(apart, value=1)
    other = client_of(factories.make_member(ward.study, Role.SUPERVISOR))
    response = ward.decide(apart, other, value=2)
    assert (response.status_code, error_code(response)) == (409, "decided_meanwhile")
    error = response.json()["error"]
    assert (error["mine"]["value"], error["server"]["value"]) == (2, 1)
    assert ward.decide(apart, other, value=2, supersedes=error["server"]["id"]).status_code == 201


def test_items_and_the_total_are_decided_apart(ward: Ward, apart: Video) -> None:
    ward.decide(apart, value=2)
    assert ward.decide(apart, item="total", value=4).status_code == 201
    assert case(ward.admin, apart)["history"] == case(ward.admin, apart, item="total")["history"] == []
    assert ward.row(apart, item="total")["consensus"]["value"] == 4
    assert ward.row(apart)["consensus"]["value"] == 2


def test_comparison_shows_windows_answers_and_agreement(ward: Ward, apart: Video) -> None:
    found = ask(ward.admin, f"videos/{apart.pk}/comparison/")
    assert [(one["operator"]["code"], one["sheet"]["values"]["face"]) for one in found["windows"]] == [
        ("A", 1),
        ("B", 2),
        ("C", 1),
    ]
    assert found["windows"][1]["lanes"] == {"mouth_stretch": [[10, 31]]}
    assert {ObservationWindow.objects.get(pk=one["window"]).operator_id for one in found["windows"]} == {
        one.pk for one in ward.people
    }
    (action,) = found["actions"]
    assert action["action"] == "mouth_stretch"
    first = action["pairs"][0]
    assert (first["operators"], first["frames"], first["overlap"]) == (["A", "B"], 90, 20 / 21)
    assert first["agreement"] == 89 / 90
    assert found["window_overlap"][0] == {"operators": ["A", "B"], "overlap": 90 / 91}
