"""Observation windows: frame-exact, one primary, changed only by newer rows."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.audit.models import AuditEvent
from annotator.recordings.models import Video
from annotator.scoring.models import ObservationWindow, ScoreSheet
from annotator.studies.models import Membership, Role
from annotator.studies.services import record_consent
from tests.annotator.conftest import error_code
from tests.annotator.scoring.answers import change_protocol, score

GOOD: dict[str, Any] = {"start_frame": 10, "end_frame": 20, "end_reason": "calm"}


def refusal(response: Any) -> tuple[int, str]:
    return response.status_code, error_code(response)


def test_a_window_says_its_time_and_the_first_is_primary(client: APIClient, windows_url: str) -> None:
    first = client.post(windows_url, GOOD, format="json").json()
    assert (first["start_ms"], first["end_ms"], first["start_event"]) == (400, 800, "heel_squeeze")
    last = client.post(windows_url, {**GOOD, "end_frame": 900}, format="json").json()
    assert (last["end_ms"], first["is_primary"], last["is_primary"]) == (36_000, True, False)
    assert [row["id"] for row in client.get(windows_url).json()["results"]] == [last["id"], first["id"]]
    event = AuditEvent.objects.filter(action="window.set").latest("sequence")
    assert set(event.detail) == {"video"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"end_frame": 901}, "frames_invalid"),
        ({"start_frame": 20}, "frames_invalid"),
        ({"start_frame": 21}, "frames_invalid"),
        ({"end_reason": "bored"}, "end_reason_unknown"),
    ],
)
def test_a_window_that_cannot_be(client: APIClient, windows_url: str, wrong: dict[str, Any], code: str) -> None:
    assert refusal(client.post(windows_url, {**GOOD, **wrong}, format="json")) == (422, code)


@pytest.mark.parametrize("frame", ["3", 3.0, 3.5, -1, 2**31, 10**30, True, None, [3], "\u0663"])
def test_frames_are_whole_numbers(client: APIClient, windows_url: str, frame: Any) -> None:
    answer = client.post(windows_url, {**GOOD, "start_frame": frame}, format="json")
    assert refusal(answer) == (400, "invalid")
    assert list(answer.json()["error"]["fields"]) == ["start_frame"]


def test_a_new_primary_takes_the_place_of_the_old(client: APIClient, windows_url: str, window: dict[str, Any]) -> None:
    newer = client.post(windows_url, {**GOOD, "is_primary": True}, format="json").json()
    rows = client.get(windows_url).json()["results"]
    assert {row["id"]: row["is_primary"] for row in rows if row["is_primary"]} == {newer["id"]: True}
    assert [row["previous"] for row in rows if not row["is_primary"]] == [window["id"]]


def test_a_change_supersedes_and_takes_the_drafts_along(client: APIClient, window: dict[str, Any]) -> None:
    url = f"/api/v1/windows/{window['id']}/"
    draft = client.post(f"{url}sheets/", {"scale": "dan"}, format="json").json()
    newer = client.patch(url, {"end_frame": 60, "note": "nurse's hand"}, format="json").json()
    assert (newer["previous"], newer["end_frame"], newer["is_primary"]) == (window["id"], 60, True)
    assert client.get(url).json()["superseded"] is True
    assert str(ScoreSheet.objects.get(pk=draft["id"]).window_id) == newer["id"]
    event = AuditEvent.objects.filter(action="window.changed").latest("sequence")
    assert "nurse" not in str(event.detail)


def test_two_tabs_change_one_window(client: APIClient, window: dict[str, Any]) -> None:
    url = f"/api/v1/windows/{window['id']}/"
    newer = client.patch(url, {"end_frame": 60}, format="json").json()
    late = client.patch(url, {"end_frame": 70}, format="json")
    assert refusal(late) == (409, "window_changed")
    error = late.json()["error"]
    assert (error["mine"], error["server"]["id"], error["server"]["end_frame"]) == ({"end_frame": 70}, newer["id"], 60)


def test_a_scored_window_is_locked_until_a_correction_opens_it(client: APIClient, window: dict[str, Any]) -> None:
    sheet = score(client, window["id"], {"face": 0, "limbs": 0, "voice": 0})
    url = f"/api/v1/windows/{window['id']}/"
    assert refusal(client.patch(url, {"end_frame": 60}, format="json")) == (409, "window_scored")
    assert refusal(client.post(f"{url}retire/", {"reason": "wrong"}, format="json")) == (409, "window_scored")
    client.post(f"/api/v1/sheets/{sheet['id']}/correct/", {"reason": "too long"}, format="json")
    assert client.patch(url, {"end_frame": 60}, format="json").status_code == 200


def test_a_retired_window_stays_in_the_records(client: APIClient, windows_url: str, window: dict[str, Any]) -> None:
    url = f"/api/v1/windows/{window['id']}/"
    assert refusal(client.post(f"{url}retire/", {}, format="json")) == (400, "invalid")
    assert client.post(f"{url}retire/", {"reason": "wrong infant"}, format="json").status_code == 204
    assert client.get(windows_url).json()["results"] == []
    assert len(client.get(f"{windows_url}?superseded=true").json()["results"]) == 1
    assert refusal(client.patch(url, {"end_frame": 60}, format="json")) == (409, "window_changed")
    assert ObservationWindow.objects.get(pk=window["id"]).retired_reason == "wrong infant"


def test_one_window_where_the_protocol_says_so(
    client: APIClient, video: Video, windows_url: str, window: dict[str, Any]
) -> None:
    rule = {"many_per_video": False, "start_event": "x", "end_reasons": ["calm"], "preset_seconds": 30}
    change_protocol(video.study, window=rule)
    assert refusal(client.post(windows_url, GOOD, format="json")) == (409, "one_window_only")


def test_without_consent_to_labelling_nothing_is_scored(
    client: APIClient, video: Video, windows_url: str, coding_url: str, window: dict[str, Any], site_admin: User
) -> None:
    record_consent(
        actor=site_admin,
        infant=video.infant,
        scopes=["record"],
        document_version="2",
        signed_on=video.created_at.date(),
    )
    wanted = (409, "consent_scope_missing")
    assert refusal(client.post(windows_url, GOOD, format="json")) == wanted
    assert refusal(client.put(coding_url, {"base_version": 0, "changes": []}, format="json")) == wanted
    sheets = f"/api/v1/windows/{window['id']}/sheets/"
    assert refusal(client.post(sheets, {"scale": "dan"}, format="json")) == wanted


def test_somebody_removed_in_mid_sheet_is_out_and_their_rows_stay(
    client: APIClient, operator: User, video: Video, window: dict[str, Any], windows_url: str
) -> None:
    sheet = client.post(f"/api/v1/windows/{window['id']}/sheets/", {"scale": "dan"}, format="json").json()
    url = f"/api/v1/sheets/{sheet['id']}/"
    Membership.objects.filter(user=operator).update(roles=[Role.RESEARCHER])
    assert client.patch(url, {"version": 1, "whine": True}, format="json").status_code == 403
    Membership.objects.filter(user=operator).delete()
    assert client.patch(url, {"version": 1, "whine": True}, format="json").status_code == 404
    assert [client.get(url).status_code, client.get(windows_url).status_code] == [404, 404]
    assert ScoreSheet.objects.filter(pk=sheet["id"]).exists()
    assert ObservationWindow.objects.filter(pk=window["id"]).exists()


def test_a_supervisor_may_set_a_window_and_an_admin_may_not(
    windows_url: str, member: Callable[..., User], client_of: Callable[..., APIClient]
) -> None:
    assert client_of(member(Role.SUPERVISOR)).post(windows_url, GOOD, format="json").status_code == 201
    assert client_of(member(Role.ADMIN)).post(windows_url, GOOD, format="json").status_code == 403
