"""The operators of the demo study at work: what they say is what the program that drew the infants knows.

All of it is visibly synthetic: the accounts are called (demo), and the raters err on a share of the frames by lot.
"""

import uuid
from collections.abc import Callable
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from annotator.accounts.models import User
from annotator.faces.services import review_face
from annotator.frames.models import Frame
from annotator.frames.plan_services import apply_plan
from annotator.frames.planning import make_plan
from annotator.jobs.models import Job
from annotator.labelling.claiming import claim
from annotator.labelling.models import LabelTask
from annotator.labelling.preparation import prepare
from annotator.labelling.saving import LARGEST_BATCH, Said, save_labels
from annotator.recordings.models import Video, VideoState
from annotator.scoring.coding_batch import Stated
from annotator.scoring.coding_services import save_changes
from annotator.scoring.sheet_services import save_sheet, start_sheet, submit_sheet
from annotator.scoring.spans import Span
from annotator.scoring.window_services import set_window
from annotator.studies.models import Membership, Role, Study
from annotator.studies.permissions import roles_of
from annotator.studies.services import add_protocol_version, change_roles, current_protocol
from demo.performance import ACTIONS
from demo.study import OPERATORS

FRAMES_PER_SECOND = 6
DIFFERS = 0.04  # the share of frames of which a rater says the opposite of the truth
RATERS = 2
Truth = dict[str, Any]
Wait = Callable[[QuerySet[Any], str], None]


class NothingToPlayError(Exception):
    """There is no demo study whose videos are ready, or it has been played already."""


def play(*, actor: User, study: Study, truth_of: Callable[[Video], Truth], wait: Wait) -> dict[str, int]:
    """From ready videos to frames labelled by two raters; the workers must be running.

    Args:
        actor: who plans.
        study: the demo study.
        truth_of: what is true of a video.
        wait: waits until a query is empty, saying what for.

    Raises:
        NothingToPlayError: nothing is ready, or labels are there.
    """
    videos = list(Video.objects.filter(study=study, state=VideoState.READY).order_by("original_name"))
    if not videos or LabelTask.objects.filter(study=study).exists():
        raise NothingToPlayError
    truths = {video.pk: truth_of(video) for video in videos}
    operators = list(User.objects.filter(name__in=OPERATORS).order_by("pk"))
    _change_protocol(actor, study)
    for video in videos:
        _score(operators[0], video, truths[video.pk])
    plan = make_plan(study, seed=0)
    apply_plan(actor=actor, study=study, seed=0, sha256=plan.sha256)
    wait(_live(study, "frames.extract_frames"), "frames")
    frames = list(Frame.objects.live().filter(video__study=study).select_related("video"))
    for frame in frames:
        _box(actor, frame, truths[frame.video_id])
    prepare(actor=actor, study=study)
    wait(_live(study, "labelling.prepare"), "the labelling queue")
    _oversee(actor, study)
    labels = sum(_label(rater, study, truths, number) for number, rater in enumerate(operators[:RATERS]))
    return {"videos": len(videos), "frames": len(frames), "labels": labels}


def _live(study: Study, kind: str) -> QuerySet[Job]:
    return Job.objects.live().filter(study=study, kind=kind)


def _change_protocol(actor: User, study: Study) -> None:
    """Enough frames to learn from, each looked at by two; nothing follows from the score alone."""
    document = current_protocol(study).document
    rates = [{"score_from": 0, "score_to": 4, "rate": FRAMES_PER_SECOND}]
    sampling = {**document["sampling"], "frames_per_second": rates}
    labels = {**document["labels"], "nonpain_scores": [], "raters_per_frame": RATERS, "repeat_percent": 0}
    changed = {**document, "sampling": sampling, "labels": labels, "operators_per_video": 1}
    add_protocol_version(actor=actor, study=study, document=changed, note="For the demonstration")


def _score(operator: User, video: Video, truth: Truth) -> None:
    """A window over the whole film, the actions as they were played, DAN from them."""
    facts = {"start_frame": 0, "end_frame": truth["frame_count"], "end_reason": "completed"}
    window = set_window(actor=operator, video=video, facts=facts)
    changes = [
        Stated(uuid.uuid4(), action, Span(start, end)) for action in ACTIONS for start, end in truth["actions"][action]
    ]
    save_changes(actor=operator, video=video, base_version=0, changes=changes)
    sheet, _ = start_sheet(actor=operator, window=window, scale_key="dan")
    values = {"limbs": min(3, truth["level"]), "voice": min(3, truth["level"])}
    sheet = save_sheet(actor=operator, sheet=sheet, version=sheet.version, changes={"values": values})
    submit_sheet(actor=operator, sheet=sheet, version=sheet.version)


def _oversee(actor: User, study: Study) -> None:
    """Who looks at the demo labels no more: datasets and trainings are hidden from people who label blind."""
    membership = Membership.objects.get(study=study, user=actor)
    change_roles(actor=actor, membership=membership, roles=sorted(set(membership.roles) - {Role.OPERATOR}))


def _box(actor: User, frame: Frame, truth: Truth) -> None:
    left, top, width, height = truth["face_boxes"][frame.index]
    box = [left, top, left + width, top + height]
    turn = round(-truth["lies_degrees"]) % 360
    review_face(actor=actor, frame=frame, supersedes=None, said={"verdict": "face", "box": box, "turn": turn})


def _label(rater: User, study: Study, truths: dict[Any, Truth], number: int) -> int:
    """Every frame the queue gives the rater; how many there were."""
    lots, said = np.random.default_rng(number), 0
    roles = roles_of(rater, study)
    while tasks := claim(actor=rater, study=study, count=LARGEST_BATCH):
        mine = LabelTask.objects.filter(pk__in=tasks).order_by("place")
        shown = mine.values_list("pk", "frame__video", "frame__index")
        batch = [_said(pk, truths[video], index, differs=lots.random() < DIFFERS) for pk, video, index in shown]
        save_labels(actor=rater, roles=roles, study=study, said=batch, sent_at=timezone.now())
        said += len(batch)
    return said


def _said(task: uuid.UUID, truth: Truth, index: int, *, differs: bool) -> Said:
    pain = any(start <= index < end for start, end in truth["pain"]) != differs
    value = "pain" if pain else "nonpain"
    return Said(id=uuid.uuid4(), task=task, value=value, supersedes=None, at=timezone.now(), decided_ms=900)
