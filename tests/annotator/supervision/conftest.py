"""A study whose frames are labelled by two raters, with a model that says something of each."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.experiments.models import Fold, ModelStatus, ModelVersion, Prediction
from annotator.frames.models import Frame
from annotator.jobs.models import Job
from annotator.jobs.tracking import run_job
from annotator.labelling.models import FrameLabel
from annotator.studies.models import Role, Study
from annotator.supervision import worker
from tests import factories
from tests.annotator.scoring.answers import change_protocol


@dataclass
class Clinic:
    """A study, its raters, its model, and a supervisor's requests."""

    study: Study
    raters: list[User]
    client: APIClient
    frames: list[Frame]
    model: ModelVersion

    @property
    def url(self) -> str:
        """Where supervision is."""
        return f"/api/v1/studies/{self.study.pk}/supervision/"

    def rule(self, suggestions: str = "after_my_answer", **supervision: Any) -> None:
        """A new version of the protocol with another rule about supervision."""
        usual = {"spot_check_percent": 0, "silent_percent": 0, "names_masked": True}
        change_protocol(self.study, suggestions=suggestions, supervision={**usual, **supervision})

    def say(self, place: int, rater: int, value: str, **fields: Any) -> FrameLabel:
        """One rater's label of one frame."""
        frame = self.frames[place]
        facts = {"study": self.study, "frame": frame, "protocol": frame.plan.protocol, "source": "person"}
        reason = {"reason": "hand"} if value == "unusable" else {}
        return FrameLabel.objects.create(rater=self.raters[rater], value=value, **facts, **reason, **fields)

    def suggest(self, *probabilities: float) -> None:
        """What the model says of the first frames."""
        fold = Fold.objects.get(run=self.model.run)
        for frame, probability in zip(self.frames, probabilities, strict=False):
            Prediction.objects.update_or_create(
                model=self.model, frame=frame, defaults={"probability": probability, "fold": fold}
            )

    def prepare(self) -> dict[str, Any]:
        """Makes the queue as the worker would; the state afterwards."""
        response = self.client.post(self.url)
        assert response.status_code == 202, response.content
        run_job(response.json()["id"], worker.prepare)
        job = Job.objects.get(pk=response.json()["id"])
        assert job.state == "succeeded", job.error_message
        state: dict[str, Any] = self.client.get(self.url).json()
        return state

    def cases(self, **wanted: Any) -> list[dict[str, Any]]:
        """The queue."""
        results: list[dict[str, Any]] = self.client.get(f"{self.url}cases/", wanted).json()["results"]
        return results

    def case(self, place: int) -> dict[str, Any]:
        """One frame of the queue, open or decided."""
        everything = [*self.cases(page_size=200), *self.cases(decided=True, page_size=200)]
        return next(case for case in everything if case["frame"] == str(self.frames[place].pk))

    def decide(self, *decisions: dict[str, Any], in_run: bool = False) -> Any:
        """Sends decisions."""
        given = {"decisions": list(decisions), "in_run": in_run}
        return self.client.put(f"{self.url}decisions/", given, format="json")

    def decision(self, place: int, value: str = "pain", *, after: str | None = None, **fields: Any) -> dict[str, Any]:
        """A decision as the browser sends it."""
        frame = str(self.frames[place].pk)
        return {"id": str(uuid.uuid4()), "frame": frame, "value": value, "supersedes": after, **fields}


@pytest.fixture
def clinic(study: Study, member: Callable[..., User], client_of: Callable[..., APIClient]) -> Clinic:
    """Eight frames of one video, none labelled yet; an approved model without a word."""
    raters = [member(Role.OPERATOR) for _ in range(2)]
    video = factories.make_ready_video(factories.make_infant(study))
    frames = [factories.make_frame(video, index=index, pts_ms=1000 * index) for index in range(8)]
    made = factories.make_training_run(study, by=raters[0], frame=frames[0])
    model = ModelVersion.objects.get(pk=made["model_id"])
    model.status = ModelStatus.APPROVED
    model.save()
    Prediction.objects.all().delete()
    made_clinic = Clinic(study, raters, client_of(member(Role.SUPERVISOR)), frames, model)
    made_clinic.rule()
    return made_clinic
