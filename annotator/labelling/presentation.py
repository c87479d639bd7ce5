"""Tasks and labels as they travel. Nothing here tells a video's score, another's answer or that a task is a repeat."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import BigAutoField, UUIDField

from annotator.accounts.models import User
from annotator.core.prepared import Prepared
from annotator.faces.in_force import reviewed_faces
from annotator.labelling.models import FrameLabel, LabelSource, LabelTask, Question

COLUMNS = {
    "id": "pk",
    "frame": "frame_id",
    "video": "frame__video_id",
    "pseudonym": "frame__video__infant__pseudonym",
    "index": "frame__index",
    "pts_ms": "frame__pts_ms",
    "width": "frame__width",
    "height": "frame__height",
    "reading": "reading",
    "spot_check": "spot_check",
    "found": "frame__found_face__box",
    "turn": "frame__found_face__turn",
    "crop": "frame__face_crop__box",
}


SAID = ("id", "value", "reason", "actions", "note")

_TASKS = Prepared(
    lambda tasks: LabelTask.objects.filter(pk__in=tasks).values_list(*COLUMNS.values()), tasks=UUIDField()
)
_OWN_LABELS = Prepared(
    lambda rater, frames: FrameLabel.objects.filter(frame__pk__in=frames, rater=rater, superseded_at=None).values_list(
        "frame_id", "reading", *SAID
    ),
    rater=BigAutoField(),
    frames=UUIDField(),
)
_RULE_LABELS = Prepared(
    lambda frames: FrameLabel.objects.filter(
        frame__pk__in=frames, source=LabelSource.RULE, superseded_at=None
    ).values_list("frame_id", "value"),
    frames=UUIDField(),
)


def shown_tasks(user: User, ids: Sequence[UUID], *, open_protocol: bool) -> list[dict[str, Any]]:
    """The tasks in the given order, each with its face box, the rater's own label and, where the protocol is open,
    what the score says by rule; three queries however many there are."""
    rows = _TASKS.rows(tasks=list(ids)) if ids else []
    tasks = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows}
    ordered = [tasks[pk] for pk in ids if pk in tasks]
    frames = {task["frame"] for task in ordered}
    reviewed, labels = reviewed_faces(frames), _labels_of(user, frames)
    by_rule = _rule_labels_of(frames) if open_protocol else {}
    asked = _questions_to(user, frames) if labels else {}
    for task in ordered:
        frame, reading = task["frame"], task.pop("reading")
        found, turn = task.pop("found"), task.pop("turn")
        face = {"box": found, "turn": turn} if found is not None else None
        if frame in reviewed:
            said = reviewed[frame]
            face = {"box": said.box, "turn": said.turn} if said else None
        task["face"] = face
        task["crop"] = face is not None and task["crop"] == face["box"]
        task["label"] = labels.get((frame, reading))
        task["question"] = asked.get(frame)
        task["by_rule"] = by_rule.get(frame) if task.pop("spot_check") else None
    return ordered


def _labels_of(user: User, frames: Iterable[UUID]) -> dict[tuple[UUID, int], dict[str, Any]]:
    wanted = list(frames)
    rows = _OWN_LABELS.rows(rater=user.pk, frames=wanted) if wanted else []
    return {(frame, reading): dict(zip(SAID, said, strict=True)) for frame, reading, *said in rows}


def _questions_to(user: User, frames: Iterable[UUID]) -> dict[UUID, str]:
    """What a supervisor asks the rater about labels they have given, by frame."""
    waiting = Question.objects.filter(frame__in=list(frames), rater=user, answered_at=None)
    return dict(waiting.values_list("frame_id", "text"))


def _rule_labels_of(frames: Iterable[UUID]) -> dict[UUID, str]:
    wanted = list(frames)
    return dict(_RULE_LABELS.rows(frames=wanted)) if wanted else {}
