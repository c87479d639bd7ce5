"""Runs detectors on frames, in processes without a network, and writes down what they found."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotator.audit.files import erase_file, place_of, register_file
from annotator.audit.models import StoredFile
from annotator.audit.services import record
from annotator.faces.correctness import correctness_by_group
from annotator.faces.in_force import FaceInForce, faces_in_force
from annotator.faces.models import (
    DetectorChoice,
    DetectorComparison,
    DetectorStatus,
    FaceCrop,
    FoundFace,
    FrameDetection,
)
from annotator.faces.services import start_crops
from annotator.frames.models import Frame, FrameQuerySet
from annotator.jobs.tracking import Run
from annotator.jobs.worker import lasting, run_program
from inference.commands.detecting import FOR_MODELS
from inference.comparison import correctness
from inference.detectors.face import Box, Face
from inference.detectors.registry import detector_names, status_of

CROP_SIDE_PX = 192
CROP_MARGIN = 0.15


def check_detectors() -> None:
    """Notes which detectors can run; files are hashed, nothing is loaded."""
    folder, now = Path(settings.WEIGHTS_DIR), timezone.now()
    found = [status_of(name, folder) for name in detector_names(folder)]
    with transaction.atomic():
        DetectorStatus.objects.exclude(name__in=[one.name for one in found]).delete()
        for position, one in enumerate(found):
            facts = {"weights": list(one.weights), "licence": one.licence, "missing": one.missing}
            DetectorStatus.objects.update_or_create(
                name=one.name, defaults={**facts, "position": position, "checked_at": now}
            )


def compare_detectors(run: Run) -> None:
    """Every arm on every frame of a comparison; done twice, it writes the same rows."""
    comparison = DetectorComparison.objects.filter(pk=run.subject_id).first()
    if comparison is None:
        with run.completing():
            return
    frames = list(_frames_of(comparison))
    names = list(dict.fromkeys(arm["detector"] for arm in comparison.arms))
    policies = list(dict.fromkeys(arm["turn_policy"] for arm in comparison.arms))
    words = ["compare", "{list}", "--detectors", ",".join(names), "--turns", ",".join(policies)]
    answer = _run_on(run, frames, words)
    by_path = {str(place_of(frame.image.path)): frame for frame in frames}
    with run.completing():
        for arm, rows in answer.pop("found").items():
            for row in rows:
                frame = by_path[row["file"]]
                values = {"faces": row["faces"], "ms": row["ms"]}
                FrameDetection.objects.update_or_create(frame=frame, arm=arm, defaults=values)
        doubts = {str(by_path[file].pk): doubt for file, doubt in answer.pop("doubts").items()}
        right = correctness_by_group(frames, list(answer["arms"]), _measure)
        comparison.result = {**answer, "doubts": doubts, "correctness": right}
        comparison.save(update_fields=["result"])
        detail = {"frames": len(frames), "arms": len(answer["arms"])}
        record(actor=None, action="detectors.compared", study_id=comparison.study_id, subject=comparison, detail=detail)


def measure_correctness(run: Run) -> None:
    """Holds the arms of a comparison against the boxes people have set right by now."""
    comparison = DetectorComparison.objects.filter(pk=run.subject_id).first()
    result: dict[str, Any] | None = comparison.result if comparison else None
    if comparison is None or result is None:
        with run.completing():
            return
    right = correctness_by_group(list(_frames_of(comparison)), list(result["arms"]), _measure)
    with run.completing():
        comparison.result = {**result, "correctness": right}
        comparison.save(update_fields=["result"])


def find_faces(run: Run) -> None:
    """The infant's face in every live frame of a video, by the study's choice of detectors."""
    frames = list(Frame.objects.live().filter(video=run.subject_id).select_related("image", "video").order_by("index"))
    choice = (
        DetectorChoice.objects.filter(study=frames[0].video.study_id, superseded_at=None).first() if frames else None
    )
    if choice is None:
        with run.completing():
            return
    answer = _run_on(run, frames, ["faces", "{list}", "--chain", ",".join(choice.arms)])
    with run.completing():
        for frame, found in zip(frames, answer["pictures"], strict=True):
            FoundFace.objects.update_or_create(frame=frame, defaults={"choice": choice, **_chosen(found)})
        start_crops(frames[0].video)


def cut_crops(run: Run) -> None:
    """Small pictures of the faces of a video's live frames; done twice, it gives the same files and rows."""
    frames = {frame.pk: frame for frame in Frame.objects.live().filter(video=run.subject_id).select_related("image")}
    faces = faces_in_force(frames)
    former = {crop.frame_id: crop for crop in FaceCrop.objects.filter(frame__in=frames)}
    wanted = {pk: face for pk, face in faces.items() if pk not in former or _is_stale(former[pk], face)}
    folder = f"frames/{run.subject_id}"
    names = {pk: _crop_name(frames[pk], face) for pk, face in wanted.items()}
    with tempfile.TemporaryDirectory() as drawn_here:
        items = [
            {"file": str(place_of(frames[pk].image.path)), "box": face.box, "turn": face.turn, "name": names[pk]}
            for pk, face in wanted.items()
        ]
        done = _cut(run, items, Path(drawn_here)) if items else {}
        for name in done:
            shutil.move(str(Path(drawn_here) / name), place_of(f"{folder}/{name}"))
    with run.completing():
        for pk, face in wanted.items():
            if names[pk] in done:
                _enter_crop(frames[pk], face, f"{folder}/{names[pk]}", done[names[pk]])


def _is_stale(crop: FaceCrop, face: FaceInForce) -> bool:
    return (crop.box, crop.turn) != (face.box, face.turn)


def _crop_name(frame: Frame, face: FaceInForce) -> str:
    # The name tells the box, so that a browser never shows an old crop under a new address.
    key = hashlib.sha256(json.dumps([face.box, face.turn]).encode()).hexdigest()[:12]
    return f"{frame.index:07d}.face-{key}.jpg"


def _cut(run: Run, items: list[dict[str, Any]], folder: Path) -> dict[str, str]:
    wanted = folder / "faces.json"
    wanted.write_text(json.dumps(items))
    words = ["crop", str(wanted), "--out", str(folder), "--side", str(CROP_SIDE_PX), "--margin", str(CROP_MARGIN)]
    answer = _isolated(run, [*words, "--json"], len(items), stage="cutting")
    return {one["name"]: one["sha256"] for one in answer["crops"]}


def _enter_crop(frame: Frame, face: FaceInForce, path: str, sha256: str) -> None:
    former = FaceCrop.objects.filter(frame=frame).select_related("image").first()
    if former is None or former.image.path != path:
        # A run that was killed after its commit was lost may have entered the same file before.
        StoredFile.objects.filter(path=path).delete()
        facts = {"box": face.box, "turn": face.turn, "image": register_file(path, sha256=sha256)}
        FaceCrop.objects.update_or_create(frame=frame, defaults=facts)
        if former is not None:
            erase_file(former.image)


def _frames_of(comparison: DetectorComparison) -> FrameQuerySet:
    frames = Frame.objects.filter(pk__in=comparison.frames, video__infant__withdrawn_at=None)
    return frames.select_related("image", "video__infant").order_by("video", "index")


def _measure(found: list[list[dict[str, Any]]], truths: list[list[list[float]]]) -> dict[str, Any]:
    faces = [[Face.from_fields(face) for face in one] for one in found]
    return asdict(correctness(faces, [[Box(*box) for box in boxes] for boxes in truths]))


def _chosen(found: dict[str, Any]) -> dict[str, Any]:
    if found["chosen"] is None:
        return {"arm": "", "box": None, "score": None, "turn": 0, "landmarks": [], "others": 0}
    face = found["faces"][found["chosen"]]
    facts = {name: face[name] for name in ("box", "score", "turn", "landmarks")}
    return {**facts, "arm": found["arm"], "others": len(found["faces"]) - 1}


def _run_on(run: Run, frames: Sequence[Frame], words: list[str]) -> dict[str, Any]:
    """Runs a command on the frames' pictures; `{list}` stands for the file that lists them."""
    with tempfile.TemporaryDirectory() as folder:
        pictures = Path(folder) / "pictures.json"
        pictures.write_text(json.dumps([str(place_of(frame.image.path)) for frame in frames]))
        given = [str(pictures) if word == "{list}" else word for word in words]
        given += ["--weights", str(settings.WEIGHTS_DIR), "--json"]
        return _isolated(run, given, len(frames), stage="detecting")


def _isolated(run: Run, words: list[str], total: int, *, stage: str) -> dict[str, Any]:
    """The answer of a command run in a process of its own."""
    return run_program(
        run,
        words,
        limits=lasting(FOR_MODELS),
        step=lambda done, known: run.progress(done, max(known, total), stage=stage),
        is_final=lambda code: code == "weights_missing",
    )
