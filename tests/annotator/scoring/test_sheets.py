"""Score sheets: derived, answered, overridden, submitted, corrected."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.recordings.models import Video
from annotator.scoring.models import ScoreSheet
from annotator.studies.models import Role
from tests.annotator.conftest import error_code
from tests.annotator.scoring.answers import change_protocol, interval, score


class Sheet:
    """A sheet as a browser works on it."""

    def __init__(self, client: APIClient, window_id: str, scale: str = "dan") -> None:
        self.client = client
        answer = client.post(f"/api/v1/windows/{window_id}/sheets/", {"scale": scale}, format="json")
        assert answer.status_code in (200, 201), answer.json()
        self.now: dict[str, Any] = answer.json()
        self.url = f"/api/v1/sheets/{self.now['id']}/"

    def save(self, *, version: int | None = None, **changes: Any) -> Any:
        answer = self.client.patch(self.url, {"version": version or self.now["version"], **changes}, format="json")
        if answer.status_code == 200:
            self.now = answer.json()
        return answer

    def submit(self) -> Any:
        return self.client.post(f"{self.url}submit/", {"version": self.now["version"]}, format="json")

    def correct(self, reason: str = "misread") -> Any:
        return self.client.post(f"{self.url}correct/", {"reason": reason}, format="json")


@pytest.fixture
def code(client: APIClient, coding_url: str) -> Any:
    def put(base: int, *changes: dict[str, Any]) -> None:
        assert client.put(coding_url, {"base_version": base, "changes": changes}, format="json").status_code == 200

    return put


@pytest.fixture
def sheet(client: APIClient, window: dict[str, Any]) -> Sheet:
    return Sheet(client, window["id"])


def test_dan_from_hand_to_locked(sheet: Sheet, client: APIClient, window: dict[str, Any]) -> None:
    assert (sheet.now["items"], sheet.now["total"], sheet.now["blind"]) == (["face", "limbs", "voice"], None, True)
    sheet.save(values={"face": 2, "limbs": 1})
    missing = sheet.submit()
    assert (missing.status_code, missing.json()["error"]["items"]) == (422, ["voice"])
    sheet.save(values={"voice": 0})
    assert (sheet.now["total"], sheet.now["pain"]) == (3, True)
    done = sheet.submit().json()
    assert (done["state"], done["submitted_at"] is None) == ("submitted", False)
    assert error_code(sheet.save(whine=True)) == "sheet_submitted"
    again = client.post(f"/api/v1/windows/{window['id']}/sheets/", {"scale": "dan"}, format="json")
    assert (error_code(again), again.json()["error"]["sheet"]) == ("sheet_submitted", done["id"])


def test_the_face_follows_the_intervals(sheet: Sheet, code: Any, client: APIClient, window: dict[str, Any]) -> None:
    code(0, interval("brow_bulge", 0, 30), interval("eye_squeeze", 80, 300), interval("mouth_stretch", 0, 90))
    derived = client.get(f"/api/v1/windows/{window['id']}/derived/?scale=dan").json()["items"]["face"]
    assert derived["frames"] == {"brow_bulge": 30, "eye_squeeze": 10, "nasolabial_furrow": 0}
    assert (derived["value"], derived["union_frames"], derived["alert"]) == (3, 40, False)
    sheet.save(values={"limbs": 0, "voice": 0})
    assert (sheet.now["values"]["face"], sheet.now["total"]) == (3, 3)
    assert sheet.now["derived"]["face"] == derived


def test_a_whine_is_one_where_nothing_was_coded(sheet: Sheet, code: Any) -> None:
    code(0)
    sheet.save(values={"limbs": 0, "voice": 0})
    assert sheet.now["values"]["face"] == 0
    sheet.save(whine=True)
    assert (sheet.now["values"]["face"], sheet.now["total"], sheet.now["pain"]) == (1, 1, False)


def test_an_override_needs_a_reason_and_keeps_the_derived_value(sheet: Sheet, code: Any) -> None:
    code(0, interval("brow_bulge", 0, 30))
    bare = sheet.save(values={"face": 4})
    assert (bare.status_code, error_code(bare), bare.json()["error"]["items"]) == (
        422,
        "override_needs_reason",
        ["face"],
    )
    assert error_code(sheet.save(overrides={"face": {"value": 4}})) == "invalid"
    assert error_code(sheet.save(overrides={"face": {"value": 9, "reason": "x"}})) == "score_off_scale"
    sheet.save(overrides={"face": {"value": 4, "reason": "hidden by a hand"}})
    assert (sheet.now["values"]["face"], sheet.now["derived"]["face"]["value"]) == (4, 3)
    sheet.save(overrides={"face": None})
    assert sheet.now["values"]["face"] == 3
    assert error_code(sheet.save(overrides={"limbs": {"value": 1, "reason": "x"}})) == "override_without_derivation"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"face": 5}, "score_off_scale"),
        ({"face": -1}, "score_off_scale"),
        ({"cry": 1}, "item_unknown"),
        ({"face": "2"}, "invalid"),
        ({"face": 2.0}, "invalid"),
        ({"face": True}, "invalid"),
        ({"face": [2]}, "invalid"),
    ],
)
def test_answers_the_scale_does_not_know(sheet: Sheet, values: dict[str, Any], code: str) -> None:
    answer = sheet.save(values=values)
    assert (answer.status_code in (400, 422), error_code(answer)) == (True, code)
    assert ScoreSheet.objects.get().version == 1


def test_cannot_assess_is_an_answer_without_a_total(sheet: Sheet) -> None:
    sheet.save(values={"face": "cannot_assess", "limbs": 3, "voice": 3})
    assert (sheet.now["total"], sheet.now["pain"]) == (None, None)
    assert sheet.submit().json()["values"]["face"] == "cannot_assess"


def test_two_tabs_get_both_sides_and_a_repetition_is_no_conflict(sheet: Sheet) -> None:
    sheet.save(values={"face": 2})
    late = sheet.save(version=1, values={"face": 0})
    assert (late.status_code, error_code(late)) == (409, "sheet_changed")
    error = late.json()["error"]
    assert (error["mine"], error["server"]["values"]) == ({"values": {"face": 0}}, {"face": 2})
    assert sheet.save(version=1, values={"face": 2}).json()["version"] == 2


def test_intervals_that_changed_before_submission_are_shown_first(sheet: Sheet, code: Any) -> None:
    code(0, interval("brow_bulge", 0, 10))
    sheet.save(values={"limbs": 0, "voice": 0})
    code(1, interval("eye_squeeze", 0, 90))
    moved = sheet.submit()
    assert (moved.status_code, error_code(moved)) == (409, "derived_changed")
    server = moved.json()["error"]["server"]
    assert server["values"]["face"] == 4
    sheet.now["version"] = server["version"]
    assert sheet.submit().json()["total"] == 4


def test_a_correction_supersedes_when_it_is_submitted(sheet: Sheet, client: APIClient) -> None:
    sheet.save(values={"face": 0, "limbs": 0, "voice": 0})
    assert error_code(sheet.correct()) == "sheet_not_submitted"
    sheet.submit()
    draft = sheet.correct("the other leg").json()
    assert (draft["previous"], draft["values"], draft["state"]) == (sheet.now["id"], sheet.now["values"], "draft")
    assert error_code(sheet.correct()) == "correction_open"
    assert client.get(sheet.url).json()["superseded"] is False
    url = f"/api/v1/sheets/{draft['id']}/"
    client.patch(url, {"version": 1, "values": {"limbs": 2}}, format="json")
    assert client.post(f"{url}submit/", {"version": 2}, format="json").json()["total"] == 2
    assert client.get(sheet.url).json()["superseded"] is True
    assert error_code(sheet.correct()) == "sheet_superseded"


def test_pipp_and_nfcs_feed_on_the_same_intervals(
    client: APIClient, video: Video, window: dict[str, Any], code: Any
) -> None:
    actions = ["brow_bulge", "eye_squeeze", "nasolabial_furrow"]
    cutoff = {"scale": "pipp", "total_from": 7}
    change_protocol(
        video.study,
        scales=[{"scale": "pipp", "items": actions}, {"scale": "nfcs", "items": actions}],
        pain_cutoff=cutoff,
    )
    code(0, interval("brow_bulge", 0, 8), interval("eye_squeeze", 0, 36), interval("nasolabial_furrow", 0, 63))
    pipp, nfcs = Sheet(client, window["id"], "pipp").now, Sheet(client, window["id"], "nfcs").now
    assert pipp["values"] == {"brow_bulge": 0, "eye_squeeze": 2, "nasolabial_furrow": 3}
    assert (pipp["total"], pipp["pain"]) == (5, False)
    assert (nfcs["total"], nfcs["pain"]) == (3, None)  # three of ten items have no cut-off of the whole


@pytest.mark.parametrize(
    ("scales", "code"),
    [
        ([{"scale": "flacc", "items": ["face"]}], "scale_not_in_use"),
        ([{"scale": "dan", "items": ["face", "nose"]}], "scale_item_unknown"),
    ],
)
def test_a_protocol_that_names_what_is_not_there(
    client: APIClient, video: Video, window: dict[str, Any], scales: Any, code: str
) -> None:
    change_protocol(video.study, scales=scales)
    answer = client.post(f"/api/v1/windows/{window['id']}/sheets/", {"scale": "dan"}, format="json")
    assert (answer.status_code, error_code(answer)) == (409, code)


def test_the_worklist_follows_the_work(
    client: APIClient,
    video: Video,
    coding_url: str,
    windows_url: str,
    member: Callable[..., User],
    client_of: Callable[..., APIClient],
    django_assert_max_num_queries: Any,
) -> None:
    url = f"/api/v1/studies/{video.study_id}/scoring-tasks/"

    def states() -> list[str]:
        with django_assert_max_num_queries(16):
            return [task["state"] for task in client.get(url).json()["results"]]

    assert states() == ["none"]
    given = {"start_frame": 0, "end_frame": 90, "end_reason": "calm"}
    window = client.post(windows_url, given, format="json").json()
    assert states() == ["started"]
    sheet = score(client, window["id"], {"face": 0, "limbs": 0, "voice": 0})
    assert states() == ["submitted"]
    client.post(f"/api/v1/sheets/{sheet['id']}/correct/", {"reason": "x"}, format="json")
    assert states() == ["started"]
    other = client_of(member(Role.OPERATOR)).get(url).json()["results"]
    assert [(task["state"], task["window"]) for task in other] == [("none", None)]


def test_a_lag_is_kept_and_moves_nothing(client: APIClient, coding_url: str) -> None:
    assert client.get("/api/v1/operator-lag/").json()["lag_ms"] is None
    given = {"lag_ms": 280, "source": "calibration"}
    assert client.put("/api/v1/operator-lag/", given, format="json").json()["lag_ms"] == 280
    for wrong in (-1, 5001, "280", 2.5):
        answer = client.put("/api/v1/operator-lag/", {**given, "lag_ms": wrong}, format="json")
        assert error_code(answer) == "invalid"
    batch = {"base_version": 0, "changes": [interval("brow_bulge", 10, 20)]}
    saved = client.put(coding_url, batch, format="json").json()
    assert [(one["start_frame"], one["end_frame"]) for one in saved["intervals"]] == [(10, 20)]
