"""Two tabs edit one sheet, two people decide about one video, at the same moment: one wins, the other sees both."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from tests.live.api_client import ApiClient
from tests.live.people import join, ready_video, sign_in
from tests.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
ROUNDS = 8


def at_once(*requests: Callable[[], tuple[int, Any, Any]]) -> list[tuple[int, Any]]:
    """Status and body of requests that are let go together, the one that won first."""
    gate = Barrier(len(requests))

    def send(request: Callable[[], tuple[int, Any, Any]]) -> tuple[int, Any]:
        gate.wait()
        status, _, body = request()
        return status, body

    with ThreadPoolExecutor(len(requests)) as pool:
        return sorted(pool.map(send, requests), key=lambda answer: answer[0])


@pytest.fixture(scope="module")
def scene(server: Server, client: ApiClient, footage: Path) -> dict[str, Any]:
    """A study with two operators, two who decide, and a video to score."""
    study, infant = client.study_with_infant("Two at once")
    roles = {"anna": ["operator"], "bruno": ["operator"], "carla": ["supervisor"], "dario": ["supervisor"]}
    people = join(server, study, roles)
    return {"study": study, "video": ready_video(client, study, infant, footage), **people}


def begin(client: ApiClient, video: str) -> str:
    """The address of a draft on a new window."""
    window = client.post(f"/api/v1/videos/{video}/windows/", start_frame=0, end_frame=60, end_reason="calm")
    sheet = client.post(f"/api/v1/windows/{window['id']}/sheets/", scale="dan")
    return f"/api/v1/sheets/{sheet['id']}/"


def test_two_tabs_on_one_sheet(server: Server, scene: dict[str, Any]) -> None:
    tabs = [scene["anna"], sign_in(server, "anna")]
    url = begin(tabs[0], scene["video"])
    version = 1
    for number in range(ROUNDS):
        values = [{"limbs": number % 2, "voice": tab} for tab in (0, 1)]

        def save(tab: int, known: int = version, values: Any = values) -> tuple[int, Any, Any]:
            return tabs[tab].request("PATCH", url, {"version": known, "values": values[tab]})  # type: ignore[no-any-return]

        won, lost = at_once(lambda: save(0), lambda: save(1))
        assert (won[0], lost[0], lost[1]["error"]["code"]) == (200, 409, "sheet_changed")
        assert lost[1]["error"]["server"]["values"] == won[1]["values"]
        assert lost[1]["error"]["mine"]["values"] in values
        assert lost[1]["error"]["mine"]["values"] != won[1]["values"]
        version = won[1]["version"]
        assert tabs[0].get(url)["version"] == version == number + 2


def test_two_people_decide(scene: dict[str, Any]) -> None:
    for name, score in (("anna", 0), ("bruno", 3)):
        url = begin(scene[name], scene["video"]) if name == "bruno" else own_sheet(scene["anna"], scene["video"])
        version = scene[name].get(url)["version"]
        values = {"face": score, "limbs": 0, "voice": 0}
        _, _, saved = scene[name].request("PATCH", url, {"version": version, "values": values})
        scene[name].post(f"{url}submit/", version=saved["version"])
    address = f"/api/v1/videos/{scene['video']}/adjudication/"
    in_force = None
    for number in range(ROUNDS):

        def decide(who: str, value: int, known: Any = in_force) -> tuple[int, Any, Any]:
            facts = {"outcome": "score", "value": value, "reason": "sign_ambiguous", "supersedes": known}
            return scene[who].request("POST", address, facts)  # type: ignore[no-any-return]

        won, lost = at_once(lambda: decide("carla", 2), lambda: decide("dario", 3))
        assert (won[0], lost[0], lost[1]["error"]["code"]) == (201, 409, "decided_meanwhile"), (number, won, lost)
        assert lost[1]["error"]["server"]["id"] == won[1]["id"]
        assert {lost[1]["error"]["mine"]["value"], won[1]["value"]} == {2, 3}
        in_force = won[1]["id"]
        assert scene["carla"].get(address)["decision"]["id"] == in_force


def own_sheet(client: ApiClient, video: str) -> str:
    """The address of the draft the client has begun, or of a new one."""
    windows = client.get(f"/api/v1/videos/{video}/windows/")["results"]
    if not windows:
        return begin(client, video)
    sheet = client.get(f"/api/v1/windows/{windows[0]['id']}/sheets/")["results"][0]
    return f"/api/v1/sheets/{sheet['id']}/"
