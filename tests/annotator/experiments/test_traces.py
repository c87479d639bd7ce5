"""A model's probability of pain over a video: for whom, by which network, how smooth, and its end with the infant."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.experiments import withdrawal, worker
from annotator.experiments.models import ModelStatus, ModelVersion, PainTrace
from annotator.experiments.tracing import TRACE, smoothed
from annotator.faces.models import DetectorChoice
from annotator.jobs.models import Job
from annotator.jobs.tracking import run_job
from annotator.recordings.models import Video
from annotator.studies.models import Role, Study
from tests import factories

ClientOf = Callable[[User], APIClient]


@pytest.fixture
def video(study: Study) -> Video:
    return factories.make_ready_video(factories.make_infant(study))


@pytest.fixture
def model(video: Video, member: Callable[..., User]) -> ModelVersion:
    """Approved, with a trace of the video."""
    frame = factories.make_frame(video)
    ids = factories.make_training_run(video.study, by=member(Role.ADMIN), frame=frame)
    ModelVersion.objects.update(status=ModelStatus.APPROVED)
    return ModelVersion.objects.get(pk=ids["model_id"])


def url(video: Video, more: str = "") -> str:
    return f"/api/v1/videos/{video.pk}/pain-trace/{more}"


def test_a_researcher_sees_the_trace_and_takes_it_away(
    model: ModelVersion, video: Video, member: Callable[..., User], client_of: ClientOf
) -> None:
    client = client_of(member(Role.RESEARCHER))
    shown = client.get(url(video)).json()
    assert (shown["model"], shown["withheld"], shown["out_of_fold"]) == (str(model.pk), False, True)
    assert [(one["ms"], one["probability"]) for one in shown["points"]] == [(0, 0.8125), (1000, None)]
    assert shown["points"][1]["mean"] == pytest.approx(0.8125), "a second without a face has its neighbours' line"
    table = list(csv.DictReader(StringIO(client.get(url(video, "file/")).content.decode())))
    assert [(row["ms"], row["probability"]) for row in table] == [("0", "0.8125"), ("1000", "")]


def test_who_decides_about_frames_is_not_told(
    model: ModelVersion, video: Video, member: Callable[..., User], client_of: ClientOf
) -> None:
    client = client_of(member(Role.SUPERVISOR))
    shown = client.get(url(video)).json()
    assert (shown["withheld"], shown["points"]) == (True, [])
    assert client.get(url(video, "file/")).json()["error"]["code"] == "trace_withheld"
    both = client_of(member(Role.SUPERVISOR, Role.RESEARCHER))
    assert both.post(url(video)).json()["error"]["code"] == "trace_withheld"


def test_nobody_who_labels_blind_learns_of_it(
    model: ModelVersion, video: Video, member: Callable[..., User], client_of: ClientOf
) -> None:
    assert client_of(member(Role.OPERATOR)).get(url(video)).status_code == 403
    shown = client_of(member(Role.OPERATOR, Role.RESEARCHER)).get(url(video)).json()
    assert (shown["model"], shown["points"]) == (None, [])


def test_a_model_that_is_not_approved_is_not_asked(
    video: Video, member: Callable[..., User], client_of: ClientOf
) -> None:
    client = client_of(member(Role.RESEARCHER))
    response = client.post(url(video))
    assert (response.status_code, response.json()["error"]["code"]) == (409, "no_approved_model")
    assert client.get(url(video, "file/")).json()["error"]["code"] == "no_trace_yet"


@pytest.mark.django_db(transaction=True)
def test_the_network_that_never_saw_the_infant_is_asked_once(
    model: ModelVersion,
    video: Video,
    member: Callable[..., User],
    client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    PainTrace.objects.all().delete()
    researcher = member(Role.RESEARCHER)
    client = client_of(researcher)
    assert client.post(url(video)).json()["error"]["code"] == "no_detectors_chosen"
    DetectorChoice.objects.create(study=video.study, arms=["opencv-haar"], created_by=researcher)
    (model.run.folder / "predictions.csv").write_text(f"infant,fold\n{video.infant_id},fold 1\n")
    asked: list[Any] = []

    def faces_of(*_: Any) -> tuple[list[int], dict[int, dict[str, Any]]]:
        return [0, 1000, 2000], {0: {"id": "0"}, 2: {"id": "2"}}

    def probabilities(_: Any, __: Any, fold: Any, faces: list[Any]) -> list[float | None]:
        asked.append(fold.name)
        return [0.25, None][: len(faces)]

    monkeypatch.setattr(worker, "_faces_of", faces_of)
    monkeypatch.setattr(worker, "_probabilities", probabilities)
    started = client.post(url(video))
    assert started.status_code == 202, started.content
    assert started.json()["job"]["kind"] == TRACE
    run_job(str(Job.objects.get(kind=TRACE).pk), worker.trace)
    shown = client.get(url(video)).json()
    assert [one["probability"] for one in shown["points"]] == [0.25, None, None]
    assert shown["out_of_fold"] is True
    assert client.post(url(video)).status_code == 202
    assert Job.objects.filter(kind=TRACE).count() == 1, "what is known is not asked again"
    assert asked == ["fold 1"]


def test_with_the_infant_its_trace_goes(model: ModelVersion, video: Video) -> None:
    trace = PainTrace.objects.get()
    assert trace.pk in withdrawal.subjects(video.infant_id)
    withdrawal.erase(video.infant_id)
    assert not PainTrace.objects.exists()


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=40))
def test_the_line_stays_within_what_was_said_and_its_band_around_it(said: list[float | None]) -> None:
    lines = smoothed([(1000 * place, value) for place, value in enumerate(said)])
    known = [value for value in said if value is not None]
    assert [one["probability"] for one in lines] == said
    for one in lines:
        if one["mean"] is not None:
            assert min(known) - 1e-9 <= one["mean"] <= max(known) + 1e-9
            assert 0 <= one["low"] <= one["mean"] + 1e-9
            assert one["mean"] - 1e-9 <= one["high"] <= 1


def test_far_from_any_face_there_is_no_line() -> None:
    lines = smoothed([(0, 0.5), (1000, None), (9000, None)])
    assert [one["mean"] is None for one in lines] == [False, False, True]
