"""Exports: the same bytes for the same version, consent before anything leaves, erased with the infant."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from annotator.audit.files import damaged_files, place_of
from annotator.audit.models import AuditEvent
from annotator.datasets import worker
from annotator.datasets.models import Dataset, DatasetExport
from annotator.datasets.services import infants_not_covered
from annotator.jobs.models import Job
from annotator.jobs.tracking import run_job
from annotator.recordings.models import Video
from annotator.studies.services import record_consent
from tests.annotator.conftest import error_code
from tests.annotator.datasets.conftest import Ward

pytestmark = pytest.mark.django_db
KINDS = ("folder", "parquet", "coco", "tfrecord")


def export(ward: Ward, dataset: Dataset, kind: str = "folder", audience: str = "house") -> DatasetExport:
    """An export, written by the worker."""
    url = f"/api/v1/datasets/{dataset.pk}/exports/"
    response = ward.researcher.post(url, {"kind": kind, "audience": audience}, format="json")
    assert response.status_code == 202, response.content
    run_job(response.json()["job"]["id"], worker.export)
    return DatasetExport.objects.get(pk=response.json()["id"])


def place_of_export(one: DatasetExport) -> Path:
    assert one.file is not None, Job.objects.get(subject_id=one.pk).error_message
    return place_of(one.file.path)


def table(one: DatasetExport) -> list[dict[str, str]]:
    with zipfile.ZipFile(place_of_export(one)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode())))


@pytest.fixture
def dataset(ward: Ward, labelled: list[Video], cutting: Any) -> Dataset:
    return ward.build()


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_version_gives_the_same_bytes(ward: Ward, dataset: Dataset, kind: str) -> None:
    first, second = export(ward, dataset, kind), export(ward, dataset, kind)
    assert first.file is not None
    assert second.file is not None
    assert first.file.sha256 == second.file.sha256
    assert place_of_export(first).read_bytes() == place_of_export(second).read_bytes()
    assert not list(damaged_files())
    assert (first.rows, first.left_out) == (24, 0)


def test_learning_reads_the_unpacked_folder(ward: Ward, dataset: Dataset, tmp_path: Path) -> None:
    from training.dataset import check_files_exist, read_manifest

    with zipfile.ZipFile(place_of_export(export(ward, dataset))) as archive:
        archive.extractall(tmp_path / "out")
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    manifest = read_manifest(tmp_path / "out" / "manifest.csv")
    check_files_exist(manifest, tmp_path / "out")
    assert len(manifest) == 24
    facts = json.loads((tmp_path / "out" / "dataset.json").read_text())
    assert (facts["sha256"], facts["counts"]["pain"]) == (dataset.sha256, 8)
    assert dataset.sha256 in (tmp_path / "out" / "README.md").read_text()


def test_only_who_agreed_to_sharing_leaves_under_new_names(ward: Ward, dataset: Dataset, labelled: list[Video]) -> None:
    facts = {"document_version": "2", "signed_on": timezone.localdate(), "actor": ward.raters[0]}
    record_consent(infant=labelled[0].infant, scopes=["record", "label", "train"], **facts)
    outside = export(ward, dataset, audience="outside")
    assert (outside.rows, outside.left_out) == (20, 4)
    rows = table(outside)
    ours = {str(video.infant_id) for video in labelled} | {str(video.pk) for video in labelled}
    assert {row["infant"] for row in rows}.isdisjoint(ours)
    assert len({row["infant"] for row in rows}) == 5
    assert "frame_id" not in rows[0]
    again = {row["infant"] for row in table(export(ward, dataset, audience="outside"))}
    assert again.isdisjoint({row["infant"] for row in rows})
    record_consent(infant=labelled[0].infant, scopes=["record", "label"], **facts)
    assert export(ward, dataset).left_out == 4  # consent to training ended: it leaves in no way
    assert infants_not_covered(dataset) == {str(labelled[0].infant_id)}


def test_nothing_leaves_where_nobody_agreed(ward: Ward, dataset: Dataset, labelled: list[Video]) -> None:
    for video in labelled:
        record_consent(
            infant=video.infant,
            scopes=["record", "label", "train"],
            document_version="2",
            signed_on=timezone.localdate(),
            actor=ward.raters[0],
        )
    refused = export(ward, dataset, audience="outside")
    job = Job.objects.get(subject_id=refused.pk)
    assert (refused.file, job.state, job.error_code) == (None, "failed", "nobody_shares")


def test_a_download_is_written_down(ward: Ward, dataset: Dataset) -> None:
    one = export(ward, dataset)
    response = ward.researcher.get(f"/api/v1/dataset-exports/{one.pk}/file/")
    assert b"".join(response.streaming_content) == place_of_export(one).read_bytes()
    assert response.headers["Content-Disposition"] == 'attachment; filename="dataset-1-folder.zip"'
    assert AuditEvent.objects.get(action="dataset.downloaded").detail["rows"] == 24
    ward.researcher.get(f"/api/v1/dataset-exports/{one.pk}/file/", HTTP_RANGE="bytes=5-9")
    assert AuditEvent.objects.filter(action="dataset.downloaded").count() == 2
    listed = ward.researcher.get(f"/api/v1/datasets/{dataset.pk}/exports/").json()["results"]
    assert [(row["kind"], row["rows"], row["job"]) for row in listed] == [("folder", 24, None)]


def test_a_missing_picture_stops_the_export(ward: Ward, dataset: Dataset) -> None:
    next(dataset.pictures_place.rglob("*.jpg")).unlink()
    broken = export(ward, dataset)
    job = Job.objects.get(subject_id=broken.pk)
    assert (broken.file, job.error_code) == (None, "picture_missing")
    assert not list(place_of(f"{dataset.folder}/exports").iterdir())
    response = ward.researcher.get(f"/api/v1/dataset-exports/{broken.pk}/file/")
    assert (response.status_code, error_code(response)) == (409, "export_not_there")


def test_a_dataset_that_is_not_built_is_not_exported(ward: Ward, labelled: list[Video]) -> None:
    url = f"/api/v1/datasets/{ward.start().pk}/exports/"
    refused = ward.researcher.post(url, {"kind": "folder"}, format="json")
    assert (refused.status_code, error_code(refused)) == (409, "dataset_not_ready")
