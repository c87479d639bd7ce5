"""Labels out as files: what each program reads, the same bytes every time, no name."""

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.accounts.models import User
from annotator.audit.models import AuditEvent
from annotator.frames.models import Frame
from annotator.labelling import files_api
from tests.annotator.conftest import error_code
from tests.annotator.labelling.conftest import Room
from tests.annotator.labelling.files import KINDS, bring, export, table


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_labels_give_the_same_bytes_and_no_name(room: Room, labelled: list[Frame], kind: str) -> None:
    bring(room, "csv", table([{"frame": labelled[1].pk, "value": "pain"}]))
    written = export(room, kind)
    assert written == export(room, kind)
    for secret in ("Old study", "Dr Rossi", *User.objects.values_list("name", flat=True)):
        assert secret not in written
    assert str(labelled[0].pk) in written
    assert labelled[0].video.infant.pseudonym in written
    assert "I1" in written


@pytest.mark.parametrize("kind", KINDS)
def test_each_file_is_what_its_program_reads(room: Room, labelled: list[Frame], kind: str) -> None:
    written = export(room, kind)
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(written)))
        assert (len(rows), {row["rater"] for row in rows}) == (28, {"A", ""})
        assert {row["source"] for row in rows} == {"person", "rule"}
    elif kind == "label-studio":
        tasks = json.loads(written)
        assert len(tasks) == 28
        assert sum(len(task["annotations"]) for task in tasks) == 8
        assert {one["model_version"] for task in tasks for one in task["predictions"]} == {"rule"}
    elif kind == "cvat":
        root = ElementTree.fromstring(written)
        assert (root.findtext("version"), len(root.findall("image/tag"))) == ("1.1", 28)
    else:
        file = json.loads(written)
        names = {one["id"]: one["name"] for one in file["categories"]}
        assert (len(file["images"]), len(file["annotations"])) == (28, 28)
        assert {names[one["category_id"]] for one in file["annotations"]} == {"pain", "nonpain", "unusable", "unsure"}


def test_the_history_is_written_on_request_to_the_table_only(room: Room, labelled: list[Frame]) -> None:
    rows = list(csv.DictReader(io.StringIO(export(room, "csv", history="true"))))
    first, second = (row for row in rows if row["frame"] == str(labelled[0].pk))
    assert (first["value"], second["value"], second["supersedes"]) == ("pain", "nonpain", first["label"])
    assert first["superseded_at"]
    assert not second["superseded_at"]
    url = f"/api/v1/studies/{room.study.pk}/frame-labels/export/"
    assert error_code(room.researcher.get(url, {"kind": "coco", "history": "true"})) == "history_in_table_only"


def test_export_takes_as_many_queries_for_few_labels_as_for_many(room: Room, labelled: list[Frame]) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            export(room, "label-studio")
        return len(queries)

    before = asked()
    bring(room, "csv", table([{"frame": frame.pk, "value": "pain"} for frame in labelled]))
    assert asked() == before
    assert AuditEvent.objects.filter(action="labels.exported").count() == 2


@pytest.mark.parametrize("kind", KINDS)
def test_r29_labels_that_change_during_a_download_are_not_in_it(room: Room, labelled: list[Frame], kind: str) -> None:
    before = export(room, kind)
    response = room.researcher.get(f"/api/v1/studies/{room.study.pk}/frame-labels/export/", {"kind": kind})
    bring(room, "csv", table([{"frame": frame.pk, "value": "pain"} for frame in labelled]))
    written = b"".join(response.streaming_content)
    assert written.decode() == before
    assert int(response["Content-Length"]) == len(written)
    assert export(room, kind) != before


def test_r29_a_download_that_fails_midway_is_no_file(
    room: Room, labelled: list[Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(*_: Any, **__: Any) -> Iterator[str]:
        yield "frame,value\n"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files_api, "export_labels", half)
    response = room.researcher.get(f"/api/v1/studies/{room.study.pk}/frame-labels/export/", {"kind": "csv"})
    assert (response.status_code, error_code(response)) == (507, "disk_full")
    assert "Content-Disposition" not in response
