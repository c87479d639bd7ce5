"""A withdrawn consent reaches every version: rows and pictures go, the versions stay and say so."""

from typing import Any

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from annotator.audit.files import damaged_files
from annotator.audit.models import AuditEvent
from annotator.datasets import worker as datasets
from annotator.datasets.manifest import read_rows
from annotator.datasets.models import TrainingCrop
from annotator.jobs.models import Job
from annotator.jobs.services import retry_job
from annotator.jobs.tracking import run_job
from annotator.recordings.models import Video
from annotator.withdrawals import worker
from tests.annotator.conftest import error_code
from tests.annotator.datasets.conftest import Ward
from tests.annotator.datasets.test_exports import export, place_of_export

pytestmark = pytest.mark.django_db


def withdraw(admin: APIClient, video: Video) -> Any:
    infant = video.infant
    url = f"/api/v1/infants/{infant.pk}/withdrawal/"
    reached = admin.get(url).json()
    assert admin.post(url, {"reason": "asked", "confirm": infant.pseudonym}, format="json").status_code == 202
    return reached


def erase() -> Job:
    job = Job.objects.filter(kind="withdrawals.erase_infant").latest("created_at")
    run_job(str(job.pk), worker.erase_infant)
    job.refresh_from_db()
    return job


def test_older_versions_are_marked_and_lose_the_infant(
    ward: Ward, labelled: list[Video], cutting: Any, admin: APIClient
) -> None:
    first, second = ward.build(), ward.build(labels="soft")
    written = place_of_export(export(ward, first))
    gone = str(labelled[0].infant_id)
    reached = withdraw(admin, labelled[0])
    assert (reached["datasets"], reached["dataset_pictures"]) == (2, 4)
    assert erase().state == "succeeded"
    for version in (first, second):
        before = version.sha256
        version.refresh_from_db()
        assert (version.contains_withdrawn, version.withdrawn_infants, version.sha256) == (True, 1, before)
        assert {row["infant"] for row in read_rows(version.manifest_place)}.isdisjoint({gone})
        assert version.infants.count() == 5
        refused = ward.researcher.post(f"/api/v1/datasets/{version.pk}/exports/", {"kind": "coco"}, format="json")
        assert (refused.status_code, error_code(refused)) == (409, "contains_withdrawn")
    assert not written.exists()
    assert TrainingCrop.objects.count() == 20
    assert not [path for path in settings.MEDIA_DIR.rglob("*") if str(labelled[0].pk) in str(path)]
    assert not list(damaged_files())
    shown = ward.researcher.get(f"/api/v1/datasets/{first.pk}/exports/").json()["results"]
    assert shown[0]["erased_at"] is not None
    assert AuditEvent.objects.filter(action="dataset.withdrawn").count() == 2


def test_the_next_version_lacks_the_infant_and_counts_it(
    ward: Ward, labelled: list[Video], cutting: Any, admin: APIClient
) -> None:
    ward.build()
    withdraw(admin, labelled[0])
    assert ward.preview()["rows"] == 20  # cut at once, erased soon
    erase()
    summary = ward.build().summary
    assert summary is not None
    assert (summary["rows"], summary["infants"]) == (20, 5)
    assert summary["upstream"]["recorded"] == {"videos": 6, "infants": 6}
    assert summary["upstream"]["withdrawn"] == {"videos": 1, "infants": 1}


def test_erasing_twice_changes_nothing(ward: Ward, labelled: list[Video], cutting: Any, admin: APIClient) -> None:
    version = ward.build()
    withdraw(admin, labelled[0])
    erase()
    Job.objects.filter(kind="withdrawals.erase_infant").update(state="queued")
    assert erase().state == "succeeded"
    version.refresh_from_db()
    assert version.withdrawn_infants == 1
    withdraw(admin, labelled[1])
    erase()
    version.refresh_from_db()
    assert version.withdrawn_infants == 2


def test_building_and_writing_stop_at_the_cut(
    ward: Ward, labelled: list[Video], cutting: Any, admin: APIClient
) -> None:
    built = ward.build()
    url = f"/api/v1/datasets/{built.pk}/exports/"
    writing = ward.researcher.post(url, {"kind": "folder"}, format="json").json()
    waiting = ward.start()
    withdraw(admin, labelled[0])
    jobs = Job.objects.filter(subject_id__in=[waiting.pk, writing["id"]])
    assert [job.state for job in jobs] == ["cancelled", "cancelled"]
    assert erase().state == "succeeded"
    for job in jobs:
        retry_job(actor=ward.raters[0], job=job)
    run_job(str(Job.objects.get(subject_id=writing["id"]).pk), datasets.export)
    run_job(str(Job.objects.get(subject_id=waiting.pk).pk), datasets.build)
    waiting.refresh_from_db()
    assert waiting.infants.count() == 5
    listed = ward.researcher.get(url).json()["results"]
    assert listed[0]["size_bytes"] is None
