"""How far a rater is, how fast, and what the queue of a study holds."""

from statistics import median
from typing import Any

from django.db.models import Count, Q

from annotator.accounts.models import User
from annotator.labelling.claiming import how_many_left
from annotator.labelling.models import FIRST, FrameLabel, FrameLabelQuerySet, LabelSource, LabelTask, LabelValue
from annotator.labelling.raters import Raters
from annotator.studies.models import Study

COUNTED_UP_TO = 10_000
PACE_FROM = 200  # the last labels: a rater grows faster, and tired


def progress_of(user: User, study: Study) -> dict[str, Any]:
    """The rater's own figures; `left` is counted up to 10,000, `pace_ms` None before the first label."""
    mine = _labels_of(study).filter(rater=user, source=LabelSource.PERSON)
    by_value = dict(mine.values_list("value").annotate(Count("pk")))
    last = mine.filter(decided_ms__isnull=False).order_by("-created_at").values_list("decided_ms", flat=True)
    paces = [pace for pace in last[:PACE_FROM] if pace is not None]
    left = how_many_left(user, study, COUNTED_UP_TO)
    pace = round(median(paces)) if paces else None
    return {
        "labelled": {value: by_value.get(value, 0) for value in LabelValue if value != LabelValue.CLEARED},
        "left": left,
        "more_left": left == COUNTED_UP_TO,
        "pace_ms": pace,
    }


def study_progress(study: Study, raters: Raters) -> dict[str, Any]:
    """What the queue holds, for people who plan: turns wanted and done, by rater, and labels by source and value."""
    tasks = LabelTask.objects.filter(study=study, retired_at=None, reading=FIRST)
    done = tasks.filter(done_at__isnull=False)
    by_rater = done.values_list("rater_id").annotate(Count("pk")).order_by("rater_id")
    labels = _labels_of(study).values_list("source", "value")
    return {
        "tasks": tasks.count(),
        "done": done.count(),
        "repeats_done": LabelTask.objects.filter(~Q(reading=FIRST), study=study, done_at__isnull=False).count(),
        "raters": [{"rater": raters.shown(rater), "labelled": labelled} for rater, labelled in by_rater],
        "labels": [
            {"source": source, "value": value, "labels": count}
            for source, value, count in labels.annotate(Count("pk")).order_by("source", "value")
        ],
    }


def _labels_of(study: Study) -> FrameLabelQuerySet:
    """The labels in force, without those of withdrawn infants that wait for their erasure."""
    return FrameLabel.objects.live().filter(study=study, frame__video__infant__withdrawn_at=None)
