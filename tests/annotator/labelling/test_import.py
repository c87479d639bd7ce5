"""Labels in from files: whole or not at all, and every row without a place named."""

import json
from typing import Any

import pytest
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.models import AuditEvent
from annotator.frames.models import Frame
from annotator.labelling import withdrawal
from annotator.labelling.models import FrameLabel, LabelImport
from annotator.studies.models import Infant, Membership
from tests import factories
from tests.annotator.conftest import error_code
from tests.annotator.labelling.conftest import Room
from tests.annotator.labelling.files import KINDS, bring, export, said_by, table


@pytest.mark.parametrize("kind", KINDS)
def test_out_and_in_again_is_identical(room: Room, labelled: list[Frame], kind: str) -> None:
    written, before = export(room, kind), said_by("person")
    times = {row.frame_id: row.client_at for row in FrameLabel.objects.live().filter(source="person")}
    FrameLabel.objects.filter(source="person").delete()
    answer = bring(room, kind, written)
    by_rule = {} if kind == "label-studio" else {"by_rule": 20}  # which are predictions there, no annotations
    assert (answer["job"]["state"], answer["unmatched"]) == ("succeeded", [])
    assert answer["counts"] == {"matched": 8, "there": 0, "unmatched": 0, "passed_over": by_rule}
    assert said_by("import") == before
    imported = FrameLabel.objects.filter(source="import")
    assert {row.frame_id: row.client_at for row in imported} == times
    assert {(row.rater, row.imported_rater, row.reading) for row in imported} == {(None, "Old study", 1)}
    again = bring(room, kind, written)
    assert (again["counts"]["there"], imported.count()) == (8, 8)


def test_a_member_can_be_the_rater_of_a_file(room: Room, labelled: list[Frame]) -> None:
    content = table([{"frame": labelled[1].pk, "value": "pain"}, {"frame": labelled[2].pk, "value": "nonpain"}])
    answer = bring(room, "csv", content, rater=room.raters[1].pk, rater_name="")
    assert answer["counts"]["matched"] == 2
    rows = FrameLabel.objects.filter(source="import")
    assert {(row.rater_id, row.imported_rater, row.blind) for row in rows} == {(room.raters[1].pk, "", False)}


def test_one_raters_rows_are_taken_from_a_file_of_several(room: Room, labelled: list[Frame]) -> None:
    bring(room, "csv", table([{"frame": frame.pk, "value": "pain"} for frame in labelled[:3]]))
    written = export(room, "coco")
    answer = bring(room, "coco", written, rater_name="Copy", file_rater="I1")
    assert answer["counts"]["passed_over"] == {"by_rule": 20, "other_rater": 8}
    assert answer["counts"]["matched"] == 3


@pytest.fixture
def wrong(room: Room, labelled: list[Frame], site_admin: User) -> tuple[str, list[str]]:
    """A table with one good row and one of every wrong kind; the reasons in its order."""
    bring(room, "csv", table([{"frame": labelled[7].pk, "value": "pain"}]))
    foreign = factories.make_infant(factories.make_study(site_admin))
    stranger = factories.make_frame(factories.make_ready_video(foreign))
    refused = factories.make_frame(factories.make_ready_video(factories.make_infant(room.study, consent=False)))
    frame = labelled[1].pk
    rows: list[tuple[dict[str, Any], str]] = [
        ({"frame": labelled[0].pk, "value": "pain"}, ""),
        ({"frame": labelled[0].pk, "value": "pain"}, "duplicate"),
        ({"frame": "frame 7", "value": "pain"}, "no_frame"),
        ({"frame": "00000000-0000-4000-8000-000000000000", "value": "pain"}, "unknown_frame"),
        ({"frame": stranger.pk, "value": "pain"}, "unknown_frame"),  # of a study one does not belong to
        ({"frame": refused.pk, "value": "pain"}, "no_consent"),
        ({"frame": frame, "value": "agony"}, "unknown_label"),
        ({"frame": frame, "value": "unusable"}, "reason_missing"),
        ({"frame": frame, "value": "unusable", "reason": "tired"}, "reason_unknown"),
        ({"frame": frame, "value": "pain", "reason": "hand"}, "reason_unknown"),
        ({"frame": frame, "value": "pain", "actions": "tongue"}, "action_unknown"),
        ({"frame": frame, "value": "pain", "client_at": "yesterday"}, "wrong_time"),
        ({"frame": labelled[7].pk, "value": "nonpain"}, "different"),
    ]
    return table([row for row, _ in rows]), [reason for _, reason in rows if reason]


def test_every_row_without_a_place_is_named_and_nothing_is_written(room: Room, wrong: tuple[str, list[str]]) -> None:
    content, reasons = wrong
    before = FrameLabel.objects.count()
    answer = bring(room, "csv", content)
    assert (answer["job"]["state"], answer["job"]["error"]["code"]) == ("failed", "labels_unmatched")
    assert [row["reason"] for row in answer["unmatched"]] == reasons
    assert [row["row"] for row in answer["unmatched"]] == list(range(3, 15))
    assert answer["unmatched"][5]["said"]["value"] == "agony"
    assert FrameLabel.objects.count() == before
    seen = bring(room, "csv", content, skip_unmatched=True)
    assert (seen["job"]["state"], seen["counts"]["matched"], seen["counts"]["unmatched"]) == ("succeeded", 1, 12)
    assert FrameLabel.objects.count() == before + 1


def test_a_frame_of_another_of_my_studies_is_called_that(room: Room, labelled: list[Frame], site_admin: User) -> None:
    other = factories.make_study(site_admin)
    frame = factories.make_frame(factories.make_ready_video(factories.make_infant(other)))
    researcher = Membership.objects.get(study=room.study, roles=["researcher"]).user
    Membership.objects.create(study=other, user=researcher, roles=["researcher"])
    answer = bring(room, "csv", table([{"frame": frame.pk, "value": "pain"}]))
    assert [row["reason"] for row in answer["unmatched"]] == ["other_study"]


def test_values_of_the_wrong_type_are_named(room: Room, labelled: list[Frame]) -> None:
    frame = str(labelled[0].pk)
    image = {"id": 1, "file_name": f"{frame}.jpg"}
    wrong: list[dict[str, Any]] = [
        {"category_id": 9},
        {"category_id": 1, "reason": 7},
        {"category_id": 1, "actions": "x"},
        {"image_id": 4},
    ]
    annotations = [{"image_id": 1, **one} for one in wrong]
    file = {"images": [image], "categories": [{"id": 1, "name": "pain"}], "annotations": annotations}
    reasons = [row["reason"] for row in bring(room, "coco", json.dumps(file))["unmatched"]]
    assert reasons == ["wrong_type", "wrong_type", "wrong_type", "no_frame"]


def test_files_of_the_programs_themselves_are_read(room: Room, labelled: list[Frame]) -> None:
    name = f"/data/upload/3/{labelled[0].pk}.jpg"
    choice = {"from_name": "choice", "to_name": "image", "type": "choices", "value": {"choices": ["pain"]}}
    tasks = [{"id": 7, "data": {"image": name}, "annotations": [{"completed_by": 1, "result": [choice]}]}]
    assert bring(room, "label-studio", json.dumps(tasks))["counts"]["matched"] == 1
    tag = f'<annotations><image id="0" name="{name}"><tag label="nonpain" source="manual"/></image></annotations>'
    assert bring(room, "cvat", tag, rater_name="Other")["counts"]["matched"] == 1


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><annotations>&c;</annotations>'
UNREADABLE = [
    ("csv", "frame,value\n"),
    ("csv", "a,b\n1,2\n"),
    ("csv", 'frame,value\n"x,pain\n'),
    ("csv", "frame,value\n1,pain,more\n"),
    ("label-studio", "{"),
    ("label-studio", "{}"),
    ("label-studio", "[1]"),
    ("label-studio", '[{"data": {"image": "x"}, "annotations": [{"result": 7}]}]'),
    ("label-studio", "[" * 100_000),
    ("label-studio", "[]"),
    ("cvat", "no markup"),
    ("cvat", "<html/>"),
    ("cvat", "<annotations><image></annotations>"),
    ("cvat", "<annotations/>"),
    ("cvat", BOMB),
    ("cvat", "<annotations>" + "<a>" * 60 + "</a>" * 60 + "</annotations>"),
    ("coco", "[]"),
    ("coco", '{"images": [], "categories": [], "annotations": 7}'),
    ("coco", '{"images": [], "categories": [], "annotations": []}'),
]


@pytest.mark.parametrize(("kind", "content"), UNREADABLE)
def test_what_cannot_be_read_is_refused_at_once(room: Room, drawn: list[Frame], kind: str, content: str) -> None:
    url = f"/api/v1/studies/{room.study.pk}/frame-labels/import/"
    given = {"kind": kind, "content": content, "rater_name": "Old study"}
    response = room.researcher.post(url, given, format="json")
    assert (response.status_code, error_code(response)) == (422, "file_unreadable")
    assert response.json()["error"]["message"].endswith(".")
    assert not LabelImport.objects.exists()


BAD: dict[str, tuple[dict[str, Any], int, str]] = {
    "a character no text has": ({"content": "frame,value\na\x00,pain"}, 400, "invalid"),
    "no text": ({"content": ["frame"]}, 400, "invalid"),
    "another kind": ({"kind": "xls"}, 400, "invalid"),
    "nobody's labels": ({"rater_name": ""}, 422, "rater_missing"),
    "two people's labels": ({"rater": 1}, 422, "rater_missing"),
    "a stranger's labels": ({"rater": 10**6, "rater_name": ""}, 422, "rater_unknown"),
    "another field": ({"source": "person"}, 400, "invalid"),
    "a huge file": ({"content": "x" * 17 * 1024**2}, 413, "body_too_large"),
    "too many rows": ({"content": "frame,value\n" + "a,b\n" * 100_001}, 422, "file_unreadable"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_request_changes_nothing(room: Room, drawn: list[Frame], case: str) -> None:
    fields, status, code = BAD[case]
    url = f"/api/v1/studies/{room.study.pk}/frame-labels/import/"
    given = {"kind": "csv", "content": "frame,value\na,pain", "rater_name": "Old study", **fields}
    response = room.researcher.post(url, given, format="json")
    assert (response.status_code, error_code(response)) == (status, code)
    assert not LabelImport.objects.exists()


def test_a_body_in_another_encoding_is_refused(room: Room, drawn: list[Frame]) -> None:
    url = f"/api/v1/studies/{room.study.pk}/frame-labels/import/"
    body = '{"kind": "csv", "content": "frame,value", "rater_name": "Zoë"}'.encode("latin-1")
    response = room.researcher.generic("POST", url, body, content_type="application/json")
    assert (response.status_code, error_code(response)) == (400, "not_json")


def test_a_long_report_comes_page_by_page(room: Room, drawn: list[Frame]) -> None:
    answer = bring(room, "csv", "frame,value\n" + "x,pain\n" * 1_203)
    assert (answer["counts"]["unmatched"], len(answer["unmatched"])) == (1_203, 500)
    last = room.researcher.get(f"/api/v1/label-imports/{answer['id']}/", {"page": 3}).json()["unmatched"]
    assert [row["row"] for row in last] == list(range(1_002, 1_205))


def test_the_file_goes_and_its_hash_stays(room: Room, labelled: list[Frame]) -> None:
    bring(room, "csv", table([{"frame": labelled[0].pk, "value": "pain"}]))
    brought = LabelImport.objects.get()
    assert (brought.content, len(brought.sha256)) == ("", 64)
    event = AuditEvent.objects.get(action="labels.imported")
    assert (event.detail["matched"], event.detail["sha256"]) == (1, brought.sha256)


def test_a_withdrawn_infant_has_no_frame_and_no_line_in_a_report(room: Room, labelled: list[Frame]) -> None:
    infant = labelled[0].video.infant
    Infant.objects.filter(pk=infant.pk).update(withdrawn_at=timezone.now())
    answer = bring(room, "csv", table([{"frame": labelled[0].pk, "value": "pain"}]))
    assert [row["reason"] for row in answer["unmatched"]] == ["unknown_frame"]
    withdrawal.erase(infant.pk)
    assert LabelImport.objects.get().unmatched == []
