"""What a withdrawn consent reaches among experiments, and its erasure.

Networks that learnt from the infant stay, marked, for a person to decide about: what they hold of one infant cannot be
taken out again. What they said of the infant's own frames goes.
"""

import csv
import shutil
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from annotator.audit.services import record
from annotator.datasets.models import Dataset
from annotator.experiments.models import HeatMap, ModelStatus, ModelVersion, PainTrace, Prediction, TrainingRun


def subjects(infant_id: UUID) -> list[UUID]:
    """Runs on datasets that hold the infant, with their folds and models."""
    runs = _runs(infant_id)
    found = []
    for run in runs:
        found += [run.pk, *run.folds.values_list("pk", flat=True)]
    traces = PainTrace.objects.filter(video__infant=infant_id).values_list("pk", flat=True)
    return [*found, *ModelVersion.objects.filter(run__in=runs).values_list("pk", flat=True), *traces]


def count(infant_id: UUID) -> dict[str, int]:
    """How many trainings learnt from the infant, and how often models said something of its frames and videos."""
    said = Prediction.objects.filter(frame__video__infant=infant_id)
    traces = PainTrace.objects.filter(video__infant=infant_id, points__isnull=False)
    return {"trainings": len(_runs(infant_id)), "predictions": said.count() + traces.count()}


def erase(infant_id: UUID) -> None:
    """Removes what was said of its frames; marks runs and retires their models. Done twice, it changes nothing more."""
    HeatMap.objects.filter(frame__video__infant=infant_id).delete()
    Prediction.objects.filter(frame__video__infant=infant_id).delete()
    PainTrace.objects.filter(video__infant=infant_id).delete()
    for run in _runs(infant_id):
        if run.finished_at is None:
            # Its folder holds pictures; it can never be gone on with, since its dataset is not usable any more.
            shutil.rmtree(run.folder, ignore_errors=True)
        for name in ("predictions.csv", "manifest.csv", "joined.csv"):
            for place in run.folder.rglob(name):
                _without(place, str(infant_id))
        if run.contains_withdrawn:
            continue
        with transaction.atomic():
            run.contains_withdrawn = True
            run.save(update_fields=["contains_withdrawn"])
            approved = ModelVersion.objects.filter(run=run, status=ModelStatus.APPROVED)
            approved.update(status=ModelStatus.RETIRED)
            detail = {"infant": str(infant_id)}
            record(actor=None, action="training.withdrawn", study_id=run.study_id, subject=run, detail=detail)


def _runs(infant_id: UUID) -> list[TrainingRun]:
    holding = list(Dataset.objects.filter(infants__infant=str(infant_id)))
    return list(TrainingRun.objects.filter(Q(dataset__in=holding) | Q(helping__in=holding)))


def _without(place: Path, infant: str) -> None:
    with place.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        columns, rows = list(reader.fieldnames or []), [row for row in reader if row["infant"] != infant]
    part = place.with_suffix(".part")
    with part.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    part.replace(place)
