"""A scored study whose videos can really be read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.jobs.models import Job
from annotator.jobs.tracking import run_job
from annotator.recordings import worker as recordings
from annotator.recordings.models import Video
from annotator.studies.models import Infant
from tests import factories
from tests.annotator.agreement.conftest import Ward, ward
from tests.annotator.agreement.scored import give
from tests.inference.filming import Camera, film

__all__ = ["Ward", "ward"]

STEPS = {"frames.extract_frames", "faces.compare_detectors", "faces.find_faces", "faces.measure_correctness"}
Filmed = Callable[..., Video]


@pytest.fixture
def filmed(ward: Ward, tmp_path: Path) -> Filmed:
    """Makes a video of so many seconds at 10 frames per second, read by the real worker and scored by all three."""

    def make(*faces: int, seconds: int = 6, infant: Infant | None = None, camera: Camera | None = None) -> Video:
        number = Video.objects.count()
        stamps = [100 * place + number for place in range(10 * seconds + 1)]
        source = film(tmp_path / f"v{number}.mkv", stamps, camera or Camera())
        video = factories.make_arrived_video(infant or factories.make_infant(ward.study), source, name=source.name)
        run_job(str(Job.objects.get(subject_id=video.pk).pk), recordings.ingest_video)
        video.refresh_from_db()
        assert video.state == "ready", video.refusal_message
        for client, face in zip(ward.operators, faces, strict=False):
            give(client, video, face, start_frame=10, end_frame=10 * seconds)
        return video

    return make


def work() -> list[Job]:
    """Does all waiting work on frames and faces, as a worker would; the jobs as they ended."""
    from annotator.faces import worker as faces
    from annotator.frames import worker as frames

    jobs = list(Job.objects.filter(kind__in=STEPS, state="queued").order_by("created_at"))
    for job in jobs:
        module = frames if job.kind.startswith("frames.") else faces
        run_job(str(job.pk), getattr(module, job.kind.split(".")[1]))
        job.refresh_from_db()
    return jobs


def apply_plan(ward: Ward, **query: Any) -> Any:
    """Dry run and application by the admin, and the work that follows; the applied plan."""
    dry = ward.admin.get(f"/api/v1/studies/{ward.study.pk}/sampling/dry-run/", query).json()
    body = {"seed": dry["seed"], "sha256": dry["sha256"]}
    response = ward.admin.post(f"/api/v1/studies/{ward.study.pk}/sampling/", body, format="json")
    assert response.status_code in (200, 201), response.content
    jobs = work()
    assert {job.state for job in jobs} <= {"succeeded"}, [job.error_message for job in jobs]
    return ward.admin.get(f"/api/v1/studies/{ward.study.pk}/sampling/").json()["plan"]
