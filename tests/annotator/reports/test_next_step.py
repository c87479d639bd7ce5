"""What is to be done next: by roles, and by what is there."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.experiments.models import ModelStatus, ModelVersion
from annotator.frames.models import SamplingPlan
from annotator.labelling.models import LabelPreparation
from annotator.recordings.models import Video
from annotator.studies.models import Consent, Role, Study
from tests import factories
from tests.annotator.datasets.conftest import Ward

ClientOf = Callable[[User], APIClient]
Member = Callable[..., User]
Ask = Callable[[Role], str]


@pytest.fixture
def step(study: Study, member: Member, client_of: ClientOf) -> Ask:
    """The next step of somebody new with this role."""

    def ask(role: Role) -> str:
        response = client_of(member(role)).get(f"/api/v1/studies/{study.pk}/next-step/")
        assert response.status_code == 200, response.content
        return str(response.json()["step"])

    return ask


def test_from_nothing_to_a_video(study: Study, step: Ask) -> None:
    assert (step(Role.OPERATOR), step(Role.RESEARCHER)) == ("infant", "nothing")
    infant = factories.make_infant(study)
    consents = Consent.objects.filter(infant=infant)
    scopes = consents.get().scopes
    assert step(Role.OPERATOR) == "upload"
    consents.update(superseded_at="2026-01-01T00:00:00Z")
    assert step(Role.OPERATOR) == "consent"
    consents.update(superseded_at=None, scopes=scopes)
    factories.make_ready_video(infant)
    assert (step(Role.OPERATOR), step(Role.RESEARCHER)) == ("score", "watch")


def test_from_frames_to_the_report(ward: Ward, labelled: list[Video], step: Ask, member: Member) -> None:
    plan = SamplingPlan.objects.filter(study=ward.study).first()
    assert plan is not None
    assert (step(Role.RESEARCHER), step(Role.SUPERVISOR)) == ("prepare_labels", "review")
    by = {"study": ward.study, "plan": plan, "protocol": plan.protocol, "created_by": member(Role.ADMIN)}
    LabelPreparation.objects.create(**by)
    assert step(Role.RESEARCHER) == "dataset"
    factories.make_training_run(ward.study, by=by["created_by"], frame=labelled[0].frames.get(index=0))
    assert step(Role.RESEARCHER) == "report", "a finished training and no report yet"
    assert step(Role.SUPERVISOR) == "approve"
    ModelVersion.objects.update(status=ModelStatus.APPROVED)
    assert step(Role.SUPERVISOR) == "review"
    factories.make_report(ward.study, by=by["created_by"])
    assert step(Role.RESEARCHER) == "watch"


def test_as_many_queries_for_one_video_as_for_many(ward: Ward, labelled: list[Video], step: Ask) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            step(Role.OPERATOR)
        return len(asked)

    few = queries()
    for _ in range(4):
        ward.say(ward.film(), ["pain"] * 4)
    assert queries() == few
