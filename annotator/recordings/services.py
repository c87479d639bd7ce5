"""Videos from their first byte to their verdict, except for the reading of pixels."""

import shutil
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from annotator.accounts.models import User
from annotator.audit.files import place_of
from annotator.audit.services import record
from annotator.core.errors import DomainError, disk_full
from annotator.jobs.models import Job, Queue
from annotator.jobs.services import start_job
from annotator.recordings.models import Video, VideoState
from annotator.studies.models import Infant
from annotator.studies.services import consent_in_force

INGEST = "recordings.ingest_video"


def require_consent(infant: Infant) -> None:
    """Raises `consent_missing` (409): nothing of an infant is stored before the parents agreed to recording."""
    consent = consent_in_force(infant)
    if consent is None or "record" not in consent.scopes:
        raise DomainError(
            "consent_missing",
            "There is no consent to recording for this infant yet. Record the consent first.",
            status_code=409,
        )


def require_space(size_bytes: int) -> None:
    """Raises `disk_full` (507) when a file of this size would eat into the reserve kept for scores and labels."""
    root = Path(settings.MEDIA_DIR)
    root.mkdir(parents=True, exist_ok=True, mode=0o750)
    if shutil.disk_usage(root).free - settings.FREE_SPACE_RESERVE_BYTES < size_bytes:
        raise disk_full()


def original_path(name: UUID) -> str:
    """Where an original lies below the media folder; the folder is made when needed."""
    path = f"originals/{name}"
    place_of(path).parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    return path


@transaction.atomic
def register_recording(*, actor: User, infant: Infant, name: str, source_path: str) -> Video:
    """Enters a file that has arrived whole and starts its reading."""
    video = Video.objects.create(
        study_id=infant.study_id,
        infant=infant,
        uploaded_by=actor,
        original_name=name,
        context=infant.context,
        size_bytes=place_of(source_path).stat().st_size,
        source_path=source_path,
    )
    detail = {"infant": str(infant.id), "size_bytes": video.size_bytes}
    record(actor=actor, action="video.uploaded", study_id=video.study_id, subject=video, detail=detail)
    label = f"{infant.pseudonym} · {name}"
    start_job(kind=INGEST, queue=Queue.IO, study=infant.study, subject_id=video.id, created_by=actor, label=label)
    return video


@transaction.atomic
def change_context(*, actor: User, video: Video, context: list[str]) -> Video:
    """Notes what surrounded the infant in this recording."""
    video.context = context
    video.save(update_fields=["context"])
    record(
        actor=actor,
        action="video.changed",
        study_id=video.study_id,
        subject=video,
        detail={"fields": ["context"]},
    )
    return video


@transaction.atomic
def dismiss_video(*, actor: User, video: Video) -> None:
    """Takes a refused video off the list; raises `video_in_use` for any other."""
    if video.state != VideoState.REFUSED:
        raise DomainError("video_in_use", "Only refused videos can be taken off the list.", status_code=409)
    record(actor=actor, action="video.dismissed", study_id=video.study_id, subject=video)
    video.delete()


def latest_job(video: Video) -> Job | None:
    """The job that reads or last read the video."""
    return Job.objects.filter(kind=INGEST, subject_id=video.pk).order_by("-created_at").first()
