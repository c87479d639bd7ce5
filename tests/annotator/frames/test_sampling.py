"""The plan from dry run to pictures on the disk, through the API and the real worker."""

import hashlib
from typing import Any
from uuid import UUID

import cv2
import numpy as np
import pytest
from django.utils import timezone

from annotator.audit.files import damaged_files, place_of
from annotator.frames.models import Frame, PlannedVideo, SamplingPlan
from annotator.jobs.models import Job
from annotator.recordings.models import Video
from annotator.studies.models import Consent, Infant, Role
from annotator.studies.services import current_protocol
from tests import factories
from tests.annotator.agreement.conftest import Ward
from tests.annotator.agreement.scored import correct, give
from tests.annotator.conftest import error_code
from tests.annotator.frames.conftest import Filmed, apply_plan, work
from tests.annotator.scoring.answers import change_protocol
from tests.inference.filming import Camera, film, number_in

pytestmark = pytest.mark.django_db


def dry_run(ward: Ward, **query: Any) -> Any:
    response = ward.admin.get(f"/api/v1/studies/{ward.study.pk}/sampling/dry-run/", query)
    assert response.status_code == 200, response.content
    return response.json()


def live(video: Video) -> list[int]:
    return list(Frame.objects.live().filter(video=video).order_by("index").values_list("index", flat=True))


def test_the_dry_run_counts_and_writes_nothing(ward: Ward) -> None:
    pain = ward.scored(2, 2, 2, name="pain")
    ward.scored(1, 2, 1, name="split")
    ward.scored(0, 0, 0, name="calm")
    ward.scored(0, None, 0, name="waiting")
    ward.video("never")
    dry = dry_run(ward)
    rows = {row["name"]: (row["score"], row["frames"], row["excluded"]) for row in dry["videos"]}
    # Four seconds of window: two frames a second where there is pain, one where there is none.
    assert rows == {
        "pain": (2, 8, None),
        "split": (None, 0, "undecided"),
        "calm": (0, 4, None),
        "waiting": (None, 0, "too_few_answers"),
        "never": (None, 0, "not_scored"),
    }
    assert dry["frames"] == 12
    assert dry["scores"] == [{"score": 0, "frames": 4}, {"score": 2, "frames": 8}]
    assert {one["reason"] for one in dry["exclusions"]} == {"undecided", "too_few_answers", "not_scored"}
    assert not SamplingPlan.objects.exists()
    assert not Job.objects.filter(kind="frames.extract_frames", subject_id=pain.pk).exists()


def test_the_second_calm_video_of_an_infant_and_one_without_consent_give_nothing(ward: Ward) -> None:
    infant = factories.make_infant(ward.study)
    for name in ("first", "second"):
        ward.scored(0, 0, 1, name=name, infant=infant)
    closed = ward.scored(2, 2, 2, name="closed")
    Consent.objects.filter(infant=closed.infant_id).update(scopes=["record"])
    rows = {row["name"]: row["excluded"] for row in dry_run(ward)["videos"]}
    assert rows == {"first": None, "second": "redundant", "closed": "no_label_consent"}


def test_the_cap_counts_over_all_videos_of_an_infant(ward: Ward) -> None:
    sampling = {**current_protocol(ward.study).document["sampling"], "max_frames_per_infant": 10}
    change_protocol(ward.study, sampling=sampling)
    infant = factories.make_infant(ward.study)
    for name in ("a", "b", "c"):
        ward.scored(2, 2, 2, name=name, infant=infant)
    rows = {row["name"]: (row["frames"], row["excluded"]) for row in dry_run(ward)["videos"]}
    assert rows == {"a": (8, None), "b": (2, None), "c": (0, "infant_has_enough")}


def test_pictures_are_the_frames_nearest_to_their_moments(ward: Ward, filmed: Filmed) -> None:
    video = filmed(2, 2, 2)
    plan = apply_plan(ward)
    # Window from frame 10 to the end of 6 s: moments 1.0, 1.5, ... 5.5 s at ten frames per second.
    assert live(video) == list(range(10, 60, 5))
    assert (plan["progress"]["videos_done"], plan["progress"]["frames"], plan["progress"]["unreadable"]) == (1, 10, 0)
    for frame in Frame.objects.select_related("image", "thumbnail"):
        content = place_of(frame.image.path).read_bytes()
        picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        assert number_in(np.asarray(picture, np.uint8)) == frame.index
        assert hashlib.sha256(content).hexdigest() == frame.image.sha256
        assert (frame.pts_ms, frame.weight) == (100 * frame.index, 0.5)
    assert list(damaged_files()) == []


def test_a_window_longer_than_what_can_be_read_gives_what_there_is_and_counts_the_rest(
    ward: Ward, filmed: Filmed
) -> None:
    video = filmed(2, 2, 2)
    original = place_of(video.source_path)
    film(original.with_name("shorter.mkv"), [100 * place for place in range(31)], Camera()).replace(original)
    plan = apply_plan(ward)
    assert live(video) == [10, 15, 20, 25, 30]
    assert (plan["progress"]["videos_done"], plan["progress"]["frames"], plan["progress"]["unreadable"]) == (1, 5, 5)


def test_the_same_plan_again_changes_nothing(ward: Ward, filmed: Filmed) -> None:
    filmed(0, 0, 0)
    first = apply_plan(ward)
    rows = list(Frame.objects.order_by("index").values())
    assert apply_plan(ward)["id"] == first["id"]
    assert list(Frame.objects.order_by("index").values()) == rows
    assert SamplingPlan.objects.count() == 1


def test_work_done_twice_gives_the_same_rows_and_bytes(ward: Ward, filmed: Filmed) -> None:
    video = filmed(2, 2, 2)
    apply_plan(ward)
    before = {f.index: (f.pk, f.image.sha256, f.thumbnail.sha256) for f in Frame.objects.select_related("image")}
    Job.objects.filter(kind="frames.extract_frames").update(state="queued")
    work()
    after = {f.index: (f.pk, f.image.sha256, f.thumbnail.sha256) for f in Frame.objects.select_related("image")}
    assert (after, len(live(video))) == (before, 10)
    # Lost to a killed worker: files are there, rows are not; the next attempt enters the same.
    Frame.objects.filter(video=video).delete()
    Job.objects.filter(kind="frames.extract_frames").update(state="queued")
    work()
    again = {f.index: (f.image.sha256, f.thumbnail.sha256) for f in Frame.objects.select_related("image")}
    assert again == {index: (image, small) for index, (_, image, small) in before.items()}
    assert list(damaged_files()) == []


def test_a_changed_plan_adds_and_retires_and_deletes_nothing(ward: Ward, filmed: Filmed) -> None:
    video = filmed(0, 0, 0)
    apply_plan(ward)
    assert live(video) == [10, 20, 30, 40, 50]
    sampling = current_protocol(ward.study).document["sampling"]
    rates = [{"score_from": 0, "score_to": 2, "rate": 0.4}]
    change_protocol(ward.study, sampling={**sampling, "frames_per_second": rates})
    apply_plan(ward)
    assert live(video) == [10, 35]
    assert Frame.objects.filter(video=video).count() == 6
    change_protocol(ward.study, sampling=sampling)
    apply_plan(ward)
    assert live(video) == [10, 20, 30, 40, 50]
    assert Frame.objects.filter(video=video).count() == 6


def test_a_plan_that_no_longer_holds_is_refused(ward: Ward) -> None:
    ward.scored(0, 0, 0, name="calm")
    dry = dry_run(ward)
    body = {"seed": dry["seed"], "sha256": dry["sha256"]}
    ward.scored(2, 2, 2, name="new")
    response = ward.admin.post(f"/api/v1/studies/{ward.study.pk}/sampling/", body, format="json")
    assert (response.status_code, error_code(response)) == (409, "plan_changed")
    assert not SamplingPlan.objects.exists()


def test_a_plan_without_a_frame_is_refused(ward: Ward) -> None:
    ward.video("never")
    dry = dry_run(ward)
    body = {"seed": 0, "sha256": dry["sha256"]}
    response = ward.admin.post(f"/api/v1/studies/{ward.study.pk}/sampling/", body, format="json")
    assert (response.status_code, error_code(response)) == (409, "plan_empty")


def test_who_still_has_to_score_sees_no_plan(ward: Ward, client_of: Any) -> None:
    ward.scored(2, 2, 2)
    both = client_of(factories.make_member(ward.study, Role.OPERATOR, Role.RESEARCHER))
    response = both.get(f"/api/v1/studies/{ward.study.pk}/sampling/dry-run/")
    assert (response.status_code, error_code(response)) == (409, "own_answers_first")


def test_a_corrected_score_changes_the_plan(ward: Ward) -> None:
    video = ward.video("calm")
    sheets = [give(client, video, 0) for client in ward.operators]
    first = dry_run(ward)
    for client, sheet in zip(ward.operators, sheets, strict=True):
        correct_as(client, sheet)
    second = dry_run(ward)
    assert (first["frames"], second["frames"]) == (4, 8)
    assert first["sha256"] != second["sha256"]


def correct_as(client: Any, sheet: dict[str, Any]) -> None:
    correct(client, sheet, 2)


def test_pictures_that_look_alike_are_flagged(ward: Ward, filmed: Filmed) -> None:
    from tests.inference.filming import Camera, paint

    video = filmed(0, 0, 0, camera=Camera(stored=lambda _: paint(7)))
    plan = apply_plan(ward)
    frames = list(Frame.objects.filter(video=video).order_by("index"))
    assert [frame.near_duplicate_of_id for frame in frames] == [None, *[frames[0].pk] * 4]
    assert plan["progress"]["near_duplicates"] == 4


def test_members_see_pictures_and_strangers_none(ward: Ward, filmed: Filmed, client_of: Any, site_admin: Any) -> None:
    filmed(0, 0, 0)
    apply_plan(ward)
    frame = Frame.objects.all()[0]
    for kind in ("image", "thumbnail"):
        response = ward.operators[0].get(f"/api/v1/frames/{frame.pk}/{kind}/")
        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"
        assert client_of(site_admin).get(f"/api/v1/frames/{frame.pk}/{kind}/").status_code == 404


def test_a_withdrawn_infant_s_pictures_vanish_at_once_and_are_erased(ward: Ward, filmed: Filmed) -> None:
    from annotator.withdrawals.services import REACH

    infant = factories.make_infant(ward.study)
    video = filmed(0, 0, 0, infant=infant)
    apply_plan(ward)
    frame, folder = Frame.objects.all()[0], place_of("frames") / str(video.pk)
    assert len(list(folder.iterdir())) == 10
    Infant.objects.filter(pk=infant.pk).update(withdrawn_at=timezone.now())
    assert ward.admin.get(f"/api/v1/frames/{frame.pk}/image/").status_code == 404
    assert sum(app.count(infant.pk).get("frames", 0) for app in REACH) == 5
    for _ in range(2):
        for app in REACH:
            app.erase(infant.pk)
    assert not folder.exists()
    assert not Frame.objects.filter(video=video.pk).exists()
    assert list(damaged_files()) == []


def test_planned_rows_say_why_each_frame_was_drawn(ward: Ward, filmed: Filmed) -> None:
    video = filmed(2, 2, 2)
    apply_plan(ward)
    planned = PlannedVideo.objects.get(video=video)
    assert (planned.score, planned.per_second, planned.window) == (2, 2.0, [10, 60])
    assert planned.draws[0][0] == 10
    assert isinstance(planned.plan_id, UUID)
