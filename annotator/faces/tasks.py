"""Celery's names for work on faces."""

from celery import shared_task


@shared_task(name="faces.compare_detectors")
def compare_detectors(job_id: str) -> None:
    """Runs a comparison of detectors."""
    from annotator.faces import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.compare_detectors)


@shared_task(name="faces.measure_correctness")
def measure_correctness(job_id: str) -> None:
    """Holds a comparison against people's boxes."""
    from annotator.faces import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.measure_correctness)


@shared_task(name="faces.find_faces")
def find_faces(job_id: str) -> None:
    """Finds the faces in one video's frames."""
    from annotator.faces import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.find_faces)


@shared_task(name="faces.cut_crops")
def cut_crops(job_id: str) -> None:
    """Cuts out the faces of one video's frames."""
    from annotator.faces import worker
    from annotator.jobs.tracking import run_job

    run_job(job_id, worker.cut_crops)


@shared_task(name="faces.check_detectors")
def check_detectors() -> None:
    """Notes which detectors can run."""
    from annotator.faces import worker

    worker.check_detectors()
