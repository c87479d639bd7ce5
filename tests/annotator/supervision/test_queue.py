"""The clinician's queue: its order, its runs, who sees it, and that it may be made again at any time."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.frames.models import Frame
from annotator.jobs.models import Job
from annotator.jobs.tracking import run_job
from annotator.labelling.models import FrameLabel, LabelTask
from annotator.studies.models import Infant, Role
from annotator.supervision import worker
from annotator.supervision.models import ReviewCase, ReviewPreparation
from annotator.supervision.preparing import LONGEST_RUN
from tests import factories
from tests.annotator.conftest import error_code
from tests.annotator.supervision.conftest import Clinic

pytestmark = pytest.mark.django_db


def both_say(clinic: Clinic, values: list[str]) -> None:
    for place, value in enumerate(values):
        clinic.say(place, 0, value)
        clinic.say(place, 1, value)


def places(clinic: Clinic, cases: list[dict[str, Any]]) -> list[int]:
    by_id = {str(frame.pk): place for place, frame in enumerate(clinic.frames)}
    return [by_id[case["frame"]] for case in cases]


def test_questions_come_first_and_the_rest_in_the_order_of_the_video(clinic: Clinic) -> None:
    both_say(clinic, ["nonpain", "nonpain", "nonpain"])
    clinic.say(3, 0, "pain")
    clinic.say(3, 1, "nonpain")
    clinic.say(4, 0, "unsure")
    clinic.suggest(0.02, 0.97, 0.04, 0.5, 0.3)
    state = clinic.prepare()
    assert places(clinic, clinic.cases())[0] == 1, "the model differs confidently"
    assert places(clinic, clinic.cases())[1:] == [3, 4, 0, 2]
    assert {one["reason"]: one["frames"] for one in state["left"]} == {
        "disagree": 1,
        "unsure": 1,
        "check": 1,
        "agreed": 2,
    }
    assert places(clinic, clinic.cases(reason="unsure")) == [4]
    assert state["outdated"] is False


def test_frames_that_nobody_labelled_wait_for_nobody(clinic: Clinic) -> None:
    refused = clinic.client.post(clinic.url)
    assert (refused.status_code, error_code(refused)) == (409, "no_labels")
    clinic.say(2, 0, "pain")
    clinic.prepare()
    assert places(clinic, clinic.cases()) == [2]


def test_a_model_that_may_not_steer_orders_nothing(clinic: Clinic) -> None:
    both_say(clinic, ["nonpain", "nonpain"])
    clinic.suggest(0.01, 0.99)
    clinic.rule("never")
    clinic.prepare()
    assert [case["reason"] for case in clinic.cases()] == ["agreed", "agreed"]
    clinic.rule(silent_percent=50)
    clinic.prepare()
    silent = set(ReviewCase.objects.filter(silent=True).values_list("frame", flat=True))
    reasons = dict(ReviewCase.objects.values_list("frame", "reason"))
    assert all(reasons[frame] == "agreed" for frame in silent)


def test_runs_are_neighbours_of_one_video_with_one_label(clinic: Clinic) -> None:
    both_say(clinic, ["pain", "pain", "nonpain", "nonpain", "unsure", "nonpain"])
    clinic.prepare()
    runs = {place: case["run"] for case in clinic.cases() for place in places(clinic, [case])}
    assert runs[0] == runs[1] != runs[2] == runs[3] != runs[5]
    assert runs[4] is None
    assert places(clinic, clinic.cases(run=runs[2])) == [2, 3]


def test_no_run_is_longer_than_can_be_looked_over(clinic: Clinic) -> None:
    video = clinic.frames[0].video
    first = clinic.frames[0]
    files = {"image": first.image, "thumbnail": first.thumbnail, "look": first.look}
    size = {"width": 640, "height": 480, "weight": 1.0}
    more = [Frame(video=video, plan=first.plan, index=100 + n, pts_ms=9000 + n, **files, **size) for n in range(45)]
    clinic.frames += Frame.objects.bulk_create(more)
    both_say(clinic, ["pain"] * len(clinic.frames))
    clinic.prepare()
    sizes = [ReviewCase.objects.filter(run=run).count() for run in ReviewCase.objects.values_list("run", flat=True)]
    assert max(sizes) == LONGEST_RUN


def test_made_again_it_keeps_what_is_decided_and_nothing_of_an_interrupted_attempt(clinic: Clinic) -> None:
    both_say(clinic, ["pain", "pain"])
    clinic.prepare()
    assert clinic.decide(clinic.decision(0)).status_code == 200
    clinic.say(2, 0, "nonpain")
    assert clinic.client.get(clinic.url).json()["outdated"] is True
    started = clinic.client.post(clinic.url).json()
    unfinished = ReviewPreparation.objects.get(counts__isnull=True)
    ReviewCase.objects.create(
        preparation=unfinished, study=clinic.study, frame=clinic.frames[7], place=0, reason="check", gain=1.0
    )
    assert places(clinic, clinic.cases()) == [1], "a half-written queue is nobody's queue"
    run_job(started["id"], worker.prepare)
    assert Job.objects.get(pk=started["id"]).state == "succeeded"
    assert places(clinic, clinic.cases()) == [1, 2]
    assert places(clinic, clinic.cases(decided=True)) == [0]
    assert ReviewCase.objects.count() == 3


def test_a_decision_made_while_the_queue_is_made_is_not_asked_again(clinic: Clinic) -> None:
    from annotator.supervision.preparing import take_over, write_cases

    both_say(clinic, ["pain", "pain"])
    clinic.prepare()
    clinic.client.post(clinic.url)
    coming = ReviewPreparation.objects.get(counts__isnull=True)
    counts = write_cases(coming, lambda done, total: None)
    assert clinic.decide(clinic.decision(1)).status_code == 200
    take_over(coming, counts)
    assert places(clinic, clinic.cases()) == [0]


def test_raters_go_by_letters_unless_the_protocol_names_them(clinic: Clinic) -> None:
    clinic.say(0, 1, "pain")
    clinic.prepare()
    (label,) = clinic.case(0)["labels"]
    assert label["rater"] == {"id": None, "code": "B", "name": None}
    clinic.rule(names_masked=False)
    (label,) = clinic.case(0)["labels"]
    assert label["rater"]["name"] == clinic.raters[1].name


def test_who_labels_too_sees_a_case_after_their_own_label(
    clinic: Clinic, member: Callable[..., User], client_of: Callable[..., APIClient]
) -> None:
    both = member(Role.SUPERVISOR, Role.OPERATOR)
    clinic.raters.append(both)
    clinic.say(0, 0, "pain")
    clinic.say(1, 0, "pain")
    clinic.prepare()
    clinic.client = client_of(both)
    assert clinic.cases() == []
    assert clinic.decide(clinic.decision(0)).status_code == 404
    clinic.say(1, 2, "nonpain")
    assert places(clinic, clinic.cases()) == [1]
    state = clinic.client.get(clinic.url).json()
    assert sum(one["frames"] for one in state["left"]) == 1


def test_a_withdrawn_infant_leaves_the_queue_at_once(clinic: Clinic) -> None:
    clinic.say(0, 0, "pain")
    clinic.prepare()
    Infant.objects.filter(pk=clinic.frames[0].video.infant_id).update(withdrawn_at="2026-01-01T00:00:00Z")
    assert clinic.cases() == []
    assert clinic.decide(clinic.decision(0)).status_code == 404


def test_a_page_takes_as_many_queries_with_many_frames_as_with_few(clinic: Clinic) -> None:
    both_say(clinic, ["pain", "nonpain"])
    clinic.suggest(*[0.4] * 8)
    clinic.prepare()
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            clinic.cases()
        counted.append(len(queries))
        FrameLabel.objects.all().delete()
        both_say(clinic, ["pain", "nonpain"] * 4)
        clinic.prepare()
    assert counted[0] == counted[1]


def test_an_empty_queue_is_said_to_be_one(clinic: Clinic) -> None:
    state = clinic.client.get(clinic.url).json()
    assert (state["prepared_at"], state["decided"], state["outdated"]) == (None, 0, False)
    assert clinic.cases() == []
    assert LabelTask.objects.count() == 0
    assert factories.make_review_case(clinic.frames[0], by=clinic.raters[0]).gain == 0.5
