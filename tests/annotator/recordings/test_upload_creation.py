"""What is refused before a byte is sent, and how an upload lies on disk."""

from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from annotator.recordings import uploads
from annotator.recordings.models import Upload
from annotator.studies.models import Infant
from tests import factories
from tests.annotator.conftest import error_code
from tests.annotator.recordings.tus_client import CONTENT, TUS, create, send, upload_at

pytestmark = pytest.mark.django_db
BROKEN_METADATA = ["", "filename", "filename !!!", "study YQ==", "infant YWJj,study YWJj", "x " * 3000]


def test_r10_a_file_that_cannot_fit_is_refused_before_it_is_sent(
    operator: APIClient, infant: Infant, settings: Settings
) -> None:
    settings.FREE_SPACE_RESERVE_BYTES = 10**15
    answer = create(operator, infant)
    assert (answer.status_code, error_code(answer)) == (507, "disk_full")
    assert not Upload.objects.exists()


@pytest.mark.parametrize("size", ["", "-5", "many", "1e9"])
def test_creation_without_a_length(operator: APIClient, infant: Infant, size: str) -> None:
    assert error_code(create(operator, infant, size=size)) == "header_invalid"


def test_creation_of_an_empty_file(operator: APIClient, infant: Infant) -> None:
    assert error_code(create(operator, infant, size=0)) == "file_empty"


@pytest.mark.parametrize("described", BROKEN_METADATA)
def test_creation_with_broken_metadata(operator: APIClient, described: str) -> None:
    headers = {**TUS, "HTTP_UPLOAD_LENGTH": "5", "HTTP_UPLOAD_METADATA": described}
    answer = operator.post("/api/v1/uploads/", **headers)
    assert (answer.status_code, error_code(answer)) == (400, "metadata_invalid")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "file_name_invalid"),
        ("..", "file_name_invalid"),
        ("a\x00b.mp4", "file_name_invalid"),
        ("gpj.\u202e4pm.exe.mp4", "file_name_invalid"),
        ("a" * 300 + ".mp4", "file_name_invalid"),
        ("a\r\nb.mp4", "file_name_invalid"),
        ("page.html", "container_not_supported"),
        ("list.m3u8", "container_not_supported"),
        ("video", "container_not_supported"),
    ],
)
def test_s10_names_that_are_refused(operator: APIClient, infant: Infant, name: str, code: str) -> None:
    assert error_code(create(operator, infant, name=name)) == code


@pytest.mark.parametrize("name", ["../../etc/x.mp4", "/etc/x.mp4", "C:\\Users\\x.mp4", "x.mp4", "CON.mp4", "è 中.MKV"])
def test_s10_a_name_is_shown_and_never_a_path(operator: APIClient, infant: Infant, name: str) -> None:
    answer = create(operator, infant, name=name)
    upload = upload_at(answer["Location"])
    assert "/" not in upload.original_name
    assert "\\" not in upload.original_name
    assert uploads.path_of(upload) == f"originals/{upload.pk}"


def test_no_consent_no_upload(operator: APIClient, study: Any) -> None:
    answer = create(operator, factories.make_infant(study, consent=False))
    assert (answer.status_code, error_code(answer)) == (409, "consent_missing")


def test_s29_one_person_cannot_flood_the_disk_with_beginnings(
    operator: APIClient, infant: Infant, settings: Settings
) -> None:
    settings.UPLOAD_MAX_OPEN = 2
    assert [create(operator, infant).status_code for _ in range(3)] == [201, 201, 429]


def test_s19_files_are_private_even_under_an_open_umask(operator: APIClient, infant: Infant, umask_open: None) -> None:
    upload = upload_at(create(operator, infant)["Location"])
    place = uploads.place_of_upload(upload)
    assert oct(place.stat().st_mode & 0o777) == "0o640"
    assert oct(place.parent.stat().st_mode & 0o777) == "0o750"


def test_unfinished_uploads_are_listed_for_resuming(operator: APIClient, infant: Infant, url: str) -> None:
    send(operator, url, CONTENT[:100], offset=0)
    rows = operator.get(f"/api/v1/studies/{infant.study_id}/uploads/").json()["results"]
    facts = [(row["name"], row["offset"], row["size_bytes"], row["modified_ms"]) for row in rows]
    assert facts == [("a.mkv", 100, len(CONTENT), 1700000000123)]
