"""Celery's names for work on frames."""

from celery import shared_task


@shared_task(name="frames.extract_frames")
def extract_frames(job_id: str) -> None:
    """Draws one video's frames."""
    from annotator.frames import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.extract_frames)
