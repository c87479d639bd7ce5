"""A tus client for tests, one function per request."""

import base64
from typing import Any
from uuid import UUID

from rest_framework.test import APIClient

from annotator.recordings.models import Upload
from annotator.studies.models import Infant

TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
CONTENT = bytes(range(256)) * 20
SIZE = len(CONTENT)


def metadata(**values: Any) -> str:
    return ",".join(f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in values.items())


def create(client: APIClient, infant: Infant, *, size: Any = SIZE, name: str = "a.mkv", **extra: Any) -> Any:
    described = metadata(filename=name, study=infant.study_id, infant=infant.pk, modified=1700000000123)
    headers = {**TUS, "HTTP_UPLOAD_LENGTH": str(size), "HTTP_UPLOAD_METADATA": described, **extra}
    return client.post("/api/v1/uploads/", **headers)


def send(client: APIClient, url: str, chunk: bytes, *, offset: Any, **extra: Any) -> Any:
    headers = {**TUS, "HTTP_UPLOAD_OFFSET": str(offset), **extra}
    return client.generic("PATCH", url, chunk, content_type="application/offset+octet-stream", **headers)


def upload_at(url: str) -> Upload:
    return Upload.objects.get(pk=UUID(url.rstrip("/").split("/")[-1]))


def offset_of(client: APIClient, url: str) -> int:
    return int(client.head(url, **TUS)["Upload-Offset"])
