"""R-15: resumable uploads, by the cases tusd tests its own server with, and by random schedules against a model."""

import base64
import errno
import hashlib
import io
import os
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings
from rest_framework.test import APIClient

from annotator.audit.files import place_of
from annotator.core.errors import DomainError
from annotator.jobs.models import Job
from annotator.recordings import uploads
from annotator.recordings.models import Upload, Video
from annotator.studies.models import Infant, Role
from tests.annotator.conftest import error_code
from tests.annotator.recordings.tus_client import CONTENT, TUS, create, offset_of, send, upload_at

pytestmark = pytest.mark.django_db


def test_options_say_what_the_server_can_do(operator: APIClient) -> None:
    answer = operator.options("/api/v1/uploads/")
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "checksum", "termination", "expiration"}
    assert int(answer["Tus-Max-Size"]) > 0
    assert "sha256" in answer["Tus-Checksum-Algorithm"]


def test_a_file_in_chunks_becomes_one_video_and_one_job(operator: APIClient, url: str) -> None:
    first = send(operator, url, CONTENT[:1000], offset=0)
    assert (first.status_code, first["Upload-Offset"]) == (204, "1000")
    assert "X-Video" not in first
    last = send(operator, url, CONTENT[1000:], offset=1000)
    video = Video.objects.get(pk=last["X-Video"])
    assert place_of(video.source_path).read_bytes() == CONTENT
    assert Job.objects.get(subject_id=video.pk).kind == "recordings.ingest_video"
    assert video.infant.pseudonym in Job.objects.get(subject_id=video.pk).label


def test_head_says_how_far_and_is_never_cached(operator: APIClient, url: str) -> None:
    send(operator, url, CONTENT[:10], offset=0)
    answer = operator.head(url, **TUS)
    assert (answer["Upload-Offset"], answer["Upload-Length"]) == ("10", str(len(CONTENT)))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Upload-Expires"].endswith("GMT")


def test_the_answer_to_the_last_chunk_may_get_lost(operator: APIClient, url: str) -> None:
    send(operator, url, CONTENT, offset=0)
    again = operator.head(url, **TUS)
    assert (again["Upload-Offset"], again["X-Video"]) == (str(len(CONTENT)), str(Video.objects.get().pk))
    assert send(operator, url, b"", offset=len(CONTENT)).status_code == 204
    assert Video.objects.count() == 1


@pytest.mark.parametrize("offset", [1, 5, len(CONTENT), 10**18])
def test_mismatching_offset(operator: APIClient, url: str, offset: int) -> None:
    answer = send(operator, url, b"abc", offset=offset)
    assert (answer.status_code, error_code(answer)) == (409, "offset_mismatch")
    assert offset_of(operator, url) == 0


@pytest.mark.parametrize("offset", ["", "-1", "one", "1.5", "٣", "9" * 40])
def test_invalid_offset(operator: APIClient, url: str, offset: str) -> None:
    answer = send(operator, url, b"abc", offset=offset)
    assert (answer.status_code, error_code(answer)) == (400, "header_invalid")


def test_invalid_content_type(operator: APIClient, url: str) -> None:
    answer = operator.generic("PATCH", url, b"abc", content_type="text/plain", HTTP_UPLOAD_OFFSET="0", **TUS)
    assert (answer.status_code, error_code(answer)) == (415, "chunk_type")


def test_exceeding_max_size(operator: APIClient, infant: Infant, settings: Settings) -> None:
    answer = create(operator, infant, size=settings.UPLOAD_MAX_BYTES + 1)
    assert (answer.status_code, error_code(answer)) == (413, "file_too_large")


def test_a_chunk_longer_than_the_rest_writes_nothing(operator: APIClient, url: str) -> None:
    answer = send(operator, url, CONTENT + b"x", offset=0)
    assert (answer.status_code, error_code(answer)) == (413, "chunk_too_long")
    assert offset_of(operator, url) == 0


def test_missing_or_other_protocol_version(operator: APIClient, url: str) -> None:
    for version in ({}, {"HTTP_TUS_RESUMABLE": "0.2.2"}):
        answer = operator.head(url, **version)
        assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")


def test_method_overriding(operator: APIClient, url: str) -> None:
    headers = {**TUS, "HTTP_UPLOAD_OFFSET": "0", "HTTP_X_HTTP_METHOD_OVERRIDE": "PATCH"}
    answer = operator.generic("POST", url, b"abc", content_type="application/offset+octet-stream", **headers)
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "3")
    assert operator.post(url, **TUS).status_code == 405


def test_termination(operator: APIClient, url: str) -> None:
    send(operator, url, CONTENT[:10], offset=0)
    place = uploads.place_of_upload(upload_at(url))
    assert operator.delete(url, **TUS).status_code == 204
    assert not place.exists()
    assert operator.head(url, **TUS).status_code == 404
    assert send(operator, url, b"x", offset=10).status_code == 404


def test_termination_after_the_end_keeps_the_video(operator: APIClient, url: str) -> None:
    send(operator, url, CONTENT, offset=0)
    assert operator.delete(url, **TUS).status_code == 204
    assert place_of(Video.objects.get().source_path).read_bytes() == CONTENT


def test_expiration(operator: APIClient, url: str) -> None:
    place = uploads.place_of_upload(upload_at(url))
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = send(operator, url, b"x", offset=0)
    assert (answer.status_code, error_code(answer)) == (410, "upload_expired")
    assert uploads.tidy_uploads() == 1
    assert not place.exists()
    assert operator.head(url, **TUS).status_code == 404


def test_tidying_finishes_what_a_crash_left_whole(operator: APIClient, url: str) -> None:
    uploads.place_of_upload(upload_at(url)).write_bytes(CONTENT)
    uploads.tidy_uploads()
    uploads.tidy_uploads()
    assert Video.objects.count() == 1


@pytest.mark.parametrize(("algorithm", "status"), [("sha1", 204), ("sha256", 204), ("md5", 400), ("", 400)])
def test_checksum_algorithms(operator: APIClient, url: str, algorithm: str, status: int) -> None:
    digest = hashlib.new(algorithm or "sha1", CONTENT[:100], usedforsecurity=False).digest()
    promised = f"{algorithm} {base64.b64encode(digest).decode()}"
    assert send(operator, url, CONTENT[:100], offset=0, HTTP_UPLOAD_CHECKSUM=promised).status_code == status
    assert offset_of(operator, url) == (100 if status == 204 else 0)


def test_checksum_mismatch_discards_the_chunk(operator: APIClient, url: str) -> None:
    send(operator, url, CONTENT[:10], offset=0)
    promised = f"sha1 {base64.b64encode(hashlib.sha1(b'other', usedforsecurity=False).digest()).decode()}"
    answer = send(operator, url, CONTENT[10:20], offset=10, HTTP_UPLOAD_CHECKSUM=promised)
    assert (answer.status_code, error_code(answer)) == (460, "checksum_mismatch")
    assert offset_of(operator, url) == 10
    assert len(list(place_of("originals").iterdir())) == 1


class Broken(io.BytesIO):
    """A connection that breaks after its bytes."""

    def read(self, size: int | None = -1, /) -> bytes:
        block = super().read(size)
        if not block:
            raise ConnectionResetError
        return block


def receive(url: str, body: bytes, *, offset: int, length: int, checksum: uploads.Checksum | None = None) -> int:
    return uploads.receive(upload_at(url), offset=offset, length=length, stream=Broken(body), checksum=checksum)


def test_a_broken_connection_keeps_what_arrived(operator: APIClient, url: str) -> None:
    assert receive(url, CONTENT[:700], offset=0, length=len(CONTENT)) == 700
    assert send(operator, url, CONTENT[700:], offset=700).status_code == 204
    assert place_of(Video.objects.get().source_path).read_bytes() == CONTENT


def test_a_broken_connection_with_a_promised_checksum_keeps_nothing(operator: APIClient, url: str) -> None:
    promised = uploads.Checksum("sha256", hashlib.sha256(CONTENT).digest())
    with pytest.raises(DomainError, match="damaged"):
        receive(url, CONTENT[:700], offset=0, length=len(CONTENT), checksum=promised)
    assert offset_of(operator, url) == 0


def test_a_stale_request_cannot_write_once_another_went_on(url: str) -> None:
    class Overtaken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            block = super().read(10)
            if self.tell() == 10:  # the client came back on another connection meanwhile
                uploads.receive(upload_at(url), offset=0, length=30, stream=io.BytesIO(CONTENT[:30]))
            return block

    with pytest.raises(DomainError, match="continues somewhere else"):
        uploads.receive(upload_at(url), offset=0, length=100, stream=Overtaken(CONTENT[:100]))
    assert uploads.place_of_upload(upload_at(url)).read_bytes() == CONTENT[:30]


def test_r10_disk_full_keeps_what_arrived_and_says_so(operator: APIClient, url: str) -> None:
    send(operator, url, CONTENT[:100], offset=0)
    with patch.object(os, "pwrite", side_effect=OSError(errno.ENOSPC, "full")):
        answer = send(operator, url, CONTENT[100:], offset=100)
    assert (answer.status_code, error_code(answer)) == (507, "disk_full")
    assert offset_of(operator, url) == 100
    assert send(operator, url, CONTENT[100:], offset=100).status_code == 204


def test_somebody_elses_upload_does_not_exist(
    url: str, member: Callable[..., Any], client_of: Callable[..., APIClient]
) -> None:
    other = client_of(member(Role.OPERATOR))
    for answer in (other.head(url, **TUS), send(other, url, b"x", offset=0), other.delete(url, **TUS)):
        assert answer.status_code == 404


def test_s17_a_chunk_must_say_how_long_it_is(operator: APIClient, url: str) -> None:
    headers = {**TUS, "HTTP_UPLOAD_OFFSET": "0", "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = operator.generic("PATCH", url, b"", content_type="application/offset+octet-stream", **headers)
    assert (answer.status_code, error_code(answer)) == (411, "length_required")


STEP = st.tuples(
    st.sampled_from(["whole", "broken", "stale", "checksum", "wrong checksum"]),
    st.integers(min_value=0, max_value=40),
)


@settings(max_examples=150, deadline=None)
@given(content=st.binary(min_size=1, max_size=60), steps=st.lists(STEP, max_size=12))
def test_any_schedule_of_faults_ends_with_the_same_bytes(content: bytes, steps: list[tuple[str, int]]) -> None:
    """The file is always a prefix of what the client sends, and the offset is its length."""
    model = UploadModel(content)
    for kind, length in steps:
        model.step(kind, length)
        assert content.startswith(model.stored())
    model.finish()
    assert model.stored() == content


class UploadModel:
    """A client with a file, and the growing file at the server."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.upload = Upload(original_name="a.mp4", size_bytes=len(content))
        uploads.place_of_upload(self.upload).write_bytes(b"")

    def stored(self) -> bytes:
        return uploads.place_of_upload(self.upload).read_bytes()

    def step(self, kind: str, length: int) -> None:
        offset = len(self.stored())
        chunk = self.content[offset : offset + length]
        digest = hashlib.sha256(chunk if kind != "wrong checksum" else chunk + b"?").digest()
        checksum = uploads.Checksum("sha256", digest) if "checksum" in kind else None
        body = Broken(chunk[: length // 2]) if kind == "broken" else io.BytesIO(chunk)
        stale = kind == "stale" and offset > 0
        refused = pytest.raises(DomainError) if stale or kind == "wrong checksum" else nullcontext()
        with refused:
            uploads.receive(self.upload, offset=offset - stale, length=len(chunk), stream=body, checksum=checksum)

    def finish(self) -> None:
        while len(self.stored()) < len(self.content):
            self.step("whole", 7)
