"""Rows for tests, made through the services where there is one."""

import itertools
import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.files import place_of, register_file, sha256_of
from annotator.datasets.models import Dataset, DatasetExport
from annotator.experiments.models import Fold, HeatMap, PainTrace, Prediction, TrainingRun
from annotator.experiments.services import enter_model
from annotator.faces.models import DetectorComparison, FaceCrop
from annotator.frames.models import Frame, SamplingPlan
from annotator.jobs.models import Job, JobState
from annotator.labelling.models import LabelImport, LabelTask
from annotator.recordings.frame_times import pack_times
from annotator.recordings.models import FrameTimes, Video, VideoState
from annotator.recordings.services import original_path, register_recording
from annotator.recordings.worker import playback_path
from annotator.reports.models import StudyReport
from annotator.studies.models import Infant, Membership, Preset, Protocol, Role, Scope, Study
from annotator.studies.services import add_infant, create_study, record_consent
from annotator.supervision.models import ReviewCase, ReviewPreparation

# What the training program said at the end of a run, shortened.
REPORT = json.loads((Path(__file__).parent / "annotator" / "training_report.json").read_text())
PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def make_user(email: str = "", **fields: Any) -> User:
    """Somebody who can sign in with PASSWORD."""
    number = next(_numbers)
    fields.setdefault("name", f"Person {number}")
    return User.objects.create_user(email or f"person{number}@example.org", PASSWORD, **fields)


def make_study(creator: User, **fields: Any) -> Study:
    """A study whose creator has left it, so that tests add exactly the members they speak of."""
    fields.setdefault("name", f"Study {next(_numbers)}")
    fields.setdefault("preset", Preset.MPAIN_DAN)
    study = create_study(actor=creator, **fields)
    Membership.objects.filter(study=study).delete()
    return study


def make_member(study: Study, *roles: Role) -> User:
    """A member with the given roles."""
    user = make_user()
    Membership.objects.create(study=study, user=user, roles=sorted(roles))
    return user


def make_infant(study: Study, *, consent: bool = True, **fields: Any) -> Infant:
    """An infant, by default with consent to everything."""
    fields.setdefault("pseudonym", f"N{next(_numbers):04}")
    actor = User.objects.filter(is_superuser=True)[0]
    infant = add_infant(actor=actor, study=study, **fields)
    if consent:
        record_consent(
            actor=actor,
            infant=infant,
            scopes=list(Scope.values),
            document_version="1",
            signed_on=timezone.localdate(),
        )
    return infant


def make_arrived_video(
    infant: Infant, content: bytes | Path, *, name: str = "video.mp4", by: User | None = None
) -> Video:
    """A video whose bytes have arrived and whose job waits."""
    path = original_path(uuid.uuid4())
    place_of(path).write_bytes(content.read_bytes() if isinstance(content, Path) else content)
    actor = by or User.objects.filter(is_superuser=True)[0]
    return register_recording(actor=actor, infant=infant, name=name, source_path=path)


def make_ready_video(infant: Infant, *, content: bytes = b"0123456789" * 1000, by: User | None = None) -> Video:
    """A video that counts as ready without any decoding: its copy is the given bytes."""
    video = make_arrived_video(infant, b"original of " + content, by=by)
    copy = playback_path(video.pk, 1)
    place_of(copy).write_bytes(content)
    video.state = VideoState.READY
    video.sha256 = sha256_of(place_of(video.source_path))
    video.original = register_file(video.source_path, sha256=video.sha256)
    video.playback = register_file(copy, sha256=sha256_of(place_of(copy)))
    video.frame_count, video.duration_ms = 3, 100
    video.save()
    FrameTimes.objects.create(video=video, packed=pack_times([0, 3000, 6000]), end_ticks=9000)
    return video


def make_frame(video: Video, *, index: int = 0, pts_ms: int = 0, look: int = 0, **fields: Any) -> Frame:
    """A frame whose picture is the given bytes, drawn by the plan in force or by one made for it."""
    protocol = Protocol.objects.filter(study=video.study).order_by("-version")[0]
    plan, _ = SamplingPlan.objects.get_or_create(
        study=video.study,
        superseded_at=None,
        defaults={"protocol": protocol, "seed": 0, "sha256": "0" * 64, "created_by": protocol.created_by},
    )
    files = {}
    for kind in ("image", "thumbnail"):
        path = f"frames/{video.pk}/{index:07d}.{kind}.jpg"
        place_of(path).parent.mkdir(parents=True, exist_ok=True)
        place_of(path).write_bytes(f"{kind} {index} of {video.pk}".encode())
        files[kind] = register_file(path, sha256=sha256_of(place_of(path)))
    size = {"width": 640, "height": 480, "weight": 1.0}
    return Frame.objects.create(
        video=video, plan=plan, index=index, pts_ms=pts_ms, look=f"{look:016x}", **{**size, **files, **fields}
    )


def make_face_crop(frame: Frame) -> FaceCrop:
    """A small picture of the face, whose bytes are a word."""
    path = f"frames/{frame.video_id}/{frame.index:07d}.face.jpg"
    place_of(path).write_bytes(b"face")
    image = register_file(path, sha256=sha256_of(place_of(path)))
    return FaceCrop.objects.create(frame=frame, box=[0.2, 0.2, 0.6, 0.6], turn=0, image=image)


def make_detector_comparison(frame: Frame) -> DetectorComparison:
    """A comparison that waits for its worker."""
    arms = [{"detector": "opencv-haar", "turn_policy": "none"}]
    return DetectorComparison.objects.create(
        study=frame.video.study, arms=arms, frames=[str(frame.pk)], created_by=frame.plan.created_by
    )


def make_label_task(frame: Frame, *, rater: User | None = None, **fields: Any) -> LabelTask:
    """A turn at a frame; given to the rater where there is one."""
    reserved = timezone.now() + timedelta(hours=12) if rater else None
    defaults = {"place": frame.index, "rater": rater, "reserved_until": reserved}
    return LabelTask.objects.create(study=frame.video.study, frame=frame, **{**defaults, **fields})


def make_label_import(study: Study, *, by: User, **fields: Any) -> LabelImport:
    """A file of labels that has been read; nothing in it had a place."""
    said = {"row": 2, "said": {"frame": "frame 7", "value": "pain"}, "reason": "no_frame"}
    counts = {"matched": 0, "there": 0, "unmatched": 1, "passed_over": {}}
    defaults = {"kind": "csv", "rater_name": "Old study", "sha256": "0" * 64, "counts": counts, "unmatched": [said]}
    brought = LabelImport.objects.create(study=study, created_by=by, **{**defaults, **fields})
    Job.objects.create(kind="labelling.import_labels", study=study, subject_id=brought.pk, state=JobState.FAILED)
    return brought


def make_dataset(study: Study, *, by: User, **fields: Any) -> dict[str, uuid.UUID]:
    """A dataset that waits for its worker, its export, and one from elsewhere that waits for its file; ids by name."""
    rules = {
        **{"labels": "consensus", "rater": "", "rater_key": None, "sources": ["person"], "agreement": "unanimous"},
        **{"raters_needed": 1, "near_duplicates": True, "inconsistent_videos": False, "side_px": 224, "margin": 0.0},
    }
    defaults = {"number": 90, "name": "Waiting", "domain": "study", "rules": rules}
    dataset = Dataset.objects.create(study=study, created_by=by, **{**defaults, **fields})
    path = f"{dataset.folder}/exports/{dataset.pk}.zip"
    place_of(path).parent.mkdir(parents=True, exist_ok=True)
    place_of(path).write_bytes(b"archive")
    file = register_file(path, sha256=sha256_of(place_of(path)))
    export = DatasetExport.objects.create(dataset=dataset, kind="folder", audience="house", file=file, created_by=by)
    facts = {"origin": "folder", "number": dataset.number + 1, "name": "Elsewhere", "domain": "elsewhere"}
    incoming = Dataset.objects.create(study=study, created_by=by, source_bytes=10, rules={}, **facts)
    place_of(f"{incoming.folder}/source.zip").parent.mkdir(parents=True)
    place_of(f"{incoming.folder}/source.zip").touch()
    return {"dataset_id": dataset.pk, "export_id": export.pk, "incoming_id": incoming.pk}


def make_report(study: Study, *, by: User, **fields: Any) -> StudyReport:
    """A report that is there, with one chapter."""
    report = StudyReport(study=study, created_by=by, language="en", address="http://testserver/")
    path = f"{report.folder}/{report.pk}-1.html"
    place_of(path).parent.mkdir(parents=True, exist_ok=True)
    place_of(path).write_text("<!doctype html><title>Report</title>")
    made = {"facts": {"methods": {}}, "hashes": {"methods": "0" * 64}, "no_pdf": "Pango is missing."}
    for name, value in {**made, "html": register_file(path, sha256=sha256_of(place_of(path))), **fields}.items():
        setattr(report, name, value)
    report.save()
    return report


def make_review_case(frame: Frame, *, by: User, **fields: Any) -> ReviewCase:
    """A frame that waits for a clinician, in a queue that is made."""
    study = frame.video.study
    protocol = Protocol.objects.filter(study=study).latest("version")
    queue, _ = ReviewPreparation.objects.get_or_create(
        study=study, counts__isnull=False, defaults={"protocol": protocol, "counts": {}, "created_by": by}
    )
    defaults = {"place": frame.index, "reason": "disagree", "gain": 0.5}
    return ReviewCase.objects.create(preparation=queue, study=study, frame=frame, **{**defaults, **fields})


def make_training_run(study: Study, *, by: User, frame: Frame, **fields: Any) -> dict[str, uuid.UUID]:
    """A finished run with one fold, a figure, a model, and what it says of a frame and why; the ids by name."""
    about = {"number": 95, "name": "Learnt from", "domain": "study", "rules": {"margin": 0.0}}
    dataset = Dataset.objects.create(study=study, created_by=by, **about)
    split = {"name": "fold 1", "slug": "fold-1"}
    defaults = {"number": 90, "name": "Compact", "preset": "demo", "plan": {"splits": [split], "stamp": None}}
    facts = {"study": study, "dataset": dataset, "created_by": by, "report": REPORT, "finished_at": timezone.now()}
    run = TrainingRun.objects.create(**{**defaults, **facts, **fields})
    (run.folder / "figures").mkdir(parents=True, exist_ok=True)
    (run.folder / "figures" / "flow.svg").write_text("<svg/>")
    (run.folder / "figures" / "flow.csv").write_text("step\n")
    (run.folder / "model_card.md").write_text("# Compact\n")
    fold = Fold.objects.create(run=run, place=0, **split)
    model = enter_model(run, {"fold-1": "0" * 64})
    Prediction.objects.create(model=model, frame=frame, probability=0.8125, fold=fold)
    map_facts = {"target": "pain", "predicted": True, "values": [[0.0, 1.0]], "shares": {"mouth": 1.0}}
    HeatMap.objects.create(model=model, frame=frame, **map_facts)
    PainTrace.objects.create(model=model, video=frame.video, fold=fold, points=[[0, 0.8125], [1000, None]])
    return {"run_id": run.pk, "model_id": model.pk}
