"""The demo's operators say what the program that drew the infants knows, and err as often as they are told to."""

from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from annotator.accounts.models import User
from annotator.faces.models import FaceReview
from annotator.frames.models import Frame, PlannedVideo
from annotator.jobs.models import Job
from annotator.jobs.tracking import run_job
from annotator.labelling import worker
from annotator.labelling.models import FrameLabel
from annotator.recordings.models import Video
from annotator.scoring.scale_services import load_scales
from annotator.studies.models import Membership, Role
from demo.played import DIFFERS, NothingToPlayError, play
from demo.study import create_demo_study
from tests import factories
from tests.annotator.scoring.answers import long_video

FRAMES = 200


def truth_of(video: Video) -> dict[str, Any]:
    """Half of the film shows pain, with two actions; the infant lies on its side."""
    actions = {name: [[50, 150]] for name in ("brow_bulge", "eye_squeeze")}
    quiet: dict[str, list[list[int]]] = {"nasolabial_furrow": [], "mouth_stretch": []}
    boxes = [[0.2, 0.3, 0.4, 0.5]] * FRAMES
    facts = {"frame_count": FRAMES, "level": 2, "lies_degrees": 90.0, "pain": [[50, 150]], "face_boxes": boxes}
    return {**facts, "actions": {**actions, **quiet}}


def work_off(busy: QuerySet[Any], what: str) -> None:
    """Stands for the workers: frames as rows, the queue as they would make it."""
    for planned in PlannedVideo.objects.filter(extracted_at=None, excluded=""):
        for index, pts, _ in planned.draws:
            factories.make_frame(planned.video, index=index, pts_ms=int(pts))
        PlannedVideo.objects.filter(pk=planned.pk).update(extracted_at=timezone.now())
    for job in Job.objects.live().filter(kind="labelling.prepare"):
        run_job(str(job.pk), worker.prepare)


@pytest.fixture
def actor(db: None) -> User:
    load_scales()
    return factories.make_user("root@example.org", is_superuser=True)


def test_two_raters_label_every_frame_and_differ_now_and_then(actor: User) -> None:
    study = create_demo_study(actor)
    for number in range(3):
        long_video(factories.make_infant(study, pseudonym=f"SYN-01-00{number}"), frames=FRAMES)
    done = play(actor=actor, study=study, truth_of=truth_of, wait=work_off)
    frames = list(Frame.objects.all())
    assert done == {"videos": 3, "frames": len(frames), "labels": 2 * len(frames)}
    pain = {frame.pk for frame in frames if 50 <= frame.index < 150}
    wrong = [label for label in FrameLabel.objects.all() if (label.value == "pain") != (label.frame_id in pain)]
    assert 0 < len(wrong) < 4 * DIFFERS * done["labels"]
    review = FaceReview.objects.get(frame=frames[0])
    assert review.turn == 270
    assert review.box == pytest.approx([0.2, 0.3, 0.6, 0.8])
    assert Role.OPERATOR not in Membership.objects.get(study=study, user=actor).roles


def test_there_must_be_films(actor: User) -> None:
    with pytest.raises(NothingToPlayError):
        play(actor=actor, study=create_demo_study(actor), truth_of=truth_of, wait=work_off)
