"""Short ways to score a video and to read what follows."""

from typing import Any
from urllib.parse import urlencode

from rest_framework.test import APIClient

from annotator.recordings.models import Video
from tests.annotator.scoring.answers import interval, score

WHOLE = {"start_frame": 0, "end_frame": 100, "end_reason": "completed"}


def ask(client: APIClient, path: str, **query: Any) -> Any:
    """The JSON of a GET that succeeded."""
    response = client.get(f"/api/v1/{path}?{urlencode(query)}")
    assert response.status_code == 200, response.content
    return response.json()


def give(client: APIClient, video: Video, face: int, *, coded: tuple[int, int] | None = None, **window: Any) -> Any:
    """A submitted FLACC sheet with this face score; `coded` is when the mouth was stretched."""
    made = client.post(f"/api/v1/videos/{video.pk}/windows/", {**WHOLE, **window}, format="json").json()
    if coded:
        batch = {"base_version": 0, "changes": [interval("mouth_stretch", *coded)]}
        client.put(f"/api/v1/videos/{video.pk}/coding/", batch, format="json")
    return score(client, made["id"], {"face": face, "legs": 0, "activity": 0}, scale="flacc")


def correct(client: APIClient, sheet: dict[str, Any], face: int) -> Any:
    """A submitted correction of a sheet."""
    url = f"/api/v1/sheets/{sheet['id']}/correct/"
    draft = client.post(url, {"reason": "looked again"}, format="json").json()
    own = f"/api/v1/sheets/{draft['id']}/"
    saved = client.patch(own, {"version": draft["version"], "values": {"face": face}}, format="json").json()
    return client.post(f"{own}submit/", {"version": saved["version"]}, format="json").json()
