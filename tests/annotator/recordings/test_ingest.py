"""From the last byte to the verdict: the worker, called directly on real files."""

import errno
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from rest_framework.test import APIClient

from annotator.audit.files import place_of, sha256_of
from annotator.audit.models import StoredFile
from annotator.core.errors import DomainError
from annotator.jobs.models import Job, JobState
from annotator.jobs.services import retry_job
from annotator.jobs.tracking import Run, run_job
from annotator.recordings import worker
from annotator.recordings.frame_times import unpack_times
from annotator.recordings.models import Upload, Video, VideoState
from annotator.recordings.services import disk_full
from annotator.studies.models import Infant
from annotator.studies.services import add_protocol_version, current_protocol
from inference.video.refusal import VideoRefused
from tests import factories
from tests.inference.filming import Camera, film

pytestmark = pytest.mark.django_db
STAMPS = [33 * number for number in range(30)]


@pytest.fixture
def footage(tmp_path: Path) -> Path:
    return film(tmp_path / "footage.mkv", STAMPS)


def job_of(video: Video) -> Job:
    return Job.objects.filter(subject_id=video.pk).latest("created_at")


def ingest(video: Video) -> Job:
    """Runs the job as a worker would; the lease's heartbeat has no say within a test."""
    job = job_of(video)
    run_job(str(job.pk), worker.ingest_video)
    job.refresh_from_db()
    video.refresh_from_db()
    return job


def test_a_readable_video_becomes_ready(infant: Infant, footage: Path) -> None:
    video = factories.make_arrived_video(infant, footage, name="footage.mkv")
    assert ingest(video).state == JobState.SUCCEEDED
    assert (video.state, video.verdict, video.container) == (VideoState.READY, "ready", "matroska")
    assert video.sha256 == sha256_of(footage)
    assert video.playback is not None
    assert sha256_of(place_of(video.playback.path)) == video.playback.sha256
    assert len(unpack_times(bytes(video.frame_times.packed))) == video.frame_count
    assert place_of(video.source_path).read_bytes() == footage.read_bytes()


def test_running_it_twice_changes_nothing(infant: Infant, footage: Path) -> None:
    video = factories.make_arrived_video(infant, footage)
    ingest(video)
    before = (video.playback_id, StoredFile.objects.count(), sorted(p.name for p in place_of("playback").iterdir()))
    Job.objects.filter(pk=job_of(video).pk).update(state=JobState.QUEUED)
    assert ingest(video).state == JobState.SUCCEEDED
    after = (video.playback_id, StoredFile.objects.count(), sorted(p.name for p in place_of("playback").iterdir()))
    assert before == after


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html><body>Please sign in</body></html>" * 50, "not_a_video"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "container_not_supported"),
        (b"\x00" * 5000, "not_a_video"),
    ],
)
def test_r12_a_bad_file_gets_its_verdict_and_its_bytes_go(infant: Infant, content: bytes, code: str) -> None:
    video = factories.make_arrived_video(infant, content)
    assert ingest(video).state == JobState.SUCCEEDED
    assert (video.state, video.refusal_code) == (VideoState.REFUSED, code)
    assert video.refusal_message.endswith(".")
    assert not place_of(video.source_path).exists()
    assert not list(place_of("playback").iterdir())


def test_r14_the_same_recording_twice_is_recognised(infant: Infant, footage: Path) -> None:
    first = factories.make_arrived_video(infant, footage, name="first.mkv")
    ingest(first)
    second = factories.make_arrived_video(infant, footage, name="renamed.mkv")
    ingest(second)
    assert (second.state, second.refusal_code) == (VideoState.REFUSED, "duplicate")
    assert "first.mkv" in second.refusal_message
    assert place_of(first.source_path).exists()


def test_r14_another_study_may_have_it_too_and_learns_nothing(infant: Infant, footage: Path, site_admin: Any) -> None:
    ingest(factories.make_arrived_video(infant, footage))
    elsewhere = factories.make_infant(factories.make_study(site_admin))
    video = factories.make_arrived_video(elsewhere, footage)
    ingest(video)
    assert video.state == VideoState.READY


def test_r14_a_refused_recording_may_come_again(infant: Infant, footage: Path) -> None:
    for _ in range(2):
        video = factories.make_arrived_video(infant, b"<html>" * 100)
        ingest(video)
        assert video.refusal_code == "not_a_video"


def test_audio_is_kept_only_where_the_protocol_says_so(infant: Infant, tmp_path: Path, site_admin: Any) -> None:
    silent = factories.make_arrived_video(infant, film(tmp_path / "a.mkv", STAMPS, Camera(beep_at=Fraction(0))))
    ingest(silent)
    assert (silent.has_audio, silent.audio_kept) == (True, False)
    document = {**current_protocol(infant.study).document, "keep_audio": True}
    add_protocol_version(actor=site_admin, study=infant.study, document=document, note="voice items")
    loud = factories.make_arrived_video(infant, film(tmp_path / "b.mkv", STAMPS[:-1], Camera(beep_at=Fraction(0))))
    ingest(loud)
    assert (loud.has_audio, loud.audio_kept) == (True, True)


def test_r11_a_full_disk_fails_in_words_leaves_nothing_and_can_be_tried_again(
    infant: Infant, footage: Path, site_admin: Any
) -> None:
    video = factories.make_arrived_video(infant, footage)
    with patch.object(worker, "run_isolated", side_effect=OSError(errno.ENOSPC, "full")):
        job = ingest(video)
    assert (job.state, job.error_code, video.state) == (JobState.FAILED, "disk_full", VideoState.PROCESSING)
    assert not list(place_of("playback").iterdir())
    retry_job(actor=site_admin, job=job)
    ingest(video)
    assert video.state == VideoState.READY


def test_r02_a_worker_that_lost_its_lease_writes_neither_row_nor_file(infant: Infant, footage: Path) -> None:
    video = factories.make_arrived_video(infant, footage)
    real = worker.read_video

    def slow(run: Run, *args: Any) -> Any:
        made = real(run, *args)
        Job.objects.filter(pk=run.job.pk).update(fence=run.job.fence + 1)  # another worker took over
        return made

    with patch.object(worker, "read_video", slow):
        ingest(video)
    assert video.state == VideoState.PROCESSING
    assert not StoredFile.objects.exists()
    assert not list(place_of("playback").iterdir())


def test_r26_a_cancelled_job_stops_reading(infant: Infant, footage: Path) -> None:
    video = factories.make_arrived_video(infant, footage)

    def cancel(run: Run, *args: Any) -> None:
        Job.objects.filter(pk=run.job.pk).update(cancel_requested=True)
        run.progress(0, 1, stage="anything")

    with patch.object(worker, "hash_original", cancel):
        assert ingest(video).state == JobState.CANCELLED
    assert video.state == VideoState.PROCESSING


def test_a_decoder_that_dies_is_a_verdict_not_a_crash(infant: Infant, footage: Path) -> None:
    video = factories.make_arrived_video(infant, footage)
    refusal = VideoRefused("decoder_crashed", "This video crashes the decoder.")
    with patch.object(worker, "run_isolated", side_effect=refusal):
        assert ingest(video).state == JobState.SUCCEEDED
    assert video.refusal_code == "decoder_crashed"


def test_r03_what_may_be_the_machines_fault_is_tried_three_times(infant: Infant, footage: Path) -> None:
    video = factories.make_arrived_video(infant, footage)
    killed = VideoRefused("out_of_memory")
    states = []
    for _ in range(3):
        with patch.object(worker, "run_isolated", side_effect=killed):
            states.append(ingest(video).state)
    assert states == [JobState.QUEUED, JobState.QUEUED, JobState.SUCCEEDED]
    assert (video.state, video.refusal_code) == (VideoState.REFUSED, "out_of_memory")


def test_refused_videos_can_be_dismissed_and_others_not(
    infant: Infant, footage: Path, admin: APIClient, member: Callable[..., Any]
) -> None:
    bad = factories.make_arrived_video(infant, b"text " * 100)
    ingest(bad)
    user = member("operator")
    upload = Upload.objects.create(
        study=infant.study, infant=infant, user=user, size_bytes=1, video=bad, expires_at=bad.created_at
    )
    assert admin.delete(f"/api/v1/videos/{bad.pk}/").status_code == 204
    assert not Upload.objects.filter(pk=upload.pk).exists()  # or it would be listed as unfinished again
    good = factories.make_ready_video(infant)
    assert admin.delete(f"/api/v1/videos/{good.pk}/").status_code == 409


def test_a_domain_error_is_what_a_full_disk_becomes() -> None:
    assert isinstance(disk_full(), DomainError)
    assert disk_full().status_code == 507
