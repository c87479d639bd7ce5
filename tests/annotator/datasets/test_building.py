"""A dataset from rules: who counts, what is left out and why, the hash, the files."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.audit.files import damaged_files, place_of, sha256_of
from annotator.audit.models import AuditEvent
from annotator.datasets import worker
from annotator.datasets.deciding import preview
from annotator.datasets.manifest import read_rows
from annotator.datasets.models import Dataset, TrainingCrop
from annotator.datasets.rules import Rules
from annotator.faces.models import FaceReview
from annotator.frames.models import Frame
from annotator.jobs.models import Job
from annotator.jobs.tracking import run_job
from annotator.recordings.models import Video
from annotator.studies.models import Infant, Role
from annotator.studies.presets import VIDEODOL_FLACC
from annotator.studies.services import record_consent
from tests import factories
from tests.annotator.agreement.scored import give
from tests.annotator.conftest import error_code
from tests.annotator.datasets.conftest import BOX, Ward, reasons
from tests.annotator.scoring.answers import change_protocol

pytestmark = pytest.mark.django_db


def test_a_version_holds_what_the_preview_says(ward: Ward, labelled: list[Video], cutting: list[list[str]]) -> None:
    before = ward.preview()
    assert (before["rows"], before["pain"], before["nonpain"], before["infants"]) == (24, 8, 16, 6)
    assert [(one["pain"], one["nonpain"]) for one in before["by_infant"]] == [(4, 0)] * 2 + [(0, 4)] * 4
    assert before["sources"] == [
        {"source": "person", "pain": 8, "nonpain": 12},
        {"source": "rule", "pain": 0, "nonpain": 4},
    ]
    dataset = ward.build()
    shown = ward.researcher.get(f"/api/v1/datasets/{dataset.pk}/").json()
    assert {key: before[key] for key in shown["summary"]} == shown["summary"]
    assert shown["by_infant"] == before["by_infant"]
    rows = list(read_rows(dataset.manifest_place))
    assert len(rows) == 24
    for row in rows:
        assert sha256_of(dataset.pictures_place / row["file"]) == row["sha256"]
    assert {row["infant"] for row in rows} == {str(video.infant_id) for video in labelled}
    assert {row["sex"] for row in rows} == {"female", "male"}
    assert {row["age_band"] for row in rows} == {"24-72 h"}
    assert sha256_of(dataset.manifest_place) == dataset.sha256
    assert not list(damaged_files())
    built = AuditEvent.objects.get(action="dataset.built")
    assert built.detail == {"number": 1, "rows": 24, "infants": 6}


def test_learning_reads_the_manifest(ward: Ward, labelled: list[Video], cutting: list[list[str]]) -> None:
    from training.dataset import check_files_exist, read_manifest

    dataset = ward.build()
    manifest = read_manifest(dataset.manifest_place)
    check_files_exist(manifest, dataset.pictures_place)
    assert len(manifest) == 24
    assert len(manifest.group_names) == 6
    assert manifest.labels.sum() == 8
    assert set(manifest.domains) == {"study"}


def test_the_same_rules_on_the_same_labels_give_the_same_hash(
    ward: Ward, labelled: list[Video], cutting: list[list[str]]
) -> None:
    first, second = ward.build(), ward.build()
    assert first.sha256 == second.sha256
    assert (first.number, second.number, second.previous) == (1, 2, first)
    assert len(cutting) == 1  # faces are cut once for all versions
    assert TrainingCrop.objects.count() == 24
    other = ward.build(side_px=96)
    assert other.sha256 != first.sha256
    assert "96" in cutting[-1]
    ward.say(labelled[0], ["nonpain"], rater=2)
    assert ward.build(agreement="majority").sha256 != first.sha256


def test_faces_are_cut_at_the_side_asked_for(ward: Ward) -> None:
    from PIL import Image

    for value in ("pain", "nonpain"):
        ward.say(ward.film(frames=1), [value])
    dataset = ward.build(side_px=96)
    for row in read_rows(dataset.manifest_place):
        with Image.open(dataset.pictures_place / row["file"]) as crop:
            assert (crop.size, crop.format) == ((96, 96), "JPEG")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (["pain", "pain"], None),
        (["pain", "nonpain"], "raters_disagree"),
        (["unusable", "pain"], "unusable"),
        (["unusable"], "unusable"),
        (["unsure"], "unsure"),
        (["unsure", "pain"], None),
        ([], "not_labelled"),
    ],
)
def test_what_raters_say_decides(ward: Ward, said: list[str], reason: str | None) -> None:
    video = ward.film(frames=1)
    for rater, value in enumerate(said):
        ward.say(video, [value], rater=rater)
    counts = ward.preview()
    assert reasons(counts) == ({reason: 1} if reason else {})
    assert counts["pain"] == (0 if reason else 1)


def test_more_than_half_can_be_enough(ward: Ward) -> None:
    video = ward.film(frames=2)
    for rater, values in enumerate((["pain", "pain"], ["pain", "nonpain"], ["nonpain", None])):
        ward.say(video, values, rater=rater)
    counts = ward.preview(agreement="majority")
    assert (counts["pain"], reasons(counts)) == (1, {"raters_disagree": 1})
    assert reasons(ward.preview(agreement="majority", raters_needed=3)) == {"too_few_raters": 1}


def test_soft_labels_are_the_share_of_raters(ward: Ward, cutting: list[list[str]]) -> None:
    video = ward.film(frames=3)
    for rater, values in enumerate((["pain", "pain", "nonpain"], ["pain", "nonpain", None], ["nonpain", None, "pain"])):
        ward.say(video, values, rater=rater)
    rows = read_rows(ward.build(labels="soft").manifest_place)
    assert [(row["label"], row["soft_label"], row["raters"]) for row in rows] == [
        ("pain", "0.6667", "3"),
        ("pain", "0.5000", "2"),
        ("pain", "0.5000", "2"),
    ]


def test_one_rater_alone(ward: Ward) -> None:
    video = ward.film(frames=2)
    ward.say(video, ["pain", "pain"], rater=0)
    ward.say(video, ["nonpain", None], rater=1)
    url = f"/api/v1/studies/{ward.study.pk}/datasets/choices/"
    assert ward.researcher.get(url).json()["raters"] == [{"code": code, "name": None} for code in "ABC"]
    counts = ward.preview(labels="rater", rater="B")
    assert (counts["nonpain"], reasons(counts)) == (1, {"not_labelled": 1})
    given = {"rules": {"sources": ["person"], "labels": "rater", "rater": "Q"}}
    refused = ward.researcher.post(f"/api/v1/studies/{ward.study.pk}/datasets/preview/", given, format="json")
    assert error_code(refused) == "rater_unknown"


def test_sources_are_chosen_and_people_come_before_the_rule(ward: Ward) -> None:
    video = ward.film(frames=3)
    ward.by_rule(video)
    ward.say(video, ["pain"])
    ward.say(video, [None, "pain"], source="import", rater=0)
    both = ward.preview()
    assert [(one["source"], one["pain"], one["nonpain"]) for one in both["sources"]] == [
        ("person", 1, 0),
        ("rule", 0, 1),
        ("import", 1, 0),
    ]
    people = ward.preview(sources=["person"])
    assert (people["pain"], reasons(people)) == (1, {"source_left_out": 2})


def test_every_other_reason(ward: Ward, infant: Infant) -> None:
    video = ward.film(frames=5)
    ward.say(video, ["pain"] * 5)
    frames = list(video.frames.order_by("index"))
    frames[0].found_face.box = None
    frames[0].found_face.save()
    reviewer = ward.raters[0]
    FaceReview.objects.create(frame=frames[1], reviewer=reviewer, verdict="covered", reason="hand", box=BOX)
    FaceReview.objects.create(frame=frames[2], reviewer=reviewer, verdict="no_face")
    FaceReview.objects.create(frame=frames[0], reviewer=reviewer, verdict="face", box=BOX)
    Frame.objects.filter(pk=frames[3].pk).update(near_duplicate_of=frames[4])
    record_consent(
        actor=reviewer,
        infant=infant,
        scopes=["record", "label"],
        document_version="2",
        signed_on=timezone.localdate(),
    )
    ward.say(ward.film(infant, frames=2), ["pain", "pain"])
    assert reasons(ward.preview()) == {"no_train_consent": 2, "covered": 1, "no_face": 1}
    assert reasons(ward.preview(near_duplicates=False))["near_duplicate"] == 1


def test_videos_whose_scores_disagree_can_be_kept(
    ward: Ward, labelled: list[Video], client_of: Callable[..., APIClient]
) -> None:
    names = ("scales", "sampling", "pain_cutoff")
    change_protocol(ward.study, operators_per_video=2, **{name: VIDEODOL_FLACC[name] for name in names})
    for rater, face in zip(ward.raters, (2, 0), strict=False):
        give(client_of(rater), labelled[0], face, end_frame=3)
    assert reasons(ward.preview()) == {"inconsistent_scores": 4}
    assert reasons(ward.preview(inconsistent_videos=True)) == {}


def test_a_picture_that_cannot_be_read_is_counted(ward: Ward, labelled: list[Video], cutting: list[list[str]]) -> None:
    place_of(labelled[0].frames.all()[0].image.path).write_bytes(b"no picture")
    dataset = ward.build()
    assert dataset.summary is not None
    assert (dataset.summary["rows"], dataset.summary["pain"]) == (23, 7)
    assert reasons(dataset.summary) == {"picture_unreadable": 1}


@pytest.mark.parametrize(
    ("said", "warnings"),
    [
        ([], ["no_rows"]),
        (["pain"], ["one_class", "one_infant", "few_pain_infants"]),
        (["pain", "nonpain"], ["few_infants", "few_pain_infants"]),
        (["nonpain"] * 5, ["one_class"]),
        (["pain", "pain", "pain", "pain", "pain", "nonpain"], []),
    ],
)
def test_what_could_not_be_trained_is_said_before(ward: Ward, said: list[str], warnings: list[str]) -> None:
    for value in said:
        ward.say(ward.film(frames=1), [value])
    assert ward.preview()["warnings"] == warnings


def test_nothing_is_no_dataset(ward: Ward) -> None:
    dataset = ward.start()
    job = Job.objects.get(subject_id=dataset.pk)
    run_job(str(job.pk), worker.build)
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "dataset_empty")
    shown = ward.researcher.get(f"/api/v1/datasets/{dataset.pk}/").json()
    assert (shown["summary"], shown["job"]["error"]["code"]) == (None, "dataset_empty")
    assert error_code(ward.researcher.get(f"/api/v1/datasets/{dataset.pk}/card/")) == "dataset_not_ready"


def test_building_twice_changes_nothing(ward: Ward, labelled: list[Video], cutting: list[list[str]]) -> None:
    dataset = ward.build()
    Job.objects.filter(subject_id=dataset.pk).update(state="queued")
    run_job(str(Job.objects.get(subject_id=dataset.pk).pk), worker.build)
    again = Dataset.objects.get(pk=dataset.pk)
    assert (again.sha256, again.infants.count()) == (dataset.sha256, 6)
    assert not list(place_of(dataset.folder).glob("*.part"))


def test_a_process_that_breaks_is_tried_again(ward: Ward, labelled: list[Video], refusing: None) -> None:
    job = Job.objects.get(subject_id=ward.start().pk)
    for attempt in (1, 2, 3):
        run_job(str(job.pk), worker.build)
        job.refresh_from_db()
        assert job.attempts == attempt
    assert (job.state, job.error_code) == ("failed", "out_of_memory")


def test_the_number_of_queries_does_not_grow(
    ward: Ward, labelled: list[Video], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rules = Rules.read({**_document(), "sources": ["person"]})
    preview(ward.study, rules)
    with django_assert_num_queries(QUERIES):
        preview(ward.study, rules)
    for _ in range(3):
        ward.say(ward.film(frames=9), ["pain"] * 9)
    with django_assert_num_queries(QUERIES):
        preview(ward.study, rules)


QUERIES = 16


def _document() -> dict[str, object]:
    return {
        **{"labels": "consensus", "agreement": "unanimous", "raters_needed": 1, "near_duplicates": True},
        **{"inconsistent_videos": False, "side_px": 224, "margin": 0.0},
    }


def test_who_labels_blind_sees_no_dataset(
    ward: Ward,
    labelled: list[Video],
    cutting: list[list[str]],
    member: Callable[..., User],
    client_of: Callable[..., APIClient],
) -> None:
    dataset = ward.build()
    both = client_of(member(Role.OPERATOR, Role.RESEARCHER))
    base = f"/api/v1/studies/{ward.study.pk}/datasets/"
    assert both.get(base).json()["results"] == []
    for address in ("", "card/", "flow.svg", "difference/?against=" + str(dataset.pk)):
        assert both.get(f"/api/v1/datasets/{dataset.pk}/{address}").status_code == 404
    given = {"name": "Mine", "rules": {"sources": ["person"]}}
    for refused in (
        both.get(f"{base}choices/"),
        both.post(base, given, format="json"),
        both.post(f"{base}preview/", {"rules": given["rules"]}, format="json"),
    ):
        assert (refused.status_code, error_code(refused)) == (403, "labels_before_datasets")
    other = factories.make_study(ward.study.protocols.get().created_by)
    stranger = client_of(factories.make_member(other, *Role))
    assert stranger.get(f"/api/v1/datasets/{dataset.pk}/").status_code == 404
