"""Data sets from elsewhere: a ZIP file arrives in parts, then a worker takes it in whole or not at all."""

import re
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from annotator.accounts.models import User
from annotator.audit.files import place_of
from annotator.audit.services import record
from annotator.core.errors import DomainError, saying_when_the_disk_is_full
from annotator.datasets.models import Dataset, Origin
from annotator.datasets.services import IMPORT, label_of, next_version
from annotator.jobs.models import LIVE, Job, Queue
from annotator.jobs.services import latest_job, start_job
from annotator.recordings.services import require_space
from annotator.recordings.uploads import ByteStream, append_at, offset_mismatch
from annotator.studies.models import Study

MOST_BYTES = 20 * 1024**3
MOST_STARS = 2
LONGEST_CLASS = 120
LEFT_OUT = "left_out"
TOKEN = re.compile(r"(\{class\}|\{infant\}|\*)")
MEANING = {"{class}": "(?P<class>[^/]+?)", "{infant}": "(?P<infant>[^/]+?)", "*": "[^/]*?"}


def pattern_of(template: str) -> str:
    """A regular expression for a template such as `{class}/{infant}_*`; a star stands for anything but a slash.

    Raises:
        DomainError: `template_invalid` unless class and infant stand in it once each, with at most two stars.
    """
    parts = TOKEN.split(template)
    if parts.count("{class}") != 1 or parts.count("{infant}") != 1 or parts.count("*") > MOST_STARS:
        message = "The template needs {class} and {infant} once each, and at most two stars."
        raise DomainError("template_invalid", message)
    return "".join(MEANING.get(part) or re.escape(part) for part in parts)


def source_place(dataset: Dataset) -> Path:
    """Where the file arrives."""
    return place_of(f"{dataset.folder}/source.zip")


@transaction.atomic
def start_incoming(
    *, actor: User, study: Study, origin: Origin, size_bytes: int, rules: dict[str, Any], **facts: str
) -> Dataset:
    """Makes room for a file.

    Args:
        actor: who brings it.
        study: where it may be used.
        origin: `folder` or `manifest`.
        size_bytes: of the file.
        rules: how names of pictures are read; `template` and `classes` for a folder.
        facts: `name`, `note` and `domain`.

    Raises:
        DomainError: `template_invalid`, `domain_taken` (409), `file_too_large` (413), `disk_full` (507).
    """
    if origin == Origin.FOLDER:
        pattern_of(rules["template"])
    if size_bytes > min(MOST_BYTES, settings.UPLOAD_MAX_BYTES):
        raise DomainError("file_too_large", "This file is larger than this server accepts.", status_code=413)
    if Dataset.objects.filter(study=study, origin=Origin.STUDY, domain=facts["domain"]).exists():
        message = "The study's own datasets are called this. Data from elsewhere need a domain of their own."
        raise DomainError("domain_taken", message, status_code=409)
    require_space(2 * size_bytes)
    dataset = next_version(actor, study, origin=origin, source_bytes=size_bytes, rules=rules, **facts)
    place = source_place(dataset)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    place.touch(mode=0o640)
    detail = {"number": dataset.number, "origin": origin, "bytes": size_bytes}
    record(actor=actor, action="dataset.import_started", study_id=study.pk, subject=dataset, detail=detail)
    return dataset


def arrived(dataset: Dataset) -> int:
    """How many bytes are there; all of them once they were taken in."""
    place = source_place(dataset)
    return dataset.source_bytes if dataset.manifest_id or not place.exists() else place.stat().st_size


def receive(dataset: Dataset, *, offset: int, length: int, stream: ByteStream) -> None:
    """Appends a part of the file.

    Raises:
        DomainError: `offset_mismatch` (409), `chunk_too_long` (413), `disk_full` (507).
    """
    if offset != arrived(dataset):
        raise offset_mismatch()
    if offset + length > dataset.source_bytes:
        raise DomainError("chunk_too_long", "More bytes arrived than the file has.", status_code=413)
    if not length:
        return
    with saying_when_the_disk_is_full():
        append_at(source_place(dataset), offset, length, stream)


def take_in_if_whole(actor: User, dataset: Dataset) -> Job | None:
    """Starts the work once the last byte is there, and only once; None while bytes are missing."""
    if arrived(dataset) < dataset.source_bytes:
        return None
    with transaction.atomic():
        Dataset.objects.select_for_update().get(pk=dataset.pk)
        known = latest_job(dataset.pk)
        if known is not None:
            return known
        return start_job(
            kind=IMPORT,
            queue=Queue.VISION,
            study=dataset.study,
            subject_id=dataset.pk,
            created_by=actor,
            label=label_of(dataset),
        )


@transaction.atomic
def discard(*, actor: User, dataset: Dataset) -> None:
    """Takes a dataset off the list that never became one; raises `dataset_in_use` (409) for any other."""
    live = Job.objects.filter(subject_id=dataset.pk, state__in=LIVE).exists()
    if dataset.manifest_id is not None or live or dataset.exports.exists():
        message = "Only what was never built, and is not being built, can be taken off the list."
        raise DomainError("dataset_in_use", message, status_code=409)
    detail = {"number": dataset.number}
    record(actor=actor, action="dataset.discarded", study_id=dataset.study_id, subject=dataset, detail=detail)
    folder = place_of(dataset.folder)
    dataset.delete()
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
