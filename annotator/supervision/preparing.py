"""Makes the clinician's queue: every labelled frame, first those where a look is likely to change something."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.bulk import insert_rows, refresh_statistics
from annotator.core.errors import DomainError
from annotator.datasets.reading import SeenFrame, frames_of, lane_of
from annotator.datasets.rules import RULE
from annotator.experiments.models import Prediction
from annotator.experiments.services import approved_model
from annotator.jobs.models import Job, Queue
from annotator.jobs.services import start_job
from annotator.labelling.models import FinalLabel, FrameLabel
from annotator.labelling.rules import NEVER, SupervisionRule, supervision_rule_of
from annotator.studies.models import Study
from annotator.studies.services import current_protocol
from annotator.supervision.models import ReviewCase, ReviewPreparation
from annotator.supervision.valuing import AGREED, REASONS, Vote, worth_of

PREPARE = "supervision.prepare"
FRAMES_PER_REPORT = 1_000
LONGEST_RUN = 20  # as many faces as can be looked over at once
AFTER_THE_QUESTIONS = 1_000_000_000  # where frames begin that nobody has a question about
COLUMNS = ("frame_id", "place", "reason", "gain", "agreed", "run", "silent", "decided_at")
Row = tuple[Any, ...]


class _Case(NamedTuple):
    frame: UUID
    reason: str
    gain: float
    agreed: str
    silent: bool
    decided_at: Any


@transaction.atomic
def prepare(*, actor: User, study: Study) -> tuple[ReviewPreparation, Job]:
    """Starts making the queue; raises `no_labels` (409) when nothing is labelled yet."""
    if not FrameLabel.objects.live().filter(study=study, frame__retired_at=None).exists():
        raise DomainError("no_labels", "No frame is labelled yet, so there is nothing to review.", status_code=409)
    preparation = ReviewPreparation.objects.create(
        study=study, protocol=current_protocol(study), model=approved_model(study.pk), created_by=actor
    )
    job = start_job(kind=PREPARE, queue=Queue.IO, study=study, subject_id=preparation.pk, created_by=actor)
    record(actor=actor, action="review.preparation_started", study_id=study.pk, subject=preparation)
    return preparation, job


def queue_of(study: Study) -> ReviewPreparation | None:
    """The queue in force; None before the first."""
    made = ReviewPreparation.objects.filter(study=study, counts__isnull=False)
    return made.select_related("study", "protocol", "model").order_by("-created_at", "-pk").first()


def is_outdated(preparation: ReviewPreparation) -> bool:
    """Whether labels, the protocol or the approved model have moved on since."""
    study = preparation.study
    if preparation.protocol_id != current_protocol(study).pk or preparation.model != approved_model(study.pk):
        return True
    return FrameLabel.objects.filter(study=study, created_at__gt=preparation.created_at).exists()


def write_cases(preparation: ReviewPreparation, progress: Callable[[int, int], None]) -> dict[str, int]:
    """Writes every case of the queue, page by page; what an interrupted attempt has written goes first.

    Args:
        preparation: by which protocol and model.
        progress: called now and then with the frames read and 0, as nobody knows how many come; may raise to stop.

    Returns:
        How many frames are open by reason, and how many are decided.
    """
    ReviewCase.objects.filter(preparation=preparation).delete()
    counts: Counter[str] = Counter(dict.fromkeys((*REASONS, "decided"), 0))
    questions: list[_Case] = []
    # Read to the end before anything is written: SQLite refuses a write beside an open, older read.
    agreed = list(_agreed_rows(preparation, questions, counts, progress))
    questions.sort(key=lambda case: (-case.gain, case.frame))
    rows = (_row(case, place, None) for place, case in enumerate(questions))
    common = {"preparation_id": preparation.pk, "study_id": preparation.study_id}
    insert_rows(ReviewCase, COLUMNS, chain(rows, agreed), **common)
    refresh_statistics(ReviewCase)
    return dict(counts)


def take_over(preparation: ReviewPreparation, counts: dict[str, int]) -> None:
    """Makes it the queue in force; call it in the transaction that ends the work."""
    decided = FinalLabel.objects.live().filter(frame=OuterRef("frame"))
    late = ReviewCase.objects.filter(Exists(decided), preparation=preparation, decided_at=None)
    counts["decided"] += late.update(decided_at=preparation.created_at)
    preparation.counts = counts
    preparation.save(update_fields=["counts"])
    ReviewCase.objects.filter(study=preparation.study_id).exclude(preparation=preparation).delete()


def _agreed_rows(
    preparation: ReviewPreparation,
    questions: list[_Case],
    counts: Counter[str],
    progress: Callable[[int, int], None],
) -> Iterator[Row]:
    """The rows of frames nobody has a question about, runs numbered; the others are put aside on the way."""
    place, run, length = AFTER_THE_QUESTIONS, 0, 0
    former: tuple[UUID, str] | None = None
    for number, (frame, case) in enumerate(_cases(preparation)):
        if number % FRAMES_PER_REPORT == 0:
            progress(number, 0)
        in_run = case is not None and case.reason == AGREED and case.decided_at is None
        if not in_run:
            former = None
        if case is None:
            continue
        counts["decided" if case.decided_at else case.reason] += 1
        if case.reason != AGREED:
            questions.append(case)
            continue
        if in_run and (former != (frame.video, case.agreed) or length == LONGEST_RUN):
            run, length, former = run + 1, 0, (frame.video, case.agreed)
        length, place = length + 1, place + 1
        yield _row(case, place, run if in_run else None)


def _cases(preparation: ReviewPreparation) -> Iterator[tuple[SeenFrame, _Case | None]]:
    """Every live frame by video and index, with its case where it is labelled; six queries."""
    study, rule = preparation.study, supervision_rule_of(preparation.protocol.document)
    said = lane_of(Prediction.objects.filter(model=preparation.model), study, "probability")
    for frame in frames_of(study):
        suggested = said.at((frame.video, frame.index))
        votes = [Vote(label.value, by_rule=label.source == RULE) for label in frame.labels]
        if not votes:
            yield frame, None
            continue
        silent = rule.is_silent(frame.pk)
        steering = suggested[0][0] if suggested and _may_steer(rule, silent=silent) else None
        worth = worth_of(frame.pk, votes, steering, rule)
        yield frame, _Case(frame.pk, worth.reason, worth.gain, worth.agreed, silent, frame.decided_at)


def _may_steer(rule: SupervisionRule, *, silent: bool) -> bool:
    """Whether a suggestion may decide when a frame's turn comes: not where nobody is to be led by it."""
    return rule.suggestions != NEVER and not silent


def _row(case: _Case, place: int, run: int | None) -> Row:
    return (case.frame, place, case.reason, case.gain, case.agreed, run, case.silent, case.decided_at)
