"""Which network may be asked about which frame: never one that has learnt from the infant it shows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from annotator.audit.files import place_of
from annotator.experiments.models import Fold, HeatMap, ModelVersion, Prediction
from annotator.faces.in_force import faces_in_force
from annotator.frames.models import Frame

MOST_EXPLAINED = 2_000
Face = dict[str, Any]


def tested_in(model: ModelVersion, rows: Iterable[dict[str, str]]) -> dict[str, Fold]:
    """By infant, as the manifest names it: the fold it was tested in.

    Args:
        model: whose folds.
        rows: of the run's predictions, each with `infant` and `fold`.
    """
    folds = {fold.name: fold for fold in model.run.folds.all()}
    return {row["infant"]: folds[row["fold"]] for row in rows}


def faces_to_ask_about(model: ModelVersion, *, fold_of: dict[str, Fold]) -> dict[Fold | None, list[Face]]:
    """The study's faces the model has said nothing of yet, by the fold that may be asked; None: every fold may."""
    known = Prediction.objects.filter(model=model).values("frame")
    frames = Frame.objects.live().filter(video__study=model.study_id, video__infant__withdrawn_at=None)
    return _by_fold(frames.exclude(pk__in=known), fold_of)


def faces_to_explain(model: ModelVersion, *, fold_of: dict[str, Fold]) -> dict[Fold | None, list[Face]]:
    """Faces with a prediction and without a map: the most doubtful first, so many that it stays a matter of minutes."""
    known = HeatMap.objects.filter(model=model).values("frame")
    predicted = Prediction.objects.filter(model=model, frame__retired_at=None).exclude(frame__in=known)
    room = MOST_EXPLAINED - HeatMap.objects.filter(model=model).values("frame").distinct().count()
    doubts = sorted(predicted.values_list("frame_id", "probability"), key=lambda row: (abs(row[1] - 0.5), row[0]))
    chosen = [frame for frame, _ in doubts[: max(0, room)]]
    return _by_fold(Frame.objects.filter(pk__in=chosen, video__infant__withdrawn_at=None), fold_of)


def _by_fold(frames: Any, fold_of: dict[str, Fold]) -> dict[Fold | None, list[Face]]:
    rows = list(frames.order_by("video", "index").values_list("pk", "image__path", "video__infant_id"))
    faces = faces_in_force([pk for pk, *_ in rows])
    found: dict[Fold | None, list[Face]] = defaultdict(list)
    for pk, path, infant in rows:
        if pk in faces:
            face = {"id": str(pk), "file": str(place_of(path)), **asdict(faces[pk])}
            found[fold_of.get(str(infant))].append(face)
    return found


def pooled(answers: list[list[float | None]]) -> list[tuple[float, float] | None]:
    """Mean and range of several networks' probabilities of pain, by face; None where the face cannot be read."""
    found: list[tuple[float, float] | None] = []
    for face in zip(*answers, strict=True):
        said = [value for value in face if value is not None]
        found.append((sum(said) / len(said), max(said) - min(said)) if len(said) == len(face) else None)
    return found
