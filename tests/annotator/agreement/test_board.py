"""The board, the drift, the export and who sees what of them."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.agreement.answers import consensus_of_study
from annotator.agreement.consensus import Rule
from annotator.agreement.models import ConsensusScore
from annotator.agreement.operators import code_of
from annotator.audit.models import AuditEvent
from annotator.scoring.models import ScoreSheet
from annotator.studies.models import Infant, Role
from tests import factories
from tests.annotator.agreement.conftest import Ward
from tests.annotator.agreement.scored import ask, correct, give
from tests.annotator.scoring.answers import change_protocol


def test_videos_furthest_apart_come_first(ward: Ward) -> None:
    ward.scored(0, 0, 0, name="same")
    ward.scored(0, 2, 1, name="far")
    ward.scored(1, 0, None, name="b")
    ward.scored(1, 0, 0, name="a")
    board = ward.get("board")
    rows = {row["name"]: row for row in board["rows"]}
    assert list(rows) == ["far", "a", "b", "same"]
    assert [operator["code"] for operator in board["operators"]] == ["A", "B", "C"]
    assert (rows["far"]["values"], rows["far"]["median"], rows["far"]["range"]) == ([0, 2, 1], 1, 2)
    assert rows["b"]["values"] == [1, 0, None]
    assert rows["b"]["sheets"][2] is None
    states = {name: row["consensus"]["state"] for name, row in rows.items()}
    assert states == {"far": "pending", "a": "derived", "b": "incomplete", "same": "agreed"}
    assert (board["scale"], board["item"], board["levels"], board["cutoff"]) == (
        "flacc",
        "face",
        [0, 1, 2],
        {"from": 2},
    )
    assert [item["key"] for item in board["choices"][0]["items"]] == ["face", "legs", "activity", "total"]
    assert ward.get("board", item="total")["cutoff"] is None


def test_an_infant_can_be_looked_at_alone(ward: Ward, infant: Infant) -> None:
    video = ward.scored(0, 0, 1)
    ward.scored(1, 1, 1)
    alone = ward.get("board", infant=str(video.infant_id))
    assert [row["video"] for row in alone["rows"]] == [str(video.pk)]
    assert ward.get("board", infant=str(infant.pk))["rows"] == []


def test_drafts_superseded_sheets_and_withdrawn_infants_do_not_count(ward: Ward) -> None:
    video = ward.video()
    sheet = give(ward.operators[0], video, 0)
    give(ward.operators[1], video, 1)
    assert ward.row(video)["values"] == [0, 1]
    correct(ward.operators[0], sheet, 2)
    assert ward.row(video)["values"] == [2, 1]
    url = f"/api/v1/sheets/{ward.row(video)['sheets'][1]}/correct/"
    ward.operators[1].post(url, {"reason": "a correction is begun and not submitted"}, format="json")
    assert ward.row(video)["values"] == [2, 1]
    reason = {"reason": "asked", "confirm": video.infant.pseudonym}
    ward.admin.post(f"/api/v1/infants/{video.infant_id}/withdrawal/", reason, format="json")
    assert ward.get("board")["rows"] == []
    assert ward.get("flow")["nodes"][0]["videos"] == 0


def test_what_cannot_be_assessed_has_no_value_and_no_consensus(ward: Ward) -> None:
    video = ward.scored(1, 1, 1)
    sheet = ScoreSheet.objects.filter(operator=ward.people[1]).get()
    ScoreSheet.objects.filter(pk=sheet.pk).update(values={**sheet.values, "face": "cannot_assess"}, pain=None)
    row = ward.row(video)
    assert row["values"] == [1, None, 1]
    assert row["sheets"][1] == str(sheet.pk)
    assert row["consensus"]["state"] == "incomplete"
    assert ward.get("statistics")["pairs"][0]["videos"] == 0


def test_only_admins_learn_who_is_who(ward: Ward, client_of: Callable[..., APIClient]) -> None:
    ward.scored(0, 1, 2)
    supervisor = client_of(factories.make_member(ward.study, Role.SUPERVISOR))
    path = f"studies/{ward.study.pk}/agreement"
    for what in ("board", "statistics", "drift"):
        assert [one["name"] for one in ward.get(what)["operators"]] == [one.name for one in ward.people]
        hidden = ask(supervisor, f"{path}/{what}/")["operators"]
        assert [(one["id"], one["name"]) for one in hidden] == [(None, None)] * 3


def test_who_also_scores_sees_a_video_after_their_own_answer(ward: Ward, client_of: Callable[..., APIClient]) -> None:
    video, other = ward.scored(0, 2, 1, name="one"), ward.scored(1, 1, 1, name="two")
    both = client_of(factories.make_member(ward.study, Role.OPERATOR, Role.SUPERVISOR))
    path = f"studies/{ward.study.pk}/agreement"
    board = ask(both, f"{path}/board/")
    assert (board["rows"], board["operators"], board["hidden"]) == ([], [], 2)
    lost = ask(both, f"{path}/flow/")["nodes"][3]["excluded"]
    assert [(one["reason"], one["videos"]) for one in lost] == [("hidden", 2)]
    give(both, video, 0)
    board = ask(both, f"{path}/board/")
    assert [(row["name"], row["values"]) for row in board["rows"]] == [("one", [0, 2, 1, 0])]
    assert board["hidden"] == 1
    assert ask(both, f"videos/{other.pk}/comparison/") == {
        **{"video": str(other.pk), "hidden": True},
        **{"windows": [], "actions": [], "window_overlap": []},
    }


def test_a_decision_is_hidden_with_the_answers(ward: Ward, client_of: Callable[..., APIClient]) -> None:
    video = ward.scored(0, 2, 1)
    ward.decide(video, value=2)
    both = factories.make_member(ward.study, Role.OPERATOR, Role.SUPERVISOR)
    assert not ConsensusScore.objects.visible_to(both).exists()
    case = ask(client_of(both), f"videos/{video.pk}/adjudication/")
    assert (case["hidden"], case["answers"], case["decision"]) == (True, [], None)


def test_the_number_of_queries_does_not_grow(ward: Ward) -> None:
    counts = []
    for _ in range(2):
        ward.scored(0, 1, 2)
        with CaptureQueriesContext(connection) as queries:
            ward.get("board")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30


def test_an_empty_study_has_notes_and_no_errors(ward: Ward) -> None:
    assert ward.get("board")["rows"] == []
    found = ward.get("statistics")
    assert (found["videos"], found["pairs"], found["confusions"]) == (0, [], [])
    assert all(one["value"] is None and one["note"] for one in found["statistics"].values())
    assert ward.get("drift") == {"weeks": [], "operators": []}
    ward.scored(1)
    assert ward.get("statistics")["statistics"]["fleiss"]["note"]


@pytest.mark.parametrize(
    ("query", "code"),
    [({"item": "nose"}, "item_unknown"), ({"scale": "dan"}, "scale_not_in_use"), ({"colour": "x"}, "invalid")],
)
def test_a_question_that_makes_no_sense_is_refused(ward: Ward, query: dict[str, str], code: str) -> None:
    response = ward.admin.get(f"/api/v1/studies/{ward.study.pk}/agreement/board/", query)
    assert response.json()["error"]["code"] == code


def test_drift_compares_with_the_mean_of_the_others_week_by_week(ward: Ward) -> None:
    for faces, day in (((2, 0, 1), 2), ((1, 1, 1), 9)):
        video = ward.scored(*faces)
        at = datetime(2026, 3, day, 12, tzinfo=UTC)
        ScoreSheet.objects.filter(video=video).update(submitted_at=at)
    drift = ward.get("drift")
    assert drift["weeks"] == ["2026-W10", "2026-W11"]
    first = drift["operators"][0]["points"]
    assert [(one["week"], one["n"], one["mean_difference"]) for one in first] == [
        ("2026-W10", 1, 1.5),
        ("2026-W11", 1, 0.0),
    ]
    assert drift["operators"][1]["points"][0]["mean_absolute_difference"] == 1.5


def test_the_export_is_guarded_and_on_record(ward: Ward) -> None:
    infant = factories.make_infant(ward.study, pseudonym="=1+1")
    video = ward.scored(0, 1, None, name="@sum.mp4", infant=infant)
    response = ward.admin.get(f"/api/v1/studies/{ward.study.pk}/agreement/export/")
    assert response["Content-Type"] == "text/csv"
    header, row = list(csv.reader(response.content.decode().splitlines()))
    assert header == ["video", "infant", "A", "B", "median", "range", "consensus", "state", "name"]
    assert row == [str(video.pk), "'=1+1", "0", "1", "0", "1", "", "incomplete", "'@sum.mp4"]
    event = AuditEvent.objects.get(action="agreement.exported")
    assert event.detail["videos"] == 1


def test_frames_are_drawn_by_a_consensus_that_hides_nothing(ward: Ward) -> None:
    ward.scored(0, 0, 1)
    decided = ward.scored(0, 2, 1)
    ward.decide(decided, outcome="exclude", value=None, reason="face_hidden")
    found = {one.video: one for one in consensus_of_study(ward.study)}
    assert found[decided.pk].consensus.state == "excluded"
    assert found[decided.pk].reason == "face_hidden"
    assert [one.consensus.value for one in consensus_of_study(ward.study, Rule.MEDIAN) if one.reason == ""] == [0]


def test_further_windows_are_a_phase_of_their_own(ward: Ward) -> None:
    video = ward.scored(0, 0, 0)
    later = {"start_frame": 10, "end_frame": 60, "start_event": "second_stick", "is_primary": False}
    for client, face in zip(ward.operators, (2, 2, 1), strict=True):
        give(client, video, face, **later)
    board = ward.get("board", phase="second_stick")
    assert board["phases"] == ["primary", "second_stick"]
    assert board["rows"][0]["values"] == [2, 2, 1]
    assert ward.row(video)["values"] == [0, 0, 0]


def test_a_second_reading_is_measured_on_its_own(ward: Ward) -> None:
    video = ward.scored(0, 2, 1)
    ward.decide(video, value=2)
    ScoreSheet.objects.filter(operator__in=ward.people[:2]).update(reading=2)
    assert ward.get("board", reading=2)["rows"][0]["values"] == [0, 2]
    assert ward.get("board", reading=2)["rows"][0]["consensus"]["state"] == "incomplete"
    assert ward.row(video)["values"] == [1]


def test_redundant_low_videos_are_kept_where_the_protocol_says_so(ward: Ward) -> None:
    infant = factories.make_infant(ward.study)
    for face in (0, 1, 2, 2):
        ward.scored(face, face, face, infant=infant)
    assert ward.get("flow")["kept"]["by_value"] == {"0": 1, "2": 2}
    change_protocol(ward.study, redundancy="keep_all")
    assert ward.get("flow")["kept"]["by_value"] == {"0": 1, "1": 1, "2": 2}


def test_letters_go_on_after_z() -> None:
    assert [code_of(number) for number in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]


def test_a_decision_goes_with_the_infant(ward: Ward, admin: APIClient, site_admin: User) -> None:
    from annotator.withdrawals.services import REACH

    video, kept = ward.scored(0, 2, 1), ward.scored(0, 2, 1)
    for one in (video, kept):
        ward.decide(one, value=1)
    preview = ward.admin.get(f"/api/v1/infants/{video.infant_id}/withdrawal/").json()
    assert (preview["decisions"], preview["sheets"]) == (1, 3)
    for app in REACH:
        app.erase(video.infant_id)
    assert [one.video_id for one in ConsensusScore.objects.all()] == [kept.pk]
