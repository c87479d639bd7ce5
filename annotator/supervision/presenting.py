"""Cases as they travel: a suggestion stands in one only where it may be sent, and no reason tells what it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from annotator.accounts.models import User
from annotator.experiments.models import ModelVersion
from annotator.faces.in_force import faces_in_force
from annotator.frames.models import Frame
from annotator.labelling.models import FIRST, FinalLabel, FrameLabel, Question
from annotator.labelling.raters import Raters, rater_of
from annotator.labelling.rules import SupervisionRule
from annotator.studies.models import Study
from annotator.supervision.models import ReviewCase
from annotator.supervision.suggesting import Suggestion, arm_of, may_send, reliability_of, suggestions_of

FACTS = {
    "frame": "pk",
    "video": "video_id",
    "video_name": "video__original_name",
    "pseudonym": "video__infant__pseudonym",
    "age_hours": "video__infant__age_hours",
    "index": "index",
    "pts_ms": "pts_ms",
    "width": "width",
    "height": "height",
    "of_infant": "video__infant__context",
    "of_video": "video__context",
    "cropped": "face_crop__box",
}


def shown_cases(
    user: User, study: Study, cases: Sequence[ReviewCase], *, rule: SupervisionRule, model: ModelVersion | None
) -> list[dict[str, Any]]:
    """The cases in the given order, with everything one decides by; a constant number of queries."""
    frames = [case.frame_id for case in cases]
    facts = {row[0]: dict(zip(FACTS, row, strict=True)) for row in _facts(frames)}
    faces, finals, labels = faces_in_force(frames), finals_of(frames), _labels_of(user, study, frames, rule)
    suggestions = suggestions_of(model, frames)
    return [
        {
            **_placed(facts[case.frame_id], faces.get(case.frame_id)),
            "id": case.pk,
            "reason": case.reason,
            "agreed": case.agreed,
            "run": case.run,
            "labels": labels[case.frame_id],
            "final": shown_final(finals.get(case.frame_id)),
            "suggestion": shown_suggestion(
                user, case.frame_id, rule, model, suggestions.get(case.frame_id), finals.get(case.frame_id)
            ),
        }
        for case in cases
        if case.frame_id in facts
    ]


def finals_of(frames: Iterable[UUID]) -> dict[UUID, FinalLabel]:
    """The decisions in force by frame, taken back ones included."""
    rows = FinalLabel.objects.filter(frame__in=list(frames), superseded_at=None).select_related("decided_by")
    return {final.frame_id: final for final in rows}


def shown_final(final: FinalLabel | None) -> dict[str, Any] | None:
    """A decision as JSON; None where there is none. One that was taken back has the value `cleared`."""
    if final is None:
        return None
    names = ("id", "frame_id", "value", "reason", "why", "note", "in_run", "created_at")
    said = {name: getattr(final, name) for name in names}
    return {**said, "frame": said.pop("frame_id"), "decided_by_name": final.decided_by.name}


def shown_suggestion(
    user: User,
    frame: UUID,
    rule: SupervisionRule,
    model: ModelVersion | None,
    suggestion: Suggestion | None,
    final: FinalLabel | None,
) -> dict[str, Any] | None:
    """The suggestion, where the person may be told now; None otherwise, whether or not there is one."""
    arm = final.arm if final else arm_of(rule, frame, suggestion)
    if model is None or suggestion is None or not may_send(arm, final, user):
        return None
    return {
        "probability": suggestion.probability,
        "spread": suggestion.spread,
        "model": model.pk,
        "model_number": model.number,
        "margin": float(model.run.dataset.rules.get("margin", 0.0)),
        "reliability": reliability_of(model, suggestion.probability),
    }


def _facts(frames: Sequence[UUID]) -> Iterable[tuple[Any, ...]]:
    return Frame.objects.filter(pk__in=frames).values_list(*FACTS.values())


def _placed(facts: dict[str, Any], face: Any) -> dict[str, Any]:
    """The facts with the face in force, and whether its crop can be had."""
    context = list(dict.fromkeys([*(facts["of_infant"] or []), *(facts["of_video"] or [])]))
    own = {name: value for name, value in facts.items() if name not in ("of_infant", "of_video", "cropped")}
    box = face.box if face else None
    shown = {"box": box, "turn": face.turn} if face else None
    return {**own, "context": context, "face": shown, "crop": box is not None and facts["cropped"] == box}


def _labels_of(
    user: User, study: Study, frames: Sequence[UUID], rule: SupervisionRule
) -> dict[UUID, list[dict[str, Any]]]:
    """What raters say of each frame, by their letters; by name, whoever asks, only where the protocol says so."""
    raters = replace(Raters.of(study, user), named=not rule.names_masked)
    rows = FrameLabel.objects.live().visible_to(user).filter(frame__in=frames, reading=FIRST)
    asked = Question.objects.filter(frame__in=frames).order_by("created_at")
    questions = {
        label: {"text": text, "answered_at": at}
        for label, text, at in asked.values_list("label_id", "text", "answered_at")
    }
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for label in rows.order_by("created_at", "pk"):
        names = ("id", "value", "reason", "note", "actions", "source")
        said = {name: getattr(label, name) for name in names}
        rater = raters.shown(rater_of(label.source, label.rater_id, label.imported_rater))
        found[label.frame_id].append({**said, "rater": rater, "question": questions.get(label.pk)})
    for labels in found.values():
        labels.sort(key=lambda label: (label["rater"] or {"code": ""})["code"])
    return found
