"""From a frozen dataset to a model: checked, trained fold by fold, reported; and what stops it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.audit.files import place_of, register_file, sha256_of
from annotator.audit.models import AuditEvent
from annotator.datasets.models import Dataset
from annotator.experiments import services, worker
from annotator.experiments.models import Fold, ModelStatus, ModelVersion, Prediction, TrainingRun
from annotator.jobs.models import Job, JobState
from annotator.jobs.tracking import run_job
from annotator.studies.models import Role, Study
from tests import factories
from tests.training.made import write_faces

WORK: dict[str, Callable[..., None]] = {
    services.PLAN: worker.plan,
    services.FOLD: worker.train_fold,
    services.REPORT: worker.report,
}


@pytest.fixture
def researcher(member: Callable[..., User]) -> User:
    return member(Role.RESEARCHER)


@pytest.fixture
def client(researcher: User, client_of: Callable[..., APIClient]) -> APIClient:
    return client_of(researcher)


def frozen(study: Study, by: User, *, number: int, domain: str, infants: int) -> Dataset:
    """Made infants with four pictures each."""
    facts = {"number": number, "name": "Made", "domain": domain, "rules": {"margin": 0.0}, "origin": "manifest"}
    dataset = Dataset.objects.create(study=study, created_by=by, **facts)
    manifest = write_faces(dataset.pictures_place, infants=infants, each=4, domain=domain, first=100 * number)
    path = f"{dataset.folder}/manifest.csv"
    manifest.rename(place_of(path))
    dataset.manifest = register_file(path, sha256=sha256_of(place_of(path)))
    dataset.save()
    return dataset


@pytest.fixture
def dataset(study: Study, researcher: User) -> Dataset:
    return frozen(study, researcher, number=1, domain="made", infants=10)


def planned(client: APIClient, dataset: Dataset, preset: str = "hog-svm", **more: str) -> TrainingRun:
    given = {"dataset": str(dataset.pk), "preset": preset, "name": "Baseline", **more}
    response = client.post(f"/api/v1/studies/{dataset.study_id}/training-runs/", given, format="json")
    assert response.status_code == 202, response.content
    work_off()
    return TrainingRun.objects.get(pk=response.json()["id"])


def work_off() -> list[str]:
    """Does all waiting work on experiments, as workers would; the kinds in their order."""
    done = []
    while job := Job.objects.filter(kind__in=WORK, state=JobState.QUEUED).order_by("created_at").first():
        run_job(str(job.pk), WORK[job.kind])
        done.append(job.kind)
    return done


def act(client: APIClient, run: TrainingRun, action: str) -> Any:
    return client.post(f"/api/v1/training-runs/{run.pk}/{action}/")


def listed(client: APIClient, dataset: Dataset) -> list[dict[str, Any]]:
    """The runs of the dataset's study, as the list shows them."""
    rows: list[dict[str, Any]] = client.get(f"/api/v1/studies/{dataset.study_id}/training-runs/").json()["results"]
    return rows


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(300)
def test_a_baseline_from_plan_to_model(client: APIClient, dataset: Dataset) -> None:
    run = planned(client, dataset)
    plan = client.get(f"/api/v1/training-runs/{run.pk}/").json()["plan"]
    assert plan is not None, list(Job.objects.values_list("error_code", "error_message"))
    assert len(plan["splits"]) == 5
    (row,) = listed(client, dataset)
    assert row["headline"] is None, "a run that is not finished has no figures to compare"
    assert not Fold.objects.exists(), "nothing is trained before somebody starts it"

    assert act(client, run, "start").status_code == 200
    assert Job.objects.live().filter(kind=services.FOLD).count() == 1, "one fold at a time"
    assert work_off() == [services.FOLD] * 5 + [services.REPORT]

    shown = client.get(f"/api/v1/training-runs/{run.pk}/").json()
    assert shown["finished_at"]
    report = shown["report"]
    assert report["pooled"]["rows"] == 40
    assert report["pooled"]["infants"] == 10
    assert report["stamp"] is None
    (row,) = listed(client, dataset)
    figures, intervals = report["pooled"]["figures"], report["pooled"]["intervals"]
    expected = {"f1": figures["f1"], "f1_interval": intervals["f1"], "auc": figures["auc"], "infants": 10}
    assert row["headline"] == expected
    model = ModelVersion.objects.get(run=run)
    assert len(model.folds) == 5
    services.require_signed(model)
    assert client.get(f"/api/v1/training-runs/{run.pk}/figures/confusion.svg").status_code == 200
    assert act(client, run, "start").json()["error"]["code"] == "training_finished"
    assert AuditEvent.objects.filter(action="training.finished").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(300)
def test_a_second_data_set_helps_training_and_is_never_tested(
    client: APIClient, dataset: Dataset, study: Study, researcher: User
) -> None:
    icope = frozen(study, researcher, number=2, domain="icope", infants=3)
    run = planned(client, dataset, "mpain-icope", helping=str(icope.pk))
    shown = client.get(f"/api/v1/training-runs/{run.pk}/").json()
    assert shown["plan"] is not None, list(Job.objects.values_list("error_code", "error_message"))
    assert (shown["helping"], shown["helping_number"]) == (str(icope.pk), 2)
    assert shown["plan"]["manifest"]["domains"] == ["icope", "made"]
    for split in shown["plan"]["splits"]:
        assert split["test"]["infants"] == 2
        assert sum(split[part]["infants"] for part in ("training", "validation", "test")) == 10 + 3
    Dataset.objects.filter(pk=icope.pk).update(contains_withdrawn=True)
    assert act(client, run, "start").json()["error"]["code"] == "contains_withdrawn"


def test_a_second_data_set_is_refused_where_the_experiment_takes_none(
    client: APIClient, dataset: Dataset, study: Study, researcher: User
) -> None:
    other = frozen(study, researcher, number=2, domain="other", infants=2)
    for preset, helping in (("demo", other), ("mpain-icope", other), ("mpain-icope", dataset)):
        given = {"dataset": str(dataset.pk), "preset": preset, "name": "x", "helping": str(helping.pk)}
        response = client.post(f"/api/v1/studies/{dataset.study_id}/training-runs/", given, format="json")
        assert (response.status_code, response.json()["error"]["code"]) == (400, "helps_no_training")


def test_an_unknown_experiment_is_refused(client: APIClient, dataset: Dataset) -> None:
    given = {"dataset": str(dataset.pk), "preset": "best-ever", "name": "x"}
    response = client.post(f"/api/v1/studies/{dataset.study_id}/training-runs/", given, format="json")
    assert (response.status_code, response.json()["error"]["code"]) == (400, "unknown_preset")


def test_a_dataset_with_withdrawn_infants_is_refused(client: APIClient, dataset: Dataset) -> None:
    Dataset.objects.update(contains_withdrawn=True)
    given = {"dataset": str(dataset.pk), "preset": "demo", "name": "x"}
    response = client.post(f"/api/v1/studies/{dataset.study_id}/training-runs/", given, format="json")
    assert (response.status_code, response.json()["error"]["code"]) == (409, "contains_withdrawn")


@pytest.fixture
def finished(study: Study, researcher: User) -> ModelVersion:
    """A model whose run is done."""
    frame = factories.make_frame(factories.make_ready_video(factories.make_infant(study)))
    ids = factories.make_training_run(study, by=researcher, frame=frame)
    return ModelVersion.objects.get(pk=ids["model_id"])


def test_drawings_and_the_card_leave_as_files(finished: ModelVersion, client: APIClient) -> None:
    url = f"/api/v1/training-runs/{finished.run_id}/"
    table, card = client.get(f"{url}figures/flow.csv"), client.get(f"{url}card/")
    assert table["Content-Disposition"] == f'attachment; filename="training-{finished.run.number}-flow.csv"'
    assert (table.content, card.content) == (b"step\n", b"# Compact\n")
    for path in ("figures/absent.csv", "figures/absent.svg"):
        assert client.get(f"{url}{path}").json()["error"]["code"] == "not_found"


def test_infants_of_a_report_are_called_by_their_code_while_they_are_there(
    finished: ModelVersion, client: APIClient, study: Study
) -> None:
    infant = study.infants.get()
    tested = {"infant": f"study/{infant.pk}", "folds": ["fold 1"], "rows": 1, "pain_rows": 0}
    TrainingRun.objects.filter(pk=finished.run_id).update(report={"per_infant": [tested]})
    url = f"/api/v1/training-runs/{finished.run_id}/"
    assert client.get(url).json()["pseudonyms"] == {f"study/{infant.pk}": infant.pseudonym}
    study.infants.update(withdrawn_at=timezone.now())
    assert client.get(url).json()["pseudonyms"] == {}


def test_one_training_at_a_time_and_the_next_one_waits(finished: ModelVersion, client: APIClient) -> None:
    split = {"name": "fold 1", "slug": "fold-1"}
    dataset = finished.run.dataset
    path = f"{dataset.folder}/manifest.csv"
    place_of(path).parent.mkdir(parents=True, exist_ok=True)
    place_of(path).write_text("file\n")
    dataset.manifest = register_file(path, sha256="0" * 64)
    dataset.save()
    facts = {"study": finished.study, "dataset": dataset, "preset": "demo", "created_by": finished.run.created_by}
    runs = [TrainingRun.objects.create(number=n, name="x", plan={"splits": [split]}, **facts) for n in (1, 2)]
    for run in runs:
        assert act(client, run, "start").status_code == 200

    first, second = (client.get(f"/api/v1/training-runs/{run.pk}/").json() for run in runs)
    assert (first["waiting"], second["waiting"]) == (False, True)
    assert act(client, runs[0], "stop").status_code == 200
    services.start_next_fold()
    assert client.get(f"/api/v1/training-runs/{runs[1].pk}/").json()["waiting"] is False
    assert act(client, runs[0], "stop").json()["error"]["code"] == "training_not_under_way"


def test_a_fold_that_failed_is_not_tried_again_by_itself(finished: ModelVersion) -> None:
    run = finished.run
    TrainingRun.objects.filter(pk=run.pk).update(started_at=run.created_at, finished_at=None)
    fold = run.folds.get()
    Job.objects.create(kind=services.FOLD, subject_id=fold.pk, state=JobState.FAILED, study=run.study)
    assert services.start_next_fold() is None


def test_a_changed_model_is_not_signed(finished: ModelVersion, client_of: Any, member: Any) -> None:
    supervisor = client_of(member(Role.SUPERVISOR))
    finished.folds = {"fold-1": "1" * 64}
    finished.save()
    response = supervisor.post(f"/api/v1/models/{finished.pk}/status/", {"status": "approved"}, format="json")
    assert (response.status_code, response.json()["error"]["code"]) == (409, "model_not_signed")


def test_a_model_tested_on_known_infants_is_not_approved(finished: ModelVersion, client_of: Any, member: Any) -> None:
    TrainingRun.objects.filter(pk=finished.run_id).update(report={"stamp": "not independent"})
    supervisor = client_of(member(Role.SUPERVISOR))
    response = supervisor.post(f"/api/v1/models/{finished.pk}/status/", {"status": "approved"}, format="json")
    assert (response.status_code, response.json()["error"]["code"]) == (409, "not_independent")


def test_one_model_makes_suggestions(finished: ModelVersion, client_of: Any, member: Any) -> None:
    supervisor = client_of(member(Role.SUPERVISOR))
    facts = {"number": 5, "status": ModelStatus.APPROVED, "folds": {}, "signature": ""}
    run = TrainingRun.objects.create(
        study=finished.study,
        number=8,
        name="x",
        dataset=finished.run.dataset,
        preset="demo",
        created_by=finished.run.created_by,
    )
    former = ModelVersion.objects.create(study=finished.study, run=run, **facts)
    response = supervisor.post(f"/api/v1/models/{finished.pk}/status/", {"status": "approved"}, format="json")
    assert response.status_code == 200
    former.refresh_from_db()
    assert former.status == ModelStatus.RETIRED
    assert services.approved_model(finished.study_id) == finished
    assert Job.objects.live().filter(kind=services.SUGGEST, subject_id=finished.pk).exists()


def test_the_withdrawn_infants_predictions_go_and_its_models_retire(finished: ModelVersion) -> None:
    from annotator.datasets.models import DatasetInfant
    from annotator.experiments import withdrawal

    prediction = Prediction.objects.select_related("frame__video").get(model=finished)
    infant = prediction.frame.video.infant_id
    DatasetInfant.objects.create(dataset=finished.run.dataset, infant=str(infant), pain=1, nonpain=0)
    ModelVersion.objects.update(status=ModelStatus.APPROVED)
    listed = finished.run.folder / "predictions.csv"
    listed.write_text(f"file,infant\na,{infant}\nb,other\n")
    facts = {"study": finished.study, "dataset": finished.run.dataset, "preset": "demo", "name": "Half done"}
    unfinished = TrainingRun.objects.create(number=9, created_by=finished.run.created_by, **facts)
    unfinished.folder.mkdir(parents=True)
    (unfinished.folder / "pictures.npy").write_bytes(b"faces")

    assert withdrawal.count(infant) == {"trainings": 2, "predictions": 2}, "of a frame, and over its video"
    for _ in range(2):
        withdrawal.erase(infant)

    assert not Prediction.objects.exists()
    assert not unfinished.folder.exists()
    assert listed.read_text() == "file,infant\nb,other\n"
    assert ModelVersion.objects.get(pk=finished.pk).status == ModelStatus.RETIRED
    assert TrainingRun.objects.get(pk=finished.run_id).contains_withdrawn
    assert AuditEvent.objects.filter(action="training.withdrawn").count() == 2
