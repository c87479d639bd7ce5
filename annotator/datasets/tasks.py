"""Celery's names for work on datasets."""

from celery import shared_task


@shared_task(name="datasets.build")
def build(job_id: str) -> None:
    """Builds a dataset from its rules."""
    from annotator.datasets import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.build)


@shared_task(name="datasets.export")
def export(job_id: str) -> None:
    """Writes a dataset as one file."""
    from annotator.datasets import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.export)


@shared_task(name="datasets.import_file")
def import_file(job_id: str) -> None:
    """Reads pictures and labels that somebody brought."""
    from annotator.datasets import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.import_file)
