"""Archives from elsewhere, good and bad, and how they are brought."""

import csv
import hashlib
import io
import zipfile
from typing import Any

from annotator.audit.files import place_of
from annotator.audit.models import StoredFile
from annotator.datasets import worker
from annotator.datasets.models import Dataset
from annotator.jobs.models import Job
from annotator.jobs.tracking import run_job
from tests.annotator.datasets.conftest import Ward, picture

ICOPE = {"name": "iCOPE", "domain": "icope", "origin": "folder", "template": "{class}/{infant}_*"}
CLASSES = {"pain": "pain", "rest": "nonpain", "cry": "nonpain", "friction": "left_out"}
FILES = {
    f"{kind}/S{number:02}_{kind}.{ending}": picture(30 * number + place, kind="PNG" if ending == "png" else "JPEG")
    for place, (kind, ending) in enumerate([("pain", "jpg"), ("rest", "jpg"), ("cry", "png"), ("friction", "jpg")])
    for number in range(1, 4)
}


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def announce(ward: Ward, size: int, **changes: Any) -> Any:
    url = f"/api/v1/studies/{ward.study.pk}/dataset-imports/"
    given = {**ICOPE, "classes": CLASSES, "size_bytes": size, **changes}
    return ward.researcher.post(url, {name: value for name, value in given.items() if value is not None}, format="json")


def send(ward: Ward, pk: str, part: bytes, offset: int = 0) -> Any:
    return ward.researcher.generic(
        "PATCH",
        f"/api/v1/dataset-imports/{pk}/",
        part,
        content_type="application/offset+octet-stream",
        HTTP_TUS_RESUMABLE="1.0.0",
        HTTP_UPLOAD_OFFSET=str(offset),
    )


def bring(ward: Ward, content: bytes, **changes: Any) -> tuple[Dataset, Job]:
    """A data set from elsewhere, taken in by the worker."""
    announced = announce(ward, len(content), **changes)
    assert announced.status_code == 201, announced.content
    pk = announced.json()["id"]
    assert send(ward, pk, content).status_code == 204
    job = Job.objects.get(subject_id=pk)
    run_job(str(job.pk), worker.import_file)
    job.refresh_from_db()
    return Dataset.objects.get(pk=pk), job


def refused(ward: Ward, content: bytes, **changes: Any) -> str:
    """Why it was refused; nothing of it is left but the file that was sent."""
    dataset, job = bring(ward, content, **changes)
    assert job.state == "failed"
    assert (dataset.manifest, dataset.summary, dataset.infants.count()) == (None, None, 0)
    left = [path.name for path in place_of(dataset.folder).rglob("*") if path.is_file()]
    assert left == ["source.zip"]
    assert not StoredFile.objects.filter(path__startswith=dataset.folder).exists()
    return job.error_code


def table(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def rows_of(files: dict[str, bytes]) -> list[dict[str, str]]:
    return [
        {
            **{"file": name, "sha256": hashlib.sha256(data).hexdigest(), "infant": name[-12:-8], "domain": "x"},
            **{"label": "pain" if name.startswith("pain") else "nonpain", "camera": "old", "video": "v1"},
        }
        for name, data in files.items()
    ]


def bomb() -> bytes:
    return zipped({"pain/S01_a.jpg": bytes(60_000_000), "rest/S02_a.jpg": picture(1)})


def linked() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("pain/S01_a.jpg", picture(1))
        link = zipfile.ZipInfo("rest/S02_a.jpg")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return content.getvalue()


def lying() -> bytes:
    """An archive whose directory says that a large file is small."""
    content = bytearray(zipped({"pain/S01_a.jpg": bytes(60_000_000), "rest/S02_a.jpg": picture(1)}))
    place = content.index(b"PK\x01\x02")
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(content)
