"""Studies of any size whose frames wait for labels, written as rows: what benchmarks of labelling start from."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.files import place_of, register_file, sha256_of
from annotator.audit.models import StoredFile
from annotator.core.bulk import insert_rows
from annotator.frames.models import Frame, PlannedVideo, SamplingPlan
from annotator.labelling.models import LabelPreparation
from annotator.recordings.frame_times import pack_times
from annotator.recordings.models import FrameTimes, Video, VideoState
from annotator.studies.models import Membership, Preset, Protocol, Role, Scope, Study
from annotator.studies.services import add_infant, add_protocol_version, create_study, record_consent

PASSWORD = "correct horse battery"
PER_VIDEO = 100
TICKS_PER_MS = 90


def make_study(admin: User, *, name: str, frames: int, pictures: Sequence[Path], per_video: int = PER_VIDEO) -> Study:
    """A study of so many drawn frames; each shows the next of the pictures, whose files are copied once."""
    study = create_study(actor=admin, name=name, preset=Preset.MPAIN_DAN)
    Membership.objects.filter(study=study, user=admin).update(roles=sorted(Role.values))
    document = Protocol.objects.get(study=study).document
    labels = {**document["labels"], "repeat_percent": 0}
    protocol = add_protocol_version(actor=admin, study=study, document={**document, "labels": labels}, note="")
    plan = SamplingPlan.objects.create(study=study, protocol=protocol, seed=0, sha256="0" * 64, created_by=admin)
    files = _register(study, pictures)
    for number, start in enumerate(range(0, frames, per_video)):
        count = min(per_video, frames - start)
        with transaction.atomic():
            video = _video(admin, study, plan, number, count)
            images = [files[(start + index) % len(files)] for index in range(count)]
            _write_frames(video, plan, images)
    return study


def _register(study: Study, pictures: Sequence[Path]) -> list[StoredFile]:
    files = []
    with transaction.atomic():
        for picture in pictures:
            path = f"frames/{study.pk}/{picture.name}"
            place_of(path).parent.mkdir(parents=True, exist_ok=True)
            place_of(path).write_bytes(picture.read_bytes())
            files.append(register_file(path, sha256=sha256_of(place_of(path))))
    return files


def _video(admin: User, study: Study, plan: SamplingPlan, number: int, frames: int) -> Video:
    infant = add_infant(actor=admin, study=study, pseudonym=f"B{number:06}")
    today = timezone.localdate()
    record_consent(actor=admin, infant=infant, scopes=list(Scope.values), document_version="1", signed_on=today)
    video = Video.objects.create(
        study=study,
        infant=infant,
        uploaded_by=admin,
        original_name=f"{number}.mkv",
        size_bytes=1,
        source_path=f"originals/{study.pk}-{number}",
        state=VideoState.READY,
        frame_count=frames,
        duration_ms=1000 * frames,
    )
    times = [1000 * TICKS_PER_MS * place for place in range(frames + 1)]
    FrameTimes.objects.create(video=video, packed=pack_times(times[:-1]), end_ticks=times[-1])
    PlannedVideo.objects.create(plan=plan, video=video, score=3, extracted_at=timezone.now())
    return video


def _write_frames(video: Video, plan: SamplingPlan, images: Sequence[StoredFile]) -> None:
    rows = ((index, 1000 * index, f"{index:016x}", image.pk, image.pk) for index, image in enumerate(images))
    facts = {"video_id": video.pk, "plan_id": plan.pk, "weight": 1.0, "width": 224, "height": 224}
    insert_rows(Frame, ("index", "pts_ms", "look", "image_id", "thumbnail_id"), rows, **facts)


def prepare(study: Study, admin: User) -> dict[str, int]:
    """Makes the queue as the worker does."""
    from annotator.labelling.preparation import make_queue

    plan = SamplingPlan.objects.get(study=study, superseded_at=None)
    facts = {"study": study, "plan": plan, "protocol": plan.protocol, "created_by": admin}
    preparation = LabelPreparation.objects.create(**facts)
    counts = make_queue(preparation, lambda done, total: None)
    preparation.counts = counts
    preparation.save(update_fields=["counts"])
    return counts


def add_raters(study: Study, count: int) -> list[str]:
    """The addresses of so many operators, who sign in with PASSWORD."""
    addresses = [f"rater{number}@example.org" for number in range(count)]
    for number, address in enumerate(addresses):
        known = User.objects.filter(email=address).first()
        person = known or User.objects.create_user(address, PASSWORD, name=f"Rater {number}")
        Membership.objects.create(study=study, user=person, roles=[Role.OPERATOR])
    return addresses


def study_named(pk: str | UUID) -> Study:
    """A study made before."""
    return Study.objects.get(pk=pk)
