"""A model's probability of pain over a whole video: who may see it, its beginning, and its smooth line."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.experiments.models import ModelStatus, ModelVersion, PainTrace
from annotator.experiments.services import require_signed
from annotator.faces.models import DetectorChoice
from annotator.jobs.models import Queue
from annotator.jobs.services import start_job
from annotator.recordings.models import Video
from annotator.studies.permissions import Action, may

TRACE = "experiments.trace"
SPREAD_MS = 2_000  # of the smoothing: one standard deviation
Z_95 = 1.96

Points = list[tuple[int, float | None]]


@dataclass(frozen=True)
class Shown:
    """What somebody is shown of a video's trace.

    Attributes:
        model: the approved one; None where there is none that the person may know of.
        withheld: the person decides about frames, and would know what the model says before deciding.
        trace: None before the work has begun.
    """

    model: ModelVersion | None
    withheld: bool
    trace: PainTrace | None


def shown_to(user: User, video: Video) -> Shown:
    """The trace by the study's approved model."""
    approved = ModelVersion.objects.visible_to(user).filter(study=video.study_id, status=ModelStatus.APPROVED)
    model = approved.select_related("run").first()
    withheld = may(user, Action.SUPERVISE, video.study)
    known = model is not None and not withheld
    trace = PainTrace.objects.filter(model=model, video=video).select_related("fold").first() if known else None
    return Shown(model, withheld, trace)


@transaction.atomic
def start_trace(*, actor: User, video: Video) -> PainTrace:
    """Starts asking the approved model about every second of a video; once asked, it is not asked again.

    Raises:
        DomainError: `no_approved_model`, `trace_withheld`, `no_detectors_chosen`, `model_not_signed` (409).
    """
    shown = shown_to(actor, video)
    if shown.model is None:
        raise DomainError("no_approved_model", "No model of this study is approved yet.", status_code=409)
    refuse_withheld(shown)
    if not DetectorChoice.objects.filter(study=video.study_id, superseded_at=None).exists():
        raise DomainError("no_detectors_chosen", "Choose the study's detectors first.", status_code=409)
    require_signed(shown.model)
    trace, _ = PainTrace.objects.get_or_create(model=shown.model, video=video)
    if trace.points is None:
        label = f"{video.infant.pseudonym} · {shown.model.run.name}"
        start_job(kind=TRACE, queue=Queue.VISION, study=video.study, subject_id=trace.pk, created_by=actor, label=label)
        detail = {"model": str(shown.model.pk)}
        record(actor=actor, action="video.traced", study_id=video.study_id, subject=video, detail=detail)
    return trace


def refuse_withheld(shown: Shown) -> None:
    """Raises `trace_withheld` (409)."""
    if shown.withheld:
        message = "You decide about this study's frames, so you are not shown what the model says of the video."
        raise DomainError("trace_withheld", message, status_code=409)


def smoothed(points: Points) -> list[dict[str, Any]]:
    """Every point with the smooth line there and its 95 % band, as fields; None where no face is near.

    The line is a local mean with Gaussian weights (Nadaraya 1964, Watson 1964), two seconds wide; the band is that of
    the mean of as many points as the weights are worth (Kish 1965). It says how steady the model's answers are, not
    how right.
    """
    times = np.array([ms for ms, value in points if value is not None], dtype=np.float64)
    values = np.array([value for _, value in points if value is not None], dtype=np.float64)
    found = []
    for ms, value in points:
        weights = np.exp(-0.5 * ((times - ms) / SPREAD_MS) ** 2) if len(times) else times
        line: dict[str, float | None] = {"mean": None, "low": None, "high": None}
        if len(times) and np.abs(times - ms).min() <= SPREAD_MS:
            mean = float(weights @ values / weights.sum())
            spread = float(weights @ (values - mean) ** 2 / weights.sum())
            half = Z_95 * (spread * float((weights**2).sum()) / float(weights.sum()) ** 2) ** 0.5
            line = {"mean": mean, "low": max(0.0, mean - half), "high": min(1.0, mean + half)}
        found.append({"ms": ms, "probability": value, **line})
    return found
