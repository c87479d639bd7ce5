"""Windows, scales and sheets for tests, made through the services."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.recordings.frame_times import pack_times
from annotator.recordings.models import FrameTimes, Video
from annotator.scoring.scale_services import FOLDER, add_scale, load_scales
from annotator.scoring.scale_shape import ScaleDocument
from annotator.scoring.sheet_services import start_sheet
from annotator.scoring.window_services import set_window
from annotator.studies.models import Infant, Study
from annotator.studies.services import add_protocol_version, current_protocol
from tests import factories


def document_of(key: str) -> dict[str, Any]:
    """A built-in scale's file."""
    found: dict[str, Any] = json.loads((FOLDER / f"{key}.json").read_text(encoding="utf-8"))
    return found


def own_document(**changes: Any) -> dict[str, Any]:
    """A small scale of a study's own: two items from 0 to 2."""
    options = [{"score": score, "wording": {"en": f"grade {score}"}} for score in range(3)]
    items = [{"key": key, "name": {"en": key}, "options": options} for key in ("hands", "feet")]
    return {
        "key": "our_scale",
        "name": {"en": "Our scale"},
        "population": {"text": "newborns", "verification": "study"},
        "items": items,
        "total": {"range": [0, 4], "prorating": {"allowed": False}},
        "sources": ["This study's manual"],
        **changes,
    }


def validated(document: dict[str, Any]) -> dict[str, Any]:
    """The document as the service wants it."""
    shape = ScaleDocument(data=document)
    shape.is_valid(raise_exception=True)
    return dict(shape.validated_data)


def score_something(operator: User, video: Video) -> dict[str, UUID]:
    """A window, a draft on it and a scale of the study's own; their ids as addresses name them."""
    load_scales()  # tests that empty all tables take the built-in scales along
    scale = add_scale(actor=operator, study=video.study, document=validated(own_document()))
    facts = {"start_frame": 0, "end_frame": 3, "end_reason": "completed"}
    window = set_window(actor=operator, video=video, facts=facts)
    sheet, _ = start_sheet(actor=operator, window=window, scale_key="dan")
    return {"scale_id": scale.pk, "window_id": window.pk, "sheet_id": sheet.pk}


def long_video(infant: Infant, *, frames: int) -> Video:
    """A ready video of so many frames of 40 ms each."""
    video = factories.make_ready_video(infant, content=f"video {infant.pk} {frames} {uuid4()}".encode())
    Video.objects.filter(pk=video.pk).update(frame_count=frames, duration_ms=40 * frames)
    ticks = [3600 * frame for frame in range(frames)]
    FrameTimes.objects.filter(video=video).update(packed=pack_times(ticks), end_ticks=3600 * frames)
    return Video.objects.get(pk=video.pk)


def change_protocol(study: Study, **changes: Any) -> None:
    """The study's next protocol version with other values."""
    document = {**current_protocol(study).document, **changes}
    actor = User.objects.filter(is_superuser=True)[0]
    add_protocol_version(actor=actor, study=study, document=document, note="for a test")


def score(client: APIClient, window_id: str, values: dict[str, Any], *, scale: str = "dan") -> dict[str, Any]:
    """A submitted sheet."""
    sheet = client.post(f"/api/v1/windows/{window_id}/sheets/", {"scale": scale}, format="json").json()
    url = f"/api/v1/sheets/{sheet['id']}/"
    saved = client.patch(url, {"version": sheet["version"], "values": values}, format="json").json()
    submitted = client.post(f"{url}submit/", {"version": saved["version"]}, format="json")
    assert submitted.status_code == 200, submitted.json()
    answer: dict[str, Any] = submitted.json()
    return answer


def interval(action: str, start: int, end: int, *, client_id: UUID | None = None) -> dict[str, Any]:
    """A change that sets an interval."""
    return {"client_id": str(client_id or uuid4()), "action": action, "start_frame": start, "end_frame": end}


def reference_folder() -> Path:
    """Where the reference rules lie beside the project, if they do."""
    return Path(__file__).parents[4] / "shared" / "reference"
