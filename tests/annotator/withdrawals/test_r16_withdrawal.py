"""R-16: withdrawn consent cuts everything at once, erases it, and nothing brings it back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from annotator.audit.models import AuditEvent, StoredFile
from annotator.jobs.models import Job, JobState
from annotator.jobs.tracking import JobCancelledError, claim, run_job
from annotator.recordings import uploads
from annotator.recordings.models import Upload, Video
from annotator.studies.models import Consent, Infant, Role
from annotator.withdrawals import worker
from annotator.withdrawals.models import Tombstone
from tests import factories
from tests.annotator.conftest import error_code

pytestmark = pytest.mark.django_db


def withdraw(client: APIClient, infant: Infant, **changes: str) -> Any:
    given = {"reason": "The parents asked.", "confirm": infant.pseudonym, **changes}
    return client.post(f"/api/v1/infants/{infant.pk}/withdrawal/", given, format="json")


def erase() -> Job:
    job = Job.objects.get(kind="withdrawals.erase_infant")
    run_job(str(job.pk), worker.erase_infant)
    job.refresh_from_db()
    return job


def files_on_disk() -> list[Path]:
    return [path for path in Path(settings.MEDIA_DIR).rglob("*") if path.is_file()]


@pytest.fixture
def video(infant: Infant) -> Video:
    video = factories.make_ready_video(infant)
    Job.objects.filter(subject_id=video.pk).update(state=JobState.SUCCEEDED)
    return video


def test_the_preview_says_what_it_reaches(admin: APIClient, infant: Infant, video: Video) -> None:
    factories.make_ready_video(infant, content=b"another")
    reached = admin.get(f"/api/v1/infants/{infant.pk}/withdrawal/").json()
    assert (reached["videos"], reached["files"], reached["running_jobs"]) == (2, 4, 1)
    assert reached["bytes"] == sum(path.stat().st_size for path in files_on_disk())
    assert reached["infant"]["pseudonym"] == infant.pseudonym


def test_access_is_cut_with_the_request(
    admin: APIClient, infant: Infant, video: Video, member: Callable[..., Any], client_of: Callable[..., APIClient]
) -> None:
    operator = client_of(member(Role.OPERATOR))
    addresses = [
        f"/api/v1/infants/{infant.pk}/",
        f"/api/v1/infants/{infant.pk}/consents/",
        f"/api/v1/infants/{infant.pk}/withdrawal/",
        f"/api/v1/videos/{video.pk}/",
        f"/api/v1/videos/{video.pk}/media/",
        f"/api/v1/videos/{video.pk}/frame-times/",
    ]
    assert operator.get(addresses[0]).status_code == 200
    assert withdraw(admin, infant).status_code == 202
    for client in (admin, operator):
        for address in addresses:
            assert client.get(address).status_code == 404
            assert client.get(address, HTTP_RANGE="bytes=0-9").status_code == 404
        for rows in ("infants", "videos", "uploads"):
            assert client.get(f"/api/v1/studies/{infant.study_id}/{rows}/").json()["results"] == []
        assert infant.pseudonym not in client.get("/api/v1/jobs/").content.decode()


def test_everything_is_erased_and_the_tombstone_stays(admin: APIClient, infant: Infant, video: Video) -> None:
    withdraw(admin, infant)
    assert erase().state == JobState.SUCCEEDED
    assert files_on_disk() == []
    for model in (Infant, Consent, Video, StoredFile, Upload):
        assert not model.objects.exists()
    tombstone = Tombstone.objects.get()
    assert (tombstone.infant_id, tombstone.reached["videos"]) == (infant.pk, 1)
    assert tombstone.erased_at is not None
    listed = admin.get(f"/api/v1/studies/{infant.study_id}/withdrawals/").json()["results"]
    assert [(row["videos"], row["files"]) for row in listed] == [(1, 2)]


def test_the_audit_log_keeps_the_event_without_the_identity(admin: APIClient, infant: Infant, video: Video) -> None:
    withdraw(admin, infant)
    erase()
    events = AuditEvent.objects.filter(action__in=["consent.withdrawn", "infant.erased"])
    assert events.count() == 2
    for event in AuditEvent.objects.all():
        assert infant.pseudonym not in f"{event.detail}{event.object_id}"


def test_work_on_the_infant_stops_before_the_erasure(admin: APIClient, infant: Infant, video: Video) -> None:
    busy = factories.make_arrived_video(infant, b"bytes")
    job = Job.objects.get(subject_id=busy.pk)
    run = claim(str(job.pk))
    assert run is not None
    withdraw(admin, infant)
    job.refresh_from_db()
    assert job.cancel_requested
    with pytest.raises(JobCancelledError):
        run.progress(1, 2, stage="copying")
    run.end(JobState.CANCELLED)
    assert erase().state == JobState.SUCCEEDED
    assert files_on_disk() == []


def test_waiting_work_never_starts(admin: APIClient, infant: Infant) -> None:
    waiting = factories.make_arrived_video(infant, b"bytes")
    withdraw(admin, infant)
    assert Job.objects.get(subject_id=waiting.pk).state == JobState.CANCELLED


def test_an_upload_on_its_way_ends(admin: APIClient, infant: Infant, site_admin: Any) -> None:
    upload = uploads.create_upload(user=site_admin, infant=infant, file_name="a.mp4", size_bytes=10)
    withdraw(admin, infant)
    assert not Upload.objects.visible_to(site_admin).filter(pk=upload.pk).exists()
    erase()
    assert files_on_disk() == []


def test_erasing_twice_changes_nothing(admin: APIClient, infant: Infant, video: Video) -> None:
    withdraw(admin, infant)
    erase()
    erased_at = Tombstone.objects.get().erased_at
    Job.objects.filter(kind="withdrawals.erase_infant").update(state=JobState.QUEUED)
    assert erase().state == JobState.SUCCEEDED
    assert Tombstone.objects.get().erased_at == erased_at


def test_another_infant_stays_whole(admin: APIClient, infant: Infant, video: Video) -> None:
    other = factories.make_ready_video(factories.make_infant(infant.study), content=b"other")
    withdraw(admin, infant)
    erase()
    assert admin.get(f"/api/v1/videos/{other.pk}/").status_code == 200
    assert len(files_on_disk()) == 2


@pytest.mark.parametrize("change", [{"confirm": "another"}, {"confirm": ""}, {"reason": ""}])
def test_it_takes_a_reason_and_the_pseudonym(admin: APIClient, infant: Infant, change: dict[str, str]) -> None:
    response = withdraw(admin, infant, **change)
    assert response.status_code == 400
    assert error_code(response) in ("confirmation_wrong", "invalid")
    infant.refresh_from_db()
    assert infant.withdrawn_at is None
