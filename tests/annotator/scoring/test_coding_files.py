"""Codings in and out as files of BORIS and ELAN."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.scoring.interchange import elan
from annotator.studies.models import Infant, Study
from tests.annotator.conftest import error_code
from tests.annotator.scoring.answers import change_protocol, interval, long_video, reference_folder

KINDS = ["boris", "csv", "eaf"]


@pytest.fixture
def coded(client: APIClient, coding_url: str) -> dict[str, Any]:
    changes = [interval("brow_bulge", 0, 45), interval("brow_bulge", 60, 61), interval("eye_squeeze", 10, 900)]
    saved = client.put(coding_url, {"base_version": 0, "changes": changes}, format="json")
    answer: dict[str, Any] = saved.json()
    return answer


def spans(coding: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(one["action"], one["start_frame"], one["end_frame"]) for one in coding["intervals"]]


@pytest.mark.parametrize("kind", KINDS)
def test_out_and_in_again_is_identical(client: APIClient, coding_url: str, coded: dict[str, Any], kind: str) -> None:
    written = client.get(f"{coding_url}file/?kind={kind}")
    assert (written.status_code, "attachment" in written["Content-Disposition"]) == (200, True)
    removals = [{"client_id": one["client_id"], "deleted": True} for one in coded["intervals"]]
    client.put(coding_url, {"base_version": 1, "changes": removals}, format="json")
    given = {"kind": kind, "content": written.content.decode(), "base_version": 2}
    back = client.post(f"{coding_url}file/", given, format="json").json()
    assert (spans(back["coding"]), back["passed_over"]) == (spans(coded), {})
    again = client.post(f"{coding_url}file/", given, format="json").json()
    assert again["coding"]["version"] == back["coding"]["version"] == 3


def test_other_names_are_translated_and_the_rest_is_counted(client: APIClient, coding_url: str) -> None:
    rows = ["0.1,,AU4,START", "0.5,,AU4,STOP", "1,,AU43,START", "2,,AU43,STOP", "3,,blink,POINT", "9,,AU4,START"]
    table = "\n".join(["Time,Subject,Behavior,Status", *rows])
    given = {"kind": "csv", "content": table, "actions": {"AU4": "brow_bulge"}, "base_version": 0}
    answer = client.post(f"{coding_url}file/", given, format="json").json()
    assert [one[0] for one in spans(answer["coding"])] == ["brow_bulge"]
    assert answer["passed_over"] == {"point_event": 1, "without_end": 1, "action_not_coded": 1}
    nothing = client.post(f"{coding_url}file/", {**given, "actions": {}, "base_version": 1}, format="json")
    assert (nothing.status_code, error_code(nothing)) == (422, "nothing_to_import")


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_read_is_refused(client: APIClient, coding_url: str, kind: str) -> None:
    given = {"kind": kind, "content": "<!DOCTYPE x []><x/>", "base_version": 0}
    answer = client.post(f"{coding_url}file/", given, format="json")
    assert (answer.status_code, error_code(answer)) == (422, "file_unreadable")


@pytest.mark.slow
def test_a_whole_file_of_elan_goes_in_and_out(client: APIClient, study: Study, infant: Infant) -> None:
    """The program's own sample: 20 minutes, 2.4 MB, 399 annotations of text and 1,197 gestures among others."""
    sample = reference_folder().parent / "assets" / "interop" / "elan_sample_3.0.eaf"
    if not sample.exists():
        pytest.skip(f"the file {sample.name} is not beside the project")
    content = sample.read_text(encoding="utf-8")
    change_protocol(study, actions=["spoken"])
    url = f"/api/v1/videos/{long_video(infant, frames=30_000).pk}/coding/file/"
    given = {"kind": "eaf", "content": content, "actions": {"text": "spoken"}, "base_version": 0}
    answer = client.post(url, given, format="json")
    assert answer.status_code == 200, answer.json()
    passed_over = answer.json()["passed_over"]
    assert passed_over == {"annotation_on_annotation": 3990, "without_time": 1965, "action_not_coded": 2424}
    mine = spans(answer.json()["coding"])
    assert 0 < len(mine) <= 399
    written = client.get(f"{url}?kind=eaf").content
    assert [(one.action, one.start_ms // 40, one.end_ms // 40) for one in elan.read_eaf(written).events] == mine
