"""Nobody learns another's labels before their own: every address is asked and the bytes are searched."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.audit.models import StoredFile
from annotator.core.bulk import refresh_statistics
from annotator.frames.models import Frame, PlannedVideo
from annotator.jobs.models import Job
from annotator.labelling.models import FrameLabel, LabelTask
from annotator.studies.models import Infant, Role, Study
from tests import factories
from tests.annotator.labelling.conftest import Room, say
from tests.annotator.labelling.files import bring, table
from tests.annotator.scoring.test_blindness import Planted, leaks, needle

NOTE, IMPORTED = "kestrel-note-7723", "kestrel-rater-3391"
PAIN, NONPAIN, TWICE, SAME = 2_611, 1_877, 2_239, 2_237  # beyond the ids of people
FIRST_INDEX = 50_000
DECIDED = 43_117
SAID_AT = datetime(2026, 3, 4, 5, 6, 7, 891_011, tzinfo=UTC)
SHARE = str(PAIN / (PAIN + NONPAIN))[:10]
OF_ONE = (Role.SUPERVISOR, Role.RESEARCHER, Role.ADMIN)


@pytest.fixture
def frames(infant: Infant) -> list[Frame]:
    """Frames of one video with score 3; their numbers are none of the counts that are looked for."""
    video = factories.make_ready_video(infant)
    first = factories.make_frame(video, index=FIRST_INDEX)
    files: dict[str, StoredFile] = {"image": first.image, "thumbnail": first.thumbnail}
    facts = {"video": video, "plan": first.plan, "look": first.look, "width": 640, "height": 480, "weight": 1.0}
    rest = [
        Frame(index=FIRST_INDEX + place, pts_ms=1000 * (FIRST_INDEX + place), **facts, **files)
        for place in range(1, PAIN + NONPAIN)
    ]
    PlannedVideo.objects.create(plan=first.plan, video=video, score=3, extracted_at=timezone.now())
    return [first, *Frame.objects.bulk_create(rest)]


@pytest.fixture
def author(member: Callable[..., User]) -> User:
    """Labels, and may read what belongs to their own labels."""
    return member(Role.OPERATOR, Role.RESEARCHER)


def label(rater: User, frames: list[Frame], said: dict[int, str], **fields: Any) -> FrameLabel:
    """Labels of the frames at the given places, written at once; the first of them."""
    facts = {"study": frames[0].video.study, "protocol": frames[0].plan.protocol, "client_at": SAID_AT, **fields}
    labels = [
        FrameLabel(frame=frames[place], rater=rater, value=value, source="person", **facts)
        for place, value in said.items()
    ]
    return FrameLabel.objects.bulk_create(labels, batch_size=2_000)[0]


@pytest.fixture
def planted(
    study: Study, frames: list[Frame], author: User, client_of: Callable[..., APIClient], room: Room
) -> Planted:
    """Labels of operator A and of an imported rater, full of values found nowhere else."""
    room.change_labels(raters_per_frame=2, repeat_percent=0)
    room.prepare()
    room.clients.append(client_of(author))
    said = {place: "pain" if place < PAIN else "nonpain" for place in range(len(frames))}
    first = label(author, frames, said, note=NOTE, decided_ms=DECIDED)
    label(author, frames, {place: "pain" if place < SAME else "unsure" for place in range(TWICE)}, reading=2)
    refresh_statistics(FrameLabel, LabelTask)  # rows of an open transaction are seen by no one who counts them
    LabelTask.objects.filter(turn=1).update(rater=author, done_at=timezone.now())
    brought = bring(room, "csv", table([{"frame": frames[0].pk, "value": "pain"}]), rater_name=IMPORTED)
    video = frames[0].video
    ids = {
        **dict.fromkeys(("scale_id", "window_id", "sheet_id"), uuid.UUID(int=0)),
        "study_id": study.pk,
        "infant_id": video.infant_id,
        "video_id": video.pk,
        "frame_id": frames[0].pk,
        "job_id": Job.objects.filter(subject_id=video.pk).earliest("created_at").pk,
        "operator": author.pk,
        "comparison_id": factories.make_detector_comparison(frames[0]).pk,
        "import_id": brought["id"],
        "report_id": factories.make_report(study, by=author).pk,
        "kind": "html",
        **factories.make_dataset(study, by=author),
        **factories.make_training_run(study, by=author, frame=frames[0]),
    }
    words = [NOTE, IMPORTED, PAIN, NONPAIN, SAME, DECIDED, SHARE, first.pk, "05:06:07.891011"]
    return Planted(ids, {str(word): needle(word) for word in words})


def names(found: list[str]) -> set[str]:
    return {line.split()[0] for line in found}


def test_another_operator_finds_nothing_anywhere(planted: Planted, room: Room) -> None:
    assert leaks(room.clients[0], planted) == []


@pytest.mark.parametrize("role", OF_ONE)
def test_who_oversees_and_labels_sees_others_only_after_their_own(
    planted: Planted, room: Room, member: Callable[..., User], client_of: Callable[..., APIClient], role: Role
) -> None:
    both = member(Role.OPERATOR, role)
    room.clients.append(client_of(both))
    (task,) = room.claim(4, 1)
    assert leaks(room.clients[4], planted) == []  # a frame is taken and not labelled yet
    room.put(say(task, "nonpain"), rater=4)
    found = leaks(room.clients[4], planted)
    assert names(found) >= {"frame-labels", "label-export"}
    said = {line.rsplit(" ", 1)[1] for line in found}
    assert said.isdisjoint({str(PAIN), str(NONPAIN), str(SAME), SHARE})  # of one frame, not of all
    again = factories.make_label_task(Frame.objects.get(pk=task["frame"]), rater=both, reading=2)
    LabelTask.objects.filter(pk=again.pk).update(due_at=timezone.now())
    assert leaks(room.clients[4], planted) == []  # a second look at the frame is awaited


def test_who_oversees_and_does_not_label_sees_labels_and_no_repeats(
    planted: Planted, room: Room, member: Callable[..., User], client_of: Callable[..., APIClient]
) -> None:
    found = leaks(client_of(member(Role.RESEARCHER)), planted)
    assert names(found) >= {"frame-labels", "label-export", "label-agreement", "label-drift", "labelling"}
    assert "label-repeats" not in names(found)
    assert "label-repeats" in names(leaks(client_of(member(Role.ADMIN)), planted))


def test_the_walk_would_find_what_is_there(planted: Planted, room: Room) -> None:
    words = {line.rsplit(" ", 1)[1] for line in leaks(room.clients[3], planted)}
    assert words == set(planted.needles)


def test_a_withdrawn_infant_takes_every_label_along(planted: Planted, room: Room, infant: Infant) -> None:
    Infant.objects.filter(pk=infant.pk).update(withdrawn_at=timezone.now())
    assert leaks(room.clients[3], planted) == []


def test_who_labels_blind_cannot_ask_by_importing(
    planted: Planted, room: Room, frames: list[Frame], member: Callable[..., User], client_of: Callable[..., APIClient]
) -> None:
    curious = member(Role.OPERATOR, Role.RESEARCHER)
    client = client_of(curious)
    url = f"/api/v1/studies/{room.study.pk}/frame-labels/import/"
    guess: dict[str, Any] = {"kind": "csv", "content": table([{"frame": frames[0].pk, "value": "pain"}])}
    for rater in ({"rater": planted.ids["operator"]}, {"rater_name": IMPORTED}):
        refused = client.post(url, {**guess, **rater}, format="json")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "labels_of_others")
    assert client.get(f"/api/v1/label-imports/{planted.ids['import_id']}/").status_code == 404
    assert client.post(url, {**guess, "rater": curious.pk}, format="json").status_code == 202
