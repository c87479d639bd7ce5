"""Celery's names for work on recordings."""

from celery import shared_task


@shared_task(name="recordings.ingest_video")
def ingest_video(job_id: str) -> None:
    """Reads one video."""
    from annotator.jobs.tracking import run_job
    from annotator.recordings import worker

    run_job(job_id, worker.ingest_video)


@shared_task(name="recordings.tidy_uploads")
def tidy_uploads() -> None:
    """Finishes whole uploads and forgets expired ones."""
    from annotator.recordings import uploads

    uploads.tidy_uploads()
