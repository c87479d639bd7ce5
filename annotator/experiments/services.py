"""Planning, starting, stopping runs, and deciding about models; each change with its audit event."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import Signer
from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.datasets.models import Dataset
from annotator.datasets.services import infants_not_covered, require_usable
from annotator.experiments.models import Fold, ModelStatus, ModelVersion, TrainingRun
from annotator.experiments.presets import helping_domains, presets
from annotator.jobs.models import Job, JobState, Queue
from annotator.jobs.services import cancel_job, start_job
from annotator.studies.models import Study

PLAN, FOLD, REPORT = "experiments.plan", "experiments.fold", "experiments.report"
SUGGEST = "experiments.suggest"
BASELINES = ("hog-svm", "lbp-svm")
SALT = "annotator.experiments.model"


@transaction.atomic
def plan_run(
    *, actor: User, dataset: Dataset, preset: str, name: str, note: str, helping: Dataset | None = None
) -> TrainingRun:
    """A new run, and the work that checks it and measures how long it would take; nothing is trained yet.

    Raises:
        DomainError: `unknown_preset`, `helps_no_training` (400), `consent_no_longer_covers` (409), as `require_usable`.
    """
    if preset not in presets():
        raise DomainError("unknown_preset", "There is no such experiment.")
    if helping is not None and (helping == dataset or helping.domain not in helping_domains(preset)):
        raise DomainError("helps_no_training", f"This experiment takes no help from a data set “{helping.domain}”.")
    for one in [dataset, *([helping] if helping else [])]:
        _require_learnable(one)
    study = Study.objects.select_for_update().get(pk=dataset.study_id)
    run = TrainingRun.objects.create(
        study=study,
        number=_next_number(TrainingRun.objects.filter(study=study)),
        name=name,
        note=note,
        dataset=dataset,
        helping=helping,
        preset=preset,
        created_by=actor,
    )
    _start(PLAN, run, run.pk, actor)
    detail = {"number": run.number, "preset": preset, "dataset": str(dataset.pk)}
    detail |= {"helping": str(helping.pk)} if helping else {}
    record(actor=actor, action="training.planned", study_id=study.pk, subject=run, detail=detail)
    return run


def _require_learnable(dataset: Dataset) -> None:
    """Raises as `require_usable`, and `consent_no_longer_covers` (409) where parents have since said no to training."""
    require_usable(dataset)
    if without := infants_not_covered(dataset):
        message = f"Parents of {len(without)} infants no longer agree to training. Build a new version of the dataset."
        raise DomainError("consent_no_longer_covers", message, status_code=409)


@transaction.atomic
def start_run(*, actor: User, run: TrainingRun) -> None:
    """Starts the folds, or goes on with those that are left after a stop or a failure.

    Raises:
        DomainError: `not_planned`, `training_finished`, `training_under_way`, `contains_withdrawn` (409).
    """
    if run.plan is None:
        raise DomainError("not_planned", "The check of this training has not succeeded yet.", status_code=409)
    if run.finished_at is not None:
        raise DomainError("training_finished", "This training is finished.", status_code=409)
    if Job.objects.live().filter(subject_id__in=_subjects(run)).exists():
        raise DomainError("training_under_way", "This training is under way.", status_code=409)
    for dataset in run.datasets:
        _require_learnable(dataset)
    run.started_at, run.stopped_at = timezone.now(), None
    run.save(update_fields=["started_at", "stopped_at"])
    for place, split in enumerate(run.plan["splits"]):
        Fold.objects.get_or_create(run=run, place=place, defaults={"name": split["name"], "slug": split["slug"]})
    start_next_fold()
    record(actor=actor, action="training.started", study_id=run.study_id, subject=run)


@transaction.atomic
def stop_run(*, actor: User, run: TrainingRun) -> None:
    """Stops what runs; every finished epoch stays. Raises `training_not_under_way` (409)."""
    if not run.is_under_way:
        raise DomainError("training_not_under_way", "This training does not run.", status_code=409)
    run.stopped_at = timezone.now()
    run.save(update_fields=["stopped_at"])
    for job in Job.objects.live().filter(subject_id__in=_subjects(run)):
        cancel_job(actor=actor, job=job)
    record(actor=actor, action="training.stopped", study_id=run.study_id, subject=run)


@transaction.atomic
def start_next_fold() -> Job | None:
    """Starts the fold whose turn it is, unless as many train as may at once: a machine trains one network best.

    Called when a run starts, when a fold ends, and again and again by the clock, which forgets nothing.
    """
    if Job.objects.live().filter(kind=FOLD).count() >= settings.TRAININGS_AT_ONCE:
        return None
    gave_up = Job.objects.filter(
        kind=FOLD,
        subject_id=OuterRef("pk"),
        state__in=[JobState.FAILED, JobState.CANCELLED],
        created_at__gte=OuterRef("run__started_at"),
    )
    waiting = Fold.objects.filter(finished_at=None, run__started_at__isnull=False, run__stopped_at=None)
    failed_runs = Fold.objects.filter(Exists(gave_up), finished_at=None).values("run")
    fold = (
        waiting.exclude(run__in=failed_runs).select_related("run__study").order_by("run__started_at", "place").first()
    )
    return _start(FOLD, fold.run, fold.pk, None, name=fold.name) if fold else None


def is_waiting(run: TrainingRun) -> bool:
    """Whether it is started and none of its folds has a job, because another training has the machine."""
    return run.is_under_way and not Job.objects.live().filter(subject_id__in=_subjects(run)).exists()


def start_report(run: TrainingRun) -> Job:
    """Starts putting the folds' figures together."""
    return _start(REPORT, run, run.pk, None)


@transaction.atomic
def enter_model(run: TrainingRun, folds: dict[str, str]) -> ModelVersion:
    """Registers a finished run's networks by the hashes of their descriptions; twice, it is the same one."""
    known = ModelVersion.objects.filter(run=run).first()
    if known is not None:
        return known
    number = _next_number(ModelVersion.objects.filter(study=run.study_id))
    facts = {"study_id": run.study_id, "number": number, "folds": folds, "signature": signature_of(run.pk, folds)}
    return ModelVersion.objects.create(run=run, **facts)


def signature_of(run_id: UUID, folds: dict[str, str]) -> str:
    """What only this site can have written about these networks."""
    content = "\n".join([str(run_id), *(f"{slug} {folds[slug]}" for slug in sorted(folds))])
    return Signer(salt=SALT).signature(content)


def require_signed(model: ModelVersion) -> None:
    """Raises `model_not_signed` (409) for a row that this site did not write."""
    if not constant_time_compare(signature_of(model.run_id, model.folds), model.signature):
        raise DomainError("model_not_signed", "This model was not made here, so it is not used.", status_code=409)


@transaction.atomic
def set_status(*, actor: User, model: ModelVersion, status: str) -> None:
    """Approves a model for suggestions, or retires it; approving retires the one before.

    Raises:
        DomainError: `baseline_only`, `not_independent`, `contains_withdrawn` (409) for one that must not be.
    """
    if status == ModelStatus.APPROVED:
        _require_approvable(model)
        approved = ModelVersion.objects.filter(study=model.study_id, status=ModelStatus.APPROVED)
        approved.exclude(pk=model.pk).update(status=ModelStatus.RETIRED)
    model.status = status
    model.save(update_fields=["status"])
    detail = {"status": status}
    record(actor=actor, action="model.status_set", study_id=model.study_id, subject=model, detail=detail)
    if status == ModelStatus.APPROVED:
        _start(SUGGEST, model.run, model.pk, actor)


def _require_approvable(model: ModelVersion) -> None:
    require_signed(model)
    if model.run.preset in BASELINES:
        message = "A baseline is there to be compared with. Only a network makes suggestions."
        raise DomainError("baseline_only", message, status_code=409)
    if (model.run.report or {}).get("stamp"):
        message = "This model was tested on infants it had learnt from, so nobody knows how good it is."
        raise DomainError("not_independent", message, status_code=409)
    if model.run.contains_withdrawn:
        message = "Consent for an infant this model learnt from was withdrawn."
        raise DomainError("contains_withdrawn", message, status_code=409)


def approved_model(study_id: UUID) -> ModelVersion | None:
    """The model that makes suggestions in a study; None when there is none."""
    return ModelVersion.objects.filter(study=study_id, status=ModelStatus.APPROVED).select_related("run").first()


def jobs_of(run: TrainingRun) -> list[Job]:
    """The newest job of each subject of a run, oldest first."""
    rows = Job.objects.filter(subject_id__in=_subjects(run)).order_by("created_at")
    return list({(job.kind, job.subject_id): job for job in rows}.values())


def _subjects(run: TrainingRun) -> list[UUID]:
    return [run.pk, *run.folds.values_list("pk", flat=True)]


def _start(kind: str, run: TrainingRun, subject: UUID, actor: User | None, *, name: str = "") -> Job:
    label = f"{run.number} · {run.name}" + (f" · {name}" if name else "")
    queue = Queue.VISION if kind == SUGGEST else Queue.TRAINING
    return start_job(kind=kind, queue=queue, study=run.study, subject_id=subject, created_by=actor, label=label)


def _next_number(rows: Any) -> int:
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
