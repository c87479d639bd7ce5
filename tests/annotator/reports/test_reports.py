"""The report of a study: complete, the same again, linked to its sources, without names, gone with an infant."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import ImageFile
from rest_framework.test import APIClient

from annotator.accounts.models import User
from annotator.audit.files import damaged_files, place_of
from annotator.core.errors import DomainError
from annotator.experiments.models import ModelStatus, ModelVersion, TrainingRun
from annotator.jobs.models import Job
from annotator.jobs.tracking import run_job
from annotator.recordings.models import Video
from annotator.reports import press, printing, withdrawal, worker
from annotator.reports.models import StudyReport
from annotator.reports.words_en import WORDS as EN
from annotator.reports.words_it import WORDS as IT
from annotator.studies.models import Consent, Role, Study
from tests import factories
from tests.annotator.datasets.conftest import Ward

ClientOf = Callable[[User], APIClient]
Member = Callable[..., User]


@pytest.fixture
def trained(ward: Ward, labelled: list[Video], member: Member) -> Video:
    """The labelled study with a training, its approved model and a trace of the video."""
    frame = labelled[0].frames.get(index=0)
    factories.make_training_run(ward.study, by=member(Role.ADMIN), frame=frame)
    ModelVersion.objects.update(status=ModelStatus.APPROVED)
    return labelled[0]


def start(client: APIClient, study: Study, **given: Any) -> Any:
    url = f"/api/v1/studies/{study.pk}/reports/"
    return client.post(url, {"language": "en", **given}, format="json")


def written(client: APIClient, study: Study, **given: Any) -> StudyReport:
    """A report as the worker writes it."""
    response = start(client, study, **given)
    assert response.status_code == 202, response.content
    job = Job.objects.get(subject_id=response.json()["id"])
    run_job(str(job.pk), worker.make)
    job.refresh_from_db()
    assert job.state == "succeeded", (job.error_code, job.error_message)
    return StudyReport.objects.get(pk=response.json()["id"])


def page(report: StudyReport) -> str:
    assert report.html is not None
    return place_of(report.html.path).read_text()


def words_in(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|data:[^\"]+", " ", html))


def test_a_report_holds_every_chapter_and_its_sources(ward: Ward, trained: Video) -> None:
    report = written(ward.researcher, ward.study, with_traces=True)
    assert set(report.hashes or {}) == {"methods", "frames", "faces", "training", "traces"}
    html, facts = page(report), report.facts or {}
    run = TrainingRun.objects.get()
    for link in (f"/training/{run.pk}", f"/videos/{trained.pk}", f"/studies/{ward.study.pk}?tab=labels"):
        assert f'href="http://testserver{link}' in html
    for mark in [*(report.hashes or {}).values(), trained.sha256, facts["training"]["runs"][0]["manifest_sha256"]]:
        assert f"<code>{mark}</code>" in html
    told = words_in(html)
    assert "0.92 [0.87, 0.96]" in told, "F1 with its interval"
    assert facts["frames"]["labels"] == 40
    assert list(damaged_files()) == []


def test_frames_are_shown_without_faces_and_only_where_parents_agreed(ward: Ward, labelled: list[Video]) -> None:
    for consent in Consent.objects.exclude(infant__in=[labelled[0].infant, labelled[2].infant]):
        consent.scopes = ["record", "label", "train", "share"]
        consent.save()
    html = page(written(ward.researcher, ward.study))
    assert html.count("data:image/png") == 2
    assert html.count("data:image/jpeg") == 0, "the frame itself"


def test_nobody_and_no_file_is_named(ward: Ward, trained: Video) -> None:
    names = set(User.objects.values_list("name", flat=True)) | {trained.original_name, "recorded-by-name.mkv"}
    pseudonyms = set(ward.study.infants.values_list("pseudonym", flat=True))
    told = words_in(page(written(ward.researcher, ward.study, with_traces=True)))
    assert not {name for name in names | pseudonyms if re.search(rf"\b{re.escape(name)}\b", told)}


def test_made_again_it_is_the_same_and_a_new_label_shows(ward: Ward, trained: Video) -> None:
    first, second = (written(ward.researcher, ward.study, language=one) for one in ("en", "it"))
    assert first.hashes == second.hashes
    url = f"/api/v1/reports/{first.pk}/check/"
    assert all(one["then"] == one["now"] for one in ward.researcher.get(url).json()["chapters"])
    ward.say(trained, ["pain"], rater=2)
    changed = [one["chapter"] for one in ward.researcher.get(url).json()["chapters"] if one["then"] != one["now"]]
    assert changed == ["frames"]


def test_the_file_is_a_download_that_runs_nothing(ward: Ward, labelled: list[Video]) -> None:
    ward.study.name = "<script>alert(1)</script>"
    ward.study.save()
    report = written(ward.researcher, ward.study)
    assert "<script" not in page(report)
    if "Pango" in report.no_pdf:  # a failed print is a failure; only the missing library is an excuse
        pytest.skip(report.no_pdf)
    for kind, begin in (("html", b"<!doctype html>"), ("pdf", b"%PDF")):
        answer = ward.researcher.get(f"/api/v1/reports/{report.pk}/file/{kind}/")
        assert b"".join(answer.streaming_content).startswith(begin)
        assert answer["Content-Disposition"].startswith("attachment")
        assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert ward.researcher.get(f"/api/v1/reports/{report.pk}/file/exe/").status_code == 404


def test_without_the_text_library_there_is_a_page_and_a_reason(
    ward: Ward, labelled: list[Video], monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = subprocess.CompletedProcess([], press.NO_PANGO)
    monkeypatch.setattr(printing.subprocess, "run", lambda *_, **__: missing)
    report = written(ward.researcher, ward.study)
    assert report.pdf is None
    assert "Pango" in report.no_pdf
    assert report.html is not None
    refused = ward.researcher.get(f"/api/v1/reports/{report.pk}/file/pdf/")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "report_not_there")


def test_the_press_says_that_pango_is_missing(tmp_path: Path) -> None:
    """As on a machine without it: the import of the library fails with an OSError."""
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    variables = {**os.environ, "PYTHONPATH": str(tmp_path)}
    words = [sys.executable, "-m", "annotator.reports.press", "page.html", "page.pdf"]
    assert subprocess.run(words, env=variables, capture_output=True).returncode == press.NO_PANGO


def test_printing_fetches_nothing_and_leaves_this_process_as_it_was(tmp_path: Path) -> None:
    """S01: a name outside the document is refused, the page is printed all the same."""
    page, secret = tmp_path / "page.html", tmp_path / "secret.png"
    secret.write_bytes(b"not for the report")
    page.write_text(f'<img src="file://{secret}"><p>Words</p>')
    try:
        printing.print_pdf(page, tmp_path / "page.pdf")
    except DomainError as problem:
        if problem.code != "no_printing":
            raise
        pytest.skip(problem.message)
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    assert "weasyprint" not in sys.modules
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False, "a cut picture is refused, not filled up"


def test_who_decides_about_frames_gets_none_with_traces(
    ward: Ward, trained: Video, member: Member, client_of: ClientOf
) -> None:
    supervisor = client_of(member(Role.SUPERVISOR))
    report = written(ward.researcher, ward.study, with_traces=True)
    assert supervisor.get(f"/api/v1/studies/{ward.study.pk}/reports/").json()["results"] == []
    assert supervisor.get(f"/api/v1/reports/{report.pk}/file/html/").status_code == 404
    refused = start(supervisor, ward.study, with_traces=True)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "trace_withheld")
    assert start(supervisor, ward.study).status_code == 202


def test_who_oversees_and_answers_blind_gets_none(
    ward: Ward, labelled: list[Video], member: Member, client_of: ClientOf
) -> None:
    both = client_of(member(Role.OPERATOR, Role.RESEARCHER))
    report = written(ward.researcher, ward.study)
    assert both.get(f"/api/v1/reports/{report.pk}/file/html/").status_code == 404
    refused = start(both, ward.study)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "answers_first")
    assert StudyReport.objects.count() == 1, "nothing half begun"


def test_r16_a_withdrawal_erases_every_report_of_the_study(ward: Ward, labelled: list[Video]) -> None:
    report = written(ward.researcher, ward.study)
    waiting = start(ward.researcher, ward.study).json()["id"]
    infant = labelled[0].infant_id
    assert withdrawal.count(infant) == {"reports": 2}
    assert [str(one) for one in withdrawal.subjects(infant)] == [waiting]
    assert report.html is not None
    assert report.pdf is not None
    places = [place_of(stored.path) for stored in (report.html, report.pdf)]
    withdrawal.erase(infant)
    withdrawal.erase(infant)
    assert not any(place.exists() for place in places)
    erased = StudyReport.objects.get(pk=report.pk)
    assert (erased.facts, erased.hashes, erased.html, erased.pdf) == (None,) * 4
    assert erased.erased_at is not None
    answer = ward.researcher.get(f"/api/v1/reports/{report.pk}/check/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "report_not_there")
    job = Job.objects.get(subject_id=waiting)
    run_job(str(job.pk), worker.make)
    assert StudyReport.objects.get(pk=waiting).html is None, "an erased report is not written afterwards"


def test_both_languages_say_the_same_things() -> None:
    own = {key for key in IT if "." in key and not key.startswith(("item.", "region."))}
    assert own == {key for key in EN if "." in key and not key.startswith(("item.", "region."))}
    for key in own:
        fields = [set(re.findall(r"\{(\w+)\}", words[key])) for words in (EN, IT)]
        assert fields[0] == fields[1], key
