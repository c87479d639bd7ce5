"""Who gets which frame: by rule, by eye, spot checks, planned overlap, reservations, hidden repeats."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from annotator.faces.models import FaceReview
from annotator.frames.models import Frame, PlannedVideo
from annotator.labelling.models import FrameLabel, LabelTask
from annotator.labelling.rules import is_drawn
from annotator.studies.models import Consent, Infant
from tests import factories
from tests.annotator.labelling.conftest import Room, drawn_video, say


def test_a_low_score_labels_every_frame_and_the_others_wait_for_people(room: Room, drawn: list[Frame]) -> None:
    dry = room.researcher.get(f"/api/v1/studies/{room.study.pk}/labelling/dry-run/").json()
    spots = dry["spot_checks"]
    assert dry == {
        "frames": 28, "by_eye": 8, "by_rule_pain": 0, "by_rule_nonpain": 20, "spot_checks": spots, "tasks": 8 + spots
    }  # fmt: skip
    state = room.prepare()
    assert state["preparation"]["counts"] == {
        "by_rule": 20, "by_eye": 8, "spot_checks": spots, "tasks": 8 + spots, "retired": 0
    }  # fmt: skip
    assert state["labels"] == [{"source": "rule", "value": "nonpain", "labels": 20}]
    by_rule = FrameLabel.objects.get(frame__index=1, source="rule")
    assert (by_rule.rater, by_rule.value) == (None, "nonpain")


def test_a_score_of_pain_labels_every_frame_pain_where_the_protocol_says_so(room: Room, infant: Infant) -> None:
    drawn_video(infant, score=2, frames=4)
    room.change_labels(nonpain_scores=[0, 1], pain_scores=[2], spot_check_percent=0)
    assert room.prepare()["labels"] == [{"source": "rule", "value": "pain", "labels": 4}]
    assert room.claim() == []


def test_spot_checks_are_the_share_the_protocol_names_and_the_same_ones_every_time(room: Room, infant: Infant) -> None:
    video = drawn_video(infant, score=0, frames=200)
    room.change_labels(spot_check_percent=30)
    room.prepare()
    drawn = set(LabelTask.objects.filter(spot_check=True).values_list("frame", flat=True))
    assert drawn == {pk for pk in video.frames.values_list("pk", flat=True) if is_drawn(30, "spot", pk)}
    assert 30 < len(drawn) < 90


def test_preparing_twice_changes_nothing(room: Room, drawn: list[Frame]) -> None:
    room.prepare()
    before = list(LabelTask.objects.order_by("pk").values()), list(FrameLabel.objects.order_by("pk").values())
    room.prepare()
    assert before == (
        list(LabelTask.objects.order_by("pk").values()), list(FrameLabel.objects.order_by("pk").values())
    )  # fmt: skip


def test_a_changed_score_supersedes_what_followed_from_it(room: Room, drawn: list[Frame]) -> None:
    room.prepare()
    PlannedVideo.objects.filter(score=3).update(score=1)
    room.prepare()
    assert FrameLabel.objects.live().filter(source="rule", value="nonpain").count() == 28
    waiting = LabelTask.objects.filter(frame__in=drawn, retired_at=None)
    assert {task.frame_id for task in waiting} == {frame.pk for frame in drawn if is_drawn(5, "spot", frame.pk)}
    PlannedVideo.objects.filter(video=drawn[0].video).update(score=3)
    state = room.prepare()
    assert FrameLabel.objects.live().filter(source="rule").count() == 20
    assert FrameLabel.objects.filter(source="rule").count() == 28  # what was said by rule before stays
    assert state["preparation"]["counts"]["by_eye"] == 8
    assert LabelTask.objects.filter(frame__in=drawn, retired_at=None).count() == 8


def test_frames_come_by_video_in_the_order_of_time(room: Room, drawn: list[Frame]) -> None:
    room.change_labels(spot_check_percent=0)
    room.prepare()
    assert [task["index"] for task in room.claim()] == list(range(8))


def test_frames_can_come_shuffled_across_infants(room: Room, infant: Infant) -> None:
    videos = [
        drawn_video(infant, score=3, frames=10),
        drawn_video(factories.make_infant(room.study), score=4, frames=10),
    ]
    room.change_labels(order="shuffled")
    room.prepare()
    order = [task["video"] for task in room.claim(count=20)]
    assert sorted(order) == sorted([str(video.pk) for video in videos for _ in range(10)])
    assert order not in ([str(a.pk) for a in pair for _ in range(10)] for pair in (videos, videos[::-1]))


def test_two_raters_never_meet_unless_planned(room: Room, drawn: list[Frame]) -> None:
    room.change_labels(spot_check_percent=0)
    room.prepare()
    first, second = room.claim(0, 5), room.claim(1, 5)
    assert [task["index"] for task in first] == [0, 1, 2, 3, 4]
    assert [task["index"] for task in second] == [5, 6, 7]
    assert room.claim(2) == []


def test_planned_overlap_can_be_raised_later(room: Room, drawn: list[Frame]) -> None:
    room.change_labels(spot_check_percent=0)
    room.prepare()
    room.put(*(say(task) for task in room.claim(0, 8)))
    assert room.claim(1) == []
    room.change_labels(spot_check_percent=0, raters_per_frame=2)
    assert room.researcher.get(f"/api/v1/studies/{room.study.pk}/labelling/").json()["outdated"] is True
    room.prepare()
    assert room.claim(0) == []  # nobody meets a frame twice
    assert [task["index"] for task in room.claim(1, 5)] == [0, 1, 2, 3, 4]
    assert [task["index"] for task in room.claim(2, 5)] == [5, 6, 7]


def test_a_reservation_nobody_used_ends(room: Room, drawn: list[Frame]) -> None:
    room.change_labels(spot_check_percent=0)
    room.prepare()
    mine = room.claim(0, 8)
    room.put(say(mine[3]))
    LabelTask.objects.update(reserved_until=F("reserved_until") - timedelta(hours=13))
    assert [task["index"] for task in room.claim(1, 8)] == [0, 1, 2, 4, 5, 6, 7]
    assert room.tasks(0) == []


def test_an_answer_that_comes_after_its_reservation_is_kept_beside_the_other(room: Room, drawn: list[Frame]) -> None:
    room.change_labels(spot_check_percent=0)
    room.prepare()
    mine = room.claim(0, 8)
    LabelTask.objects.update(reserved_until=F("reserved_until") - timedelta(hours=13))
    theirs = room.claim(1, 8)
    assert room.put(say(mine[0])).status_code == 200
    assert room.put(say(theirs[0], "nonpain"), rater=1).status_code == 200
    values = FrameLabel.objects.live().filter(frame=drawn[0].pk).values_list("rater", "value")
    assert dict(values) == {room.raters[0].pk: "pain", room.raters[1].pk: "nonpain"}
    assert [task["index"] for task in room.tasks(0, "done")] == [0]


def test_a_frame_whose_face_is_covered_is_not_asked_about(room: Room, drawn: list[Frame]) -> None:
    room.change_labels(spot_check_percent=0)
    room.prepare()
    FaceReview.objects.create(frame=drawn[0], reviewer=room.raters[1], verdict="covered", reason="hand")
    assert [task["index"] for task in room.claim()] == list(range(1, 8))


def test_without_consent_to_labelling_nothing_is_handed_out_or_taken(room: Room, drawn: list[Frame]) -> None:
    room.change_labels(spot_check_percent=0)
    room.prepare()
    held = room.claim(0, 2)
    Consent.objects.filter(infant=drawn[0].video.infant).update(scopes=["record"])
    assert room.claim(1) == []
    refused = room.put(say(held[0]))
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "consent_scope_missing")


def test_a_claim_tells_the_face_and_nothing_of_the_score(room: Room, drawn: list[Frame]) -> None:
    FaceReview.objects.create(
        frame=drawn[0], reviewer=room.raters[0], verdict="face", box=[0.1, 0.2, 0.5, 0.6], turn=90
    )
    room.change_labels(spot_check_percent=100)
    room.prepare()
    tasks = room.claim(count=28)
    assert tasks[0]["face"] == {"box": [0.1, 0.2, 0.5, 0.6], "turn": 90}
    assert {task["by_rule"] for task in tasks} == {None}
    assert {tuple(sorted(task)) for task in tasks} == {
        (
            *("by_rule", "crop", "face", "frame", "height", "id", "index", "label", "pseudonym", "pts_ms", "question"),
            *("video", "width"),
        )
    }


def test_where_the_protocol_is_open_a_spot_check_arrives_pre_filled(room: Room, infant: Infant) -> None:
    from tests.annotator.scoring.answers import change_protocol

    drawn_video(infant, score=0, frames=3)
    change_protocol(room.study, blind=False)
    room.change_labels(spot_check_percent=100)
    room.prepare()
    assert [(task["by_rule"], task["label"]) for task in room.claim()] == [("nonpain", None)] * 3


@pytest.fixture
def repeated(room: Room, drawn: list[Frame]) -> dict[str, str]:
    """All eight frames labelled, each to be repeated after ten days; the first labels by frame."""
    room.change_labels(spot_check_percent=0, repeat_percent=50, repeat_after_days=10)
    room.prepare()
    said = {task["frame"]: say(task) for task in room.claim(0, 8)}
    room.put(*said.values())
    return {frame: one["id"] for frame, one in said.items()}


def test_repeats_are_hidden_until_due_and_look_like_any_frame(room: Room, repeated: dict[str, str]) -> None:
    planned = LabelTask.objects.filter(reading=2)
    frames = {str(task.frame_id) for task in planned}
    assert frames == {str(pk) for pk in map(_uuid, repeated) if is_drawn(50, "repeat", pk, room.raters[0].pk)}
    assert room.claim() == []
    assert len(room.tasks(0, "done")) == 8
    planned.update(due_at=timezone.now())
    assert {label["frame"] for label in _labels(room)} == set(repeated) - frames  # the first answers are out of sight
    again = room.claim(0, 8)
    assert {task["frame"] for task in again} == frames
    assert all(task["label"] is None for task in again)
    if again:  # the lot leaves all eight frames out once in 256 times
        room.put(*(say(task, "nonpain") for task in again))
    both = FrameLabel.objects.live().filter(rater=room.raters[0], frame__in=planned.values("frame"))
    assert sorted(both.values_list("reading", "value")) == sorted(
        [(1, "pain")] * len(frames) + [(2, "nonpain")] * len(frames)
    )


def test_due_repeats_are_mixed_among_fresh_frames(room: Room, repeated: dict[str, str]) -> None:
    drawn_video(factories.make_infant(room.study), score=3, frames=30)
    room.prepare()
    LabelTask.objects.filter(reading=2).update(due_at=timezone.now())
    claimed = {task["id"] for task in room.claim(0, 20)}
    assert len(claimed) == 20
    assert LabelTask.objects.filter(pk__in=claimed, reading=2).count() == min(
        2, LabelTask.objects.filter(reading=2).count()
    )


def _uuid(text: str) -> object:
    import uuid

    return uuid.UUID(text)


def _labels(room: Room) -> list[dict[str, object]]:
    results: list[dict[str, object]] = (
        room.clients[0].get(f"/api/v1/studies/{room.study.pk}/frame-labels/", {"page_size": 200}).json()["results"]
    )
    return [label for label in results if label["source"] == "person"]
