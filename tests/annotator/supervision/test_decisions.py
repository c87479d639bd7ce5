"""Final labels: written once, all or none, superseded and never changed; only they make the dataset `approved`."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.audit.models import AuditEvent
from annotator.datasets.deciding import preview
from annotator.datasets.rules import Rules
from annotator.faces.models import FaceReview
from annotator.labelling.models import FinalLabel, FrameLabel
from annotator.labelling.withdrawal import count, erase
from annotator.studies.models import Role
from tests.annotator.conftest import error_code
from tests.annotator.supervision.conftest import Clinic
from tests.annotator.supervision.test_queue import both_say

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(clinic: Clinic) -> Clinic:
    """Three frames the raters agree on, one they do not."""
    both_say(clinic, ["pain", "pain", "nonpain"])
    clinic.say(3, 0, "pain")
    clinic.say(3, 1, "nonpain")
    clinic.prepare()
    return clinic


def test_a_decision_is_final_and_leaves_every_label_as_it_was(ready: Clinic) -> None:
    before = list(FrameLabel.objects.order_by("pk").values())
    answer = ready.decide(ready.decision(3, "nonpain", note="brow relaxed"))
    assert answer.status_code == 200, answer.content
    final = FinalLabel.objects.get()
    assert (final.value, final.agreed, final.arm) == ("nonpain", "", "none")
    assert list(FrameLabel.objects.order_by("pk").values()) == before
    assert ready.case(3)["final"]["value"] == "nonpain"
    assert ready.case(3)["final"]["note"] == "brow relaxed"
    assert AuditEvent.objects.filter(action="review.decided").count() == 1


def test_sent_twice_it_is_written_once(ready: Clinic) -> None:
    decision = ready.decision(0)
    first, again = ready.decide(decision), ready.decide(decision)
    assert first.json() == again.json()
    assert FinalLabel.objects.count() == 1
    taken = ready.decide({**decision, "value": "nonpain", "why": "other"})
    assert (taken.status_code, error_code(taken)) == (409, "label_id_taken")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"value": "nonpain"}, "why_missing"),
        ({"value": "unusable", "why": "face_hidden"}, "reason_missing"),
        ({"value": "unusable", "why": "face_hidden", "reason": "moon"}, "reason_unknown"),
        ({"reason": "hand"}, "reason_unknown"),
        ({"value": "unsure"}, "invalid"),
        ({"value": "maybe"}, "invalid"),
        ({"decided_ms": -1}, "invalid"),
        ({"why": "because"}, "invalid"),
        ({"extra": 1}, "invalid"),
    ],
)
def test_what_is_wrong_changes_nothing(ready: Clinic, change: dict[str, Any], code: str) -> None:
    refused = ready.decide(ready.decision(1), {**ready.decision(0), **change})
    assert refused.status_code in (400, 422)
    assert error_code(refused) == code
    assert not FinalLabel.objects.exists()


def test_foreign_frames_long_batches_and_what_is_no_json_are_refused(ready: Clinic) -> None:
    foreign = ready.decide({**ready.decision(0), "frame": str(uuid.uuid4())})
    assert (foreign.status_code, error_code(foreign)) == (404, "not_found")
    long = ready.decide(*[ready.decision(0) for _ in range(201)])
    assert (long.status_code, error_code(long)) == (413, "batch_too_large")
    text = ready.client.put(f"{ready.url}decisions/", "{", content_type="application/json")
    assert text.status_code == 400
    assert not FinalLabel.objects.exists()


def test_an_override_says_why(ready: Clinic) -> None:
    assert ready.decide(ready.decision(0, "nonpain", why="clear_sign_missed")).status_code == 200
    final = FinalLabel.objects.get()
    assert (final.agreed, final.value, final.why) == ("pain", "nonpain", "clear_sign_missed")


def test_it_can_be_taken_back_and_given_anew(ready: Clinic) -> None:
    first = ready.decision(0)
    ready.decide(first)
    ready.decide(ready.decision(0, "cleared", after=first["id"]))
    assert ready.case(0)["final"]["value"] == "cleared"
    assert not FinalLabel.objects.live().exists()
    standing = ready.case(0)["final"]["id"]
    assert ready.decide(ready.decision(0, "pain", after=standing)).status_code == 200
    assert [final.value for final in FinalLabel.objects.order_by("created_at")] == ["pain", "cleared", "pain"]


def test_two_clinicians_see_both_decisions(
    ready: Clinic, member: Callable[..., User], client_of: Callable[..., APIClient]
) -> None:
    mine = ready.decision(0)
    ready.decide(mine)
    ready.client = client_of(member(Role.SUPERVISOR))
    late = ready.decide(ready.decision(0, "nonpain", why="other", note="differs"))
    assert (late.status_code, error_code(late)) == (409, "decided_meanwhile")
    error = late.json()["error"]
    assert (error["mine"]["value"], error["server"]["value"]) == ("nonpain", "pain")
    assert ready.decide(ready.decision(0, "nonpain", why="other", after=mine["id"])).status_code == 200
    assert FinalLabel.objects.live().get().value == "nonpain"


def test_a_run_is_approved_together_or_not_at_all(ready: Clinic) -> None:
    run = ready.case(0)["run"]
    frames = ready.cases(run=run)
    assert len(frames) == 2
    FrameLabel.objects.filter(frame=ready.frames[1], rater=ready.raters[0]).update(value="nonpain")
    together = [ready.decision(0), ready.decision(1)]
    changed = ready.decide(*together, in_run=True)
    assert (changed.status_code, error_code(changed)) == (409, "run_changed")
    assert not FinalLabel.objects.exists()
    FrameLabel.objects.filter(frame=ready.frames[1], rater=ready.raters[0]).update(value="pain")
    assert ready.decide(*together, in_run=True).status_code == 200
    assert FinalLabel.objects.filter(in_run=True, value="pain").count() == 2


def test_what_was_taken_back_may_be_approved_with_its_run(ready: Clinic) -> None:
    first = ready.decision(0)
    ready.decide(first)
    again = ready.decision(0, after=first["id"])
    assert error_code(ready.decide(again, in_run=True)) == "run_changed"
    ready.decide(ready.decision(0, "cleared", after=first["id"]))
    assert ready.decide(ready.decision(0, after=ready.case(0)["final"]["id"]), in_run=True).status_code == 200


def test_only_approved_frames_make_the_dataset_approved(ready: Clinic) -> None:
    document = {
        **{"labels": "approved", "rater_key": None, "sources": ["person"], "agreement": "unanimous"},
        **{"raters_needed": 1, "near_duplicates": True, "inconsistent_videos": True, "side_px": 224, "margin": 0.0},
    }
    ready.decide(
        ready.decision(0), ready.decision(3, "nonpain"), ready.decision(2, "unusable", reason="hand", why="other")
    )
    for frame in ready.frames:
        FaceReview.objects.create(frame=frame, verdict="face", box=[0.2, 0.2, 0.6, 0.6], reviewer=ready.raters[0])
    summary = preview(ready.study, Rules.read(document))
    assert (summary["pain"], summary["nonpain"]) == (1, 1)
    assert {one["reason"]: one["frames"] for one in summary["exclusions"]} == {"unusable": 1, "not_approved": 5}
    assert summary["sources"] == [{"source": "approval", "pain": 1, "nonpain": 1}]


def test_a_withdrawn_consent_takes_final_labels_and_questions_along(ready: Clinic) -> None:
    ready.decide(ready.decision(0))
    infant = ready.frames[0].video.infant_id
    assert count(infant) == {"labels": 9}
    erase(infant)
    assert not FinalLabel.objects.exists()
