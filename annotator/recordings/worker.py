"""Reads a video that has arrived: its hash, its frame times, its playback copy, its verdict."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q

from annotator.audit.files import BLOCK_BYTES, hash_blocks, place_of, register_file
from annotator.audit.services import record
from annotator.core.errors import saying_when_the_disk_is_full
from annotator.jobs.tracking import InterruptedWorkError, Run
from annotator.recordings.frame_times import pack_times
from annotator.recordings.models import FrameTimes, Video, VideoState
from annotator.studies.services import current_protocol
from inference.video.isolation import Limits, run_isolated
from inference.video.refusal import VideoRefused

# A killed decoder looks the same whether the video is greedy or the machine was short of memory just then.
MAYBE_THE_MACHINE = frozenset({"out_of_memory"})
PROBED = ("container", "codec", "rotation", "start_ms", "frame_rate", "variable_frame_rate", "has_audio")


class DuplicateError(Exception):
    """The same bytes are already in the study."""


def ingest_video(run: Run) -> None:
    """Does all that lies between the last byte and the verdict. Done twice, it gives the same rows and files."""
    video = Video.objects.select_related("study", "original", "playback").filter(pk=run.subject_id).first()
    if video is None or video.state != VideoState.PROCESSING:
        with run.completing():
            return
    copy = playback_path(video.pk, run.job.fence)
    try:
        with saying_when_the_disk_is_full():
            sha256 = hash_original(run, video)
            probe, made = read_video(run, video, place_of(copy))
    except VideoRefused as refusal:
        if refusal.code in MAYBE_THE_MACHINE and not run.is_last_attempt:
            raise InterruptedWorkError from refusal
        refuse(run, video, code=refusal.code, message=refusal.message)
    except DuplicateError as found:
        refuse(run, video, code="duplicate", message=str(found))
    except InterruptedError as error:
        raise InterruptedWorkError from error
    else:
        accept(run, video, sha256=sha256, copy=copy, probe=probe, made=made)
    finally:
        remove_stray_copies(video.pk)


def playback_path(video_id: UUID, fence: int) -> str:
    """Where a playback copy lies; the fence keeps a worker that lost its lease off its successor's file."""
    path = f"playback/{video_id}-{fence}.mp4"
    place_of(path).parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    return path


def hash_original(run: Run, video: Video) -> str:
    """The SHA-256 of the original; raises DuplicateError when the study already has these bytes."""
    digest, done = hashlib.sha256(), 0
    for block in hash_blocks(place_of(video.source_path)):
        digest.update(block)
        done += len(block)
        if done % (16 * BLOCK_BYTES) == 0:
            run.progress(done, video.size_bytes, stage="hashing")
    same = Video.objects.filter(study_id=video.study_id, sha256=digest.hexdigest())
    twin = same.exclude(Q(pk=video.pk) | Q(state=VideoState.REFUSED)).first()
    if twin:
        raise DuplicateError(f"This recording is already in the study, as “{twin.original_name}”.")
    return digest.hexdigest()


def read_video(run: Run, video: Video, copy: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the demuxer promises and what the decoder found, both from processes with hard limits."""
    source = str(place_of(video.source_path))
    run.progress(0, 1, stage="probing")
    probe = run_isolated(["probe", source, "--json"], on_progress=lambda *_: run.progress(0, 1, stage="probing"))
    keep = ["--keep-audio"] if current_protocol(video.study).document["keep_audio"] else []
    made = run_isolated(
        ["playback", source, str(copy), *keep, "--json"],
        limits=Limits.for_playback(probe["duration_ms"]),
        on_progress=lambda done, total: run.progress(done, total, stage="copying"),
    )
    return probe, made


def accept(run: Run, video: Video, *, sha256: str, copy: str, probe: dict[str, Any], made: dict[str, Any]) -> None:
    """Writes everything about a readable video in one transaction."""
    with run.completing():
        for field in PROBED:
            setattr(video, field, probe[field])
        video.sha256 = sha256
        video.state = VideoState.READY
        video.warnings = made["warnings"]
        video.width, video.height = made["width"], made["height"]
        video.frame_count = len(made["times"])
        video.duration_ms = made["readable_ms"]
        video.audio_kept = made["audio_kept"]
        video.original = register_file(video.source_path, sha256=sha256)
        video.playback = register_file(copy, sha256=made["sha256"])
        video.save()
        FrameTimes.objects.update_or_create(
            video=video, defaults={"packed": pack_times(made["times"]), "end_ticks": made["end"]}
        )
        detail = {"frames": video.frame_count, "warnings": [warning["code"] for warning in video.warnings]}
        record(actor=None, action="video.ready", study_id=video.study_id, subject=video, detail=detail)


def refuse(run: Run, video: Video, *, code: str, message: str) -> None:
    """Writes the refusal and removes the bytes: nobody can use them, and the person still has the file."""
    with run.completing():
        video.state = VideoState.REFUSED
        video.refusal_code, video.refusal_message = code, message
        video.save()
        record(actor=None, action="video.refused", study_id=video.study_id, subject=video, detail={"code": code})
    place_of(video.source_path).unlink(missing_ok=True)


def remove_stray_copies(video_id: UUID) -> None:
    """Removes playback copies that no row speaks of, left by attempts that did not end well."""
    kept = Video.objects.filter(pk=video_id, playback__isnull=False).values_list("playback__path", flat=True)
    for place in place_of("playback").glob(f"{video_id}-*"):
        if f"playback/{place.name}" not in kept:
            place.unlink(missing_ok=True)
