"""Commit, then reveal: nobody is told a suggestion before their own answer, and in the silent share never."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.experiments.models import HeatMap
from annotator.jobs.models import Job
from annotator.labelling.models import Arm, FinalLabel
from annotator.studies.models import Role
from annotator.supervision.effect import effect_of
from tests import factories
from tests.annotator.conftest import error_code
from tests.annotator.scoring.test_blindness import Planted, leaks, needle
from tests.annotator.supervision.conftest import Clinic
from tests.annotator.supervision.test_queue import both_say

pytestmark = pytest.mark.django_db
TOLD, OTHER, SHARE = 0.730517, 0.269813, 0.118331


@pytest.fixture
def ready(clinic: Clinic) -> Clinic:
    """Two frames with suggestions that are found nowhere else, and why."""
    both_say(clinic, ["pain", "nonpain"])
    clinic.suggest(TOLD, OTHER)
    HeatMap.objects.all().delete()
    facts = {"target": "pain", "predicted": True, "values": [[0.0, 1.0]]}
    for frame, share in zip(clinic.frames, (SHARE, 0.5), strict=False):
        HeatMap.objects.create(model=clinic.model, frame=frame, shares={"mouth": share}, **facts)
    clinic.prepare()
    return clinic


def maps(clinic: Clinic, place: int) -> Any:
    return clinic.client.get(f"/api/v1/frames/{clinic.frames[place].pk}/heat-maps/")


Look = Callable[[], set[str]]


@pytest.fixture
def told_anywhere(ready: Clinic) -> Look:
    """Which planted numbers any address tells the supervisor, asked about the first frame."""
    frame = ready.frames[0]
    ids = {
        **dict.fromkeys(("scale_id", "window_id", "sheet_id"), UUID(int=0)),
        "study_id": ready.study.pk,
        "infant_id": frame.video.infant_id,
        "video_id": frame.video_id,
        "frame_id": frame.pk,
        "job_id": Job.objects.filter(subject_id=frame.video_id).earliest("created_at").pk,
        "operator": ready.raters[0].pk,
        "comparison_id": factories.make_detector_comparison(frame).pk,
        "import_id": factories.make_label_import(ready.study, by=ready.raters[0]).pk,
        "report_id": factories.make_report(ready.study, by=ready.raters[0]).pk,
        "kind": "html",
        **factories.make_dataset(ready.study, by=ready.raters[0]),
        "run_id": ready.model.run_id,
        "model_id": ready.model.pk,
    }
    planted = Planted(ids, {str(word): needle(str(word)) for word in (TOLD, OTHER, SHARE)})
    return lambda: {line.rsplit(" ", 1)[1] for line in leaks(ready.client, planted)}


def test_nothing_is_told_before_the_own_answer(ready: Clinic, told_anywhere: Look) -> None:
    assert told_anywhere() == set()
    refused = maps(ready, 0)
    assert (refused.status_code, error_code(refused)) == (409, "no_suggestion")
    told = ready.decide(ready.decision(0)).json()["decided"][0]["suggestion"]
    assert told["probability"] == TOLD
    assert told_anywhere() == {str(TOLD), str(SHARE)}
    assert maps(ready, 0).json()["maps"][0]["shares"] == {"mouth": SHARE}
    assert maps(ready, 1).status_code == 409
    final = FinalLabel.objects.get()
    assert (final.arm, final.suggested, final.suggestion_seen) == (Arm.AFTERWARDS, TOLD, False)
    assert final.revealed_at is not None


def test_another_clinician_is_not_told_what_the_first_was(
    ready: Clinic, told_anywhere: Look, member: Callable[..., User], client_of: Callable[..., APIClient]
) -> None:
    ready.decide(ready.decision(0))
    ready.client = client_of(member(Role.SUPERVISOR))
    assert told_anywhere() == set()


def test_the_silent_share_never_gets_one(ready: Clinic) -> None:
    ready.rule(silent_percent=50)
    ready.prepare()
    decisions = [ready.decision(place, value) for place, value in enumerate(["pain", "nonpain"])]
    answers = ready.decide(*decisions).json()["decided"]
    arms = dict(FinalLabel.objects.values_list("frame", "arm"))
    for place, answer in enumerate(answers):
        silent = arms[ready.frames[place].pk] == Arm.SILENT
        assert (answer["suggestion"] is None) == silent
        assert (ready.case(place)["suggestion"] is None) == silent
        assert maps(ready, place).status_code == (409 if silent else 200)
    for final in FinalLabel.objects.filter(arm=Arm.SILENT):
        assert (final.suggestion_seen, final.revealed_at) == (False, None)
        assert final.suggested is not None, "kept, so that the arms can be compared"


def test_all_silent_and_nothing_is_told(ready: Clinic, told_anywhere: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.labelling.rules.SupervisionRule.is_silent", lambda rule, frame: True)
    ready.prepare()
    ready.decide(ready.decision(0), ready.decision(1, "nonpain"))
    assert set(FinalLabel.objects.values_list("arm", flat=True)) == {Arm.SILENT}
    assert told_anywhere() == set()


def test_at_once_it_is_there_with_the_frame(ready: Clinic) -> None:
    ready.rule("at_once")
    assert ready.case(0)["suggestion"]["probability"] == TOLD
    ready.decide(ready.decision(0))
    final = FinalLabel.objects.get()
    assert (final.arm, final.suggestion_seen, final.revealed_at) == (Arm.AT_ONCE, True, None)


def test_where_the_protocol_wants_none_there_is_none(ready: Clinic, told_anywhere: Look) -> None:
    ready.rule("never")
    ready.prepare()
    assert ready.decide(ready.decision(0)).json()["decided"][0]["suggestion"] is None
    assert told_anywhere() == set()
    assert FinalLabel.objects.get().arm == Arm.NEVER


def test_what_was_told_counts_for_the_next_answer(ready: Clinic) -> None:
    first = ready.decision(1, "nonpain")
    ready.decide(first)
    ready.decide(ready.decision(1, "pain", after=first["id"], why="clear_sign_missed"))
    final = FinalLabel.objects.live().get()
    assert (final.suggestion_seen, final.arm) == (True, Arm.AFTERWARDS)


def test_a_run_is_approved_without_being_told(ready: Clinic, told_anywhere: Look) -> None:
    answer = ready.decide(ready.decision(0), in_run=True)
    assert answer.json()["decided"][0]["suggestion"] is None
    assert told_anywhere() == set()


def test_the_order_of_a_silent_frame_does_not_know_the_model(ready: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.labelling.rules.SupervisionRule.is_silent", lambda rule, frame: True)
    ready.suggest(0.999, 0.999)
    ready.prepare()
    assert [case["reason"] for case in ready.cases()] == ["agreed", "agreed"]


def test_how_reliable_such_a_probability_was(ready: Clinic) -> None:
    band = {"low": 0.7, "high": 0.8, "frames": 40, "pain": 29}
    ready.model.run.report = {"reliability": [band]}
    ready.model.run.save()
    told = ready.decide(ready.decision(0)).json()["decided"][0]["suggestion"]
    assert told["reliability"] == band
    assert ready.decide(ready.decision(1, "nonpain")).json()["decided"][0]["suggestion"]["reliability"] is None


def test_what_suggestions_changed(ready: Clinic, member: Callable[..., User]) -> None:
    first = ready.decision(1, "nonpain", decided_ms=900)
    ready.decide(ready.decision(0, decided_ms=1100), first)
    ready.suggest(0.9, 0.9)
    ready.decide(ready.decision(1, "pain", after=first["id"], why="other", decided_ms=400))
    FinalLabel.objects.filter(frame=ready.frames[1]).update(suggested=0.9)
    effect = effect_of(member(Role.RESEARCHER), ready.study)
    told = next(arm for arm in effect["arms"] if arm["arm"] == Arm.AFTERWARDS)
    assert (told["frames"], told["infants"], told["median_ms"]) == (2, 1, 1000)
    assert {name: share["value"] for name, share in told["shares"].items()} == {
        "as_suggested": 1.0,
        "as_raters": 0.5,
        "sided_with_model": 1.0,
        "changed": 0.5,
        "changed_towards": 0.5,
    }
    silent = next(arm for arm in effect["arms"] if arm["arm"] == Arm.SILENT)
    assert (silent["frames"], silent["shares"]["as_suggested"]["value"]) == (0, None)
    assert effect["differences"][0]["shares"]["as_suggested"] == {"value": None, "interval": None}
    json.dumps(effect, default=str)


def test_nothing_decided_is_nothing_measured(clinic: Clinic) -> None:
    effect = clinic.client.get(f"{clinic.url}effect/").json()
    assert effect["infants"] == 0
    assert all(arm["frames"] == 0 for arm in effect["arms"])
