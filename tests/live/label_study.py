"""A study on a running server whose frames wait for labels: filmed, scored, drawn and prepared through the API."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.live.api_client import ApiClient
from tests.live.people import ready_video

FRAMES_PER_SECOND = 25


def study_to_label(
    client: ApiClient,
    footage: Sequence[Path],
    *,
    name: str = "Labels (synthetic)",
    per_second: float = FRAMES_PER_SECOND,
    **labels: Any,
) -> str:
    """The id of a study in which frames of the films wait to be labelled by eye.

    Args:
        client: an admin's, who scores for the occasion.
        footage: one film per infant.
        per_second: how many frames of each second are drawn.
        labels: changes to the protocol's part about labels.
    """
    study = client.post("/api/v1/studies/", name=name, preset="mpain-dan")["id"]
    member = client.get(f"/api/v1/studies/{study}/members/")["results"][0]["id"]
    client.request("PATCH", f"/api/v1/members/{member}/", {"roles": ["admin", "operator"]})
    _change_protocol(client, study, per_second, labels)
    for number, film in enumerate(footage, start=1):
        infant = client.post(f"/api/v1/studies/{study}/infants/", pseudonym=f"L-{number}")["id"]
        consent = {"scopes": ["record", "label"], "document_version": "1", "signed_on": "2024-01-01"}
        client.post(f"/api/v1/infants/{infant}/consents/", **consent)
        _score(client, ready_video(client, study, infant, film))
    _draw(client, study)
    _prepare(client, study)
    return str(study)


def _change_protocol(client: ApiClient, study: str, per_second: float, labels: dict[str, Any]) -> None:
    document = client.get(f"/api/v1/studies/{study}/protocols/")["results"][0]["document"]
    rates = [{"score_from": 0, "score_to": 3, "rate": per_second}]
    sampling = {
        **document["sampling"],
        "score": {"scale": "dan", "item": "limbs"},
        "frames_per_second": rates,
        "max_frames_per_infant": None,
    }
    changed = {"sampling": sampling, "labels": {**document["labels"], **labels}, "operators_per_video": 1}
    client.post(f"/api/v1/studies/{study}/protocols/", document={**document, **changed}, note="Every frame")


def _score(client: ApiClient, video: str) -> None:
    frames = client.get(f"/api/v1/videos/{video}/")["frame_count"]
    facts = {"start_frame": 0, "end_frame": frames, "end_reason": "completed", "note": ""}
    window = client.post(f"/api/v1/videos/{video}/windows/", **facts)["id"]
    client.request("PUT", f"/api/v1/videos/{video}/coding/", {"base_version": 0, "changes": []})
    sheet = client.post(f"/api/v1/windows/{window}/sheets/", scale="dan")
    given = {"version": sheet["version"], "values": {"limbs": 3, "voice": 0}}
    _, _, saved = client.request("PATCH", f"/api/v1/sheets/{sheet['id']}/", given)
    client.post(f"/api/v1/sheets/{sheet['id']}/submit/", version=saved["version"])


def _draw(client: ApiClient, study: str) -> None:
    member = client.get(f"/api/v1/studies/{study}/members/")["results"][0]["id"]
    dry = client.get(f"/api/v1/studies/{study}/sampling/dry-run/")
    assert dry["frames"] > 0, dry
    client.post(f"/api/v1/studies/{study}/sampling/", seed=dry["seed"], sha256=dry["sha256"])
    client.wait_for(
        f"/api/v1/studies/{study}/sampling/", lambda found: found["plan"]["progress"]["jobs_live"] == 0, seconds=180
    )
    choice = {"arms": [{"detector": "opencv-haar", "turn_policy": "none"}]}
    client.wait_for("/api/v1/detectors/", lambda found: bool(found["detectors"]), seconds=90)
    client.post(f"/api/v1/studies/{study}/detector-choice/", **choice)
    client.request("PATCH", f"/api/v1/members/{member}/", {"roles": ["admin", "operator"]})


def _prepare(client: ApiClient, study: str) -> None:
    client.post(f"/api/v1/studies/{study}/labelling/")
    client.wait_for(f"/api/v1/studies/{study}/labelling/", lambda found: found["preparation"] is not None, seconds=60)
