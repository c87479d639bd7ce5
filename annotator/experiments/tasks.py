"""Celery's names for work on experiments."""

from celery import shared_task


@shared_task(name="experiments.plan")
def plan(job_id: str) -> None:
    """Checks a training and measures how long it would take."""
    from annotator.experiments import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.plan)


@shared_task(name="experiments.fold")
def fold(job_id: str) -> None:
    """Trains one fold."""
    from annotator.experiments import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.train_fold)


@shared_task(name="experiments.report")
def report(job_id: str) -> None:
    """Puts the figures of all folds together."""
    from annotator.experiments import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.report)


@shared_task(name="experiments.suggest")
def suggest(job_id: str) -> None:
    """Asks a model about a study's frames."""
    from annotator.experiments import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.suggest)


@shared_task(name="experiments.trace")
def trace(job_id: str) -> None:
    """Asks a model about a whole video."""
    from annotator.experiments import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.trace)


@shared_task(name="experiments.start_waiting")
def start_waiting() -> None:
    """Starts the fold whose turn it is."""
    from annotator.experiments.services import start_next_fold

    start_next_fold()
