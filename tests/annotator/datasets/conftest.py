"""A study whose frames have faces and labels, without any video being read."""

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from PIL import Image
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.audit.files import place_of, sha256_of
from annotator.datasets import worker
from annotator.datasets.models import Dataset
from annotator.faces.models import DetectorChoice, FoundFace
from annotator.frames.models import Frame, PlannedVideo
from annotator.jobs import worker as programs
from annotator.jobs.models import Job
from annotator.jobs.tracking import run_job
from annotator.labelling.models import FrameLabel
from annotator.recordings.models import Video
from annotator.studies.models import Infant, Role, Study
from inference.video.refusal import VideoRefused
from tests import factories

BOX = [0.25, 0.25, 0.75, 0.75]
RULES: dict[str, Any] = {"sources": ["person", "rule", "import"]}


def picture(shade: int, side: int = 64, kind: str = "JPEG") -> bytes:
    """A picture of one colour."""
    content = io.BytesIO()
    Image.new("RGB", (side, side), (shade % 256, 90, 120)).save(content, kind)
    return content.getvalue()


@dataclass
class Ward:
    """The study, its people, and the requests they make."""

    study: Study
    raters: list[User]
    researcher: APIClient
    videos: list[Video] = field(default_factory=list)
    shade: int = 0

    def film(self, infant: Infant | None = None, *, frames: int = 4, score: int | None = 3, **facts: Any) -> Video:
        """A video of an infant with so many frames, each with a picture and a face."""
        shown = infant or factories.make_infant(self.study, **facts)
        video = factories.make_ready_video(shown, content=f"video {len(self.videos)}".encode())
        for index in range(frames):
            frame = factories.make_frame(video, index=index, pts_ms=1000 * index)
            self.shade += 7
            self._draw(frame)
            choice, _ = DetectorChoice.objects.get_or_create(
                study=self.study, defaults={"arms": ["opencv-haar"], "created_by": frame.plan.created_by}
            )
            FoundFace.objects.create(frame=frame, choice=choice, arm="opencv-haar", box=BOX, score=0.9)
        plan = Frame.objects.filter(video=video)[0].plan
        PlannedVideo.objects.create(plan=plan, video=video, score=score, extracted_at=timezone.now())
        self.videos.append(video)
        return video

    def _draw(self, frame: Frame) -> None:
        place = place_of(frame.image.path)
        place.write_bytes(picture(self.shade))
        frame.image.sha256, frame.image.size_bytes = sha256_of(place), place.stat().st_size
        frame.image.save()

    def say(self, video: Video, values: Sequence[str | None], rater: int | None = 0, **facts: Any) -> list[FrameLabel]:
        """What a rater says of a video's frames, in order; None says nothing."""
        frames = video.frames.order_by("index")
        fixed = {
            "study": self.study,
            "source": "person",
            "rater": None if rater is None else self.raters[rater],
            **facts,
        }
        return [
            FrameLabel.objects.create(
                frame=frame,
                protocol=frame.plan.protocol,
                value=value,
                reason="hand" if value == "unusable" else "",
                **fixed,
            )
            for frame, value in zip(frames, values, strict=False)
            if value is not None
        ]

    def by_rule(self, video: Video, value: str = "nonpain") -> None:
        """What follows from the video's score."""
        self.say(video, [value] * video.frames.count(), rater=None, source="rule")

    def preview(self, **rules: Any) -> dict[str, Any]:
        """The counts before anything is built."""
        given = {"rules": {**RULES, **rules}}
        response = self.researcher.post(f"/api/v1/studies/{self.study.pk}/datasets/preview/", given, format="json")
        assert response.status_code == 200, response.content
        found: dict[str, Any] = response.json()
        return found

    def build(self, **rules: Any) -> Dataset:
        """The next version, as the worker builds it."""
        dataset = self.start(**rules)
        job = Job.objects.get(subject_id=dataset.pk)
        run_job(str(job.pk), worker.build)
        job.refresh_from_db()
        assert job.state == "succeeded", (job.error_code, job.error_message)
        dataset.refresh_from_db()
        return dataset

    def start(self, **rules: Any) -> Dataset:
        """The next version, waiting for the worker."""
        given = {"name": "First", "rules": {**RULES, **rules}}
        response = self.researcher.post(f"/api/v1/studies/{self.study.pk}/datasets/", given, format="json")
        assert response.status_code == 202, response.content
        return Dataset.objects.get(pk=response.json()["id"])


def reasons(counts: dict[str, Any]) -> dict[str, int]:
    """Frames left out, by reason."""
    return {one["reason"]: one["frames"] for one in counts["exclusions"]}


def cut_here(words: list[str], **_: Any) -> dict[str, Any]:
    """Stands for the process that cuts faces: the crop is the picture's bytes and what was asked."""
    assert words[0] == "crop"
    folder, done = Path(words[words.index("--out") + 1]), []
    for one in json.loads(Path(words[1]).read_text()):
        source = Path(one["file"]).read_bytes()
        if not source.startswith(b"\xff\xd8"):
            continue
        content = source + json.dumps([one["box"], one["turn"], *words[4:]]).encode()
        (folder / one["name"]).write_bytes(content)
        done.append({"name": one["name"], "sha256": hashlib.sha256(content).hexdigest()})
    return {"crops": done}


@pytest.fixture
def cutting(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Faces are cut in this process; the commands that were run."""
    ran: list[list[str]] = []

    def cut(words: list[str], **options: Any) -> dict[str, Any]:
        ran.append(words)
        return cut_here(words, **options)

    monkeypatch.setattr(programs, "run_isolated", cut)
    return ran


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that cuts faces breaks."""

    def cut(words: list[str], **_: Any) -> dict[str, Any]:
        raise VideoRefused("out_of_memory")

    monkeypatch.setattr(programs, "run_isolated", cut)


@pytest.fixture
def ward(study: Study, member: Callable[..., User], client_of: Callable[..., APIClient]) -> Ward:
    raters = [member(Role.OPERATOR) for _ in range(3)]
    return Ward(study, raters, client_of(member(Role.RESEARCHER)))


@pytest.fixture
def labelled(ward: Ward) -> list[Video]:
    """Six infants with four frames each: two in pain, three not, one by rule; two raters agree."""
    videos = [ward.film(sex="female" if number % 2 else "male", age_hours=40 + number) for number in range(6)]
    for number, video in enumerate(videos[:5]):
        for rater in (0, 1):
            ward.say(video, ["pain" if number < 2 else "nonpain"] * 4, rater=rater)
    ward.by_rule(videos[5])
    return videos


def ids(dataset: Dataset) -> list[UUID]:
    """The frames of a dataset."""
    from annotator.datasets.manifest import read_rows

    return [UUID(row["frame_id"]) for row in read_rows(dataset.manifest_place)]
