"""Draws the frames of one video as the plan in force says."""

import json
import tempfile
from pathlib import Path
from typing import Any

from django.utils import timezone

from annotator.audit.files import place_of, register_file, sha256_of
from annotator.audit.models import StoredFile
from annotator.audit.services import record
from annotator.frames.models import Frame, PlannedVideo
from annotator.jobs.tracking import Run
from annotator.jobs.worker import run_program
from annotator.recordings.frame_times import unpack_times
from annotator.recordings.models import Video
from inference.video.isolation import Limits

LOOKS_ALIKE_BITS = 4  # of 64


def extract_frames(run: Run) -> None:
    """Draws what is missing, retires what is no longer wanted; done twice, it gives the same rows and files."""
    planned = (
        PlannedVideo.objects.filter(video=run.subject_id, plan__superseded_at=None, excluded="")
        .select_related("video__original", "video__frame_times", "plan")
        .first()
    )
    if planned is None:
        with run.completing():
            return
    video = planned.video
    known = {frame.index: frame for frame in Frame.objects.filter(video=video)}
    missing = [index for index, _, _ in planned.draws if index not in known]
    folder = place_of("frames") / str(video.pk)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    with tempfile.TemporaryDirectory(prefix=f".{run.job.fence}-", dir=folder) as drawn_here:
        drawn = _draw(run, video, missing, Path(drawn_here)) if missing else []
        for one in drawn:
            for name in (one["file"], one["thumbnail"]):
                (Path(drawn_here) / name).replace(folder / name)
    with run.completing():
        _write(planned, drawn, known)


def _draw(run: Run, video: Video, missing: list[int], folder: Path) -> list[dict[str, Any]]:
    """The pictures, drawn in a process with hard limits."""
    assert video.original is not None  # noqa: S101  (a ready video has its original)
    plan = folder / "plan.json"
    times = unpack_times(bytes(video.frame_times.packed))
    plan.write_text(json.dumps({"times": times, "chosen": missing}))
    answer = run_program(
        run,
        ["sample", str(place_of(video.original.path)), "--plan", str(plan), "--out", str(folder), "--json"],
        limits=Limits.for_playback(video.duration_ms or 0),
        step=lambda done, total: run.progress(done, max(total, len(missing)), stage="drawing"),
    )
    frames: list[dict[str, Any]] = answer["frames"]
    return frames


def _write(planned: PlannedVideo, drawn: list[dict[str, Any]], known: dict[int, Frame]) -> None:
    weights = {index: weight for index, _, weight in planned.draws}
    for one in drawn:
        known[one["index"]] = _enter(planned, one, weights[one["index"]])
    now = timezone.now()
    for index, frame in known.items():
        wanted = index in weights
        if wanted and (frame.retired_at is not None or frame.weight != weights[index]):
            frame.retired_at, frame.weight = None, weights[index]
            frame.save(update_fields=["retired_at", "weight"])
        elif not wanted and frame.retired_at is None:
            frame.retired_at = now
            frame.save(update_fields=["retired_at"])
    _flag_near_duplicates([known[index] for index in sorted(weights) if index in known])
    planned.unreadable = len(weights) - sum(index in known for index in weights)
    planned.extracted_at = now
    planned.save(update_fields=["unreadable", "extracted_at"])
    detail = {"drawn": len(drawn), "unreadable": planned.unreadable}
    record(actor=None, action="frames.drawn", study_id=planned.plan.study_id, subject=planned.video, detail=detail)


def _enter(planned: PlannedVideo, one: dict[str, Any], weight: float) -> Frame:
    folder = f"frames/{planned.video_id}"
    thumbnail = f"{folder}/{one['thumbnail']}"
    return Frame.objects.create(
        video=planned.video,
        plan=planned.plan,
        index=one["index"],
        pts_ms=one["pts_ms"],
        weight=weight,
        width=one["width"],
        height=one["height"],
        look=one["look"],
        image=_register(f"{folder}/{one['file']}", one["sha256"]),
        thumbnail=_register(thumbnail, sha256_of(place_of(thumbnail))),
    )


def _register(path: str, sha256: str) -> StoredFile:
    # A run that was killed after its commit was lost may have entered the same file before.
    StoredFile.objects.filter(path=path).delete()
    return register_file(path, sha256=sha256)


def _flag_near_duplicates(frames: list[Frame]) -> None:
    """Marks each frame that looks like the last one that was not marked."""
    original: Frame | None = None
    for frame in frames:
        alike = original is not None and (int(original.look, 16) ^ int(frame.look, 16)).bit_count() <= LOOKS_ALIKE_BITS
        twin = original if alike else None
        if frame.near_duplicate_of_id != (twin.pk if twin else None):
            frame.near_duplicate_of = twin
            frame.save(update_fields=["near_duplicate_of"])
        original = original if alike else frame
