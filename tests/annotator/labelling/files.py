"""Labels out and in as files, as a researcher would."""

import csv
import io
from typing import Any

from annotator.jobs.tracking import run_job
from annotator.labelling import worker
from annotator.labelling.models import FrameLabel
from tests.annotator.labelling.conftest import Room

KINDS = ["csv", "label-studio", "cvat", "coco"]
Said = tuple[str, str, str, tuple[str, ...]]


def export(room: Room, kind: str, **query: str) -> str:
    url = f"/api/v1/studies/{room.study.pk}/frame-labels/export/"
    response = room.researcher.get(url, {"kind": kind, **query})
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content).decode()


def bring(room: Room, kind: str, content: str, **fields: Any) -> dict[str, Any]:
    """Imports a file as the worker would; what became of it."""
    url = f"/api/v1/studies/{room.study.pk}/frame-labels/import/"
    given = {"kind": kind, "content": content, "rater_name": "Old study", **fields}
    started = room.researcher.post(url, given, format="json")
    assert started.status_code == 202, started.content
    run_job(started.json()["job"]["id"], worker.import_labels)
    answer: dict[str, Any] = room.researcher.get(f"/api/v1/label-imports/{started.json()['id']}/").json()
    return answer


def said_by(source: str) -> set[Said]:
    return {
        (str(row.frame_id), row.value, row.reason, tuple(sorted(row.actions)))
        for row in FrameLabel.objects.live().filter(source=source)
    }


def table(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["frame", "value", "reason", "actions", "client_at"], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
