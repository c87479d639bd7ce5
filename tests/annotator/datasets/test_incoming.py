"""Data sets from elsewhere: whole or not at all, classes mapped by hand, nothing an archive says is believed."""

from typing import Any

import pytest
from django.conf import settings

from annotator.audit.files import damaged_files, place_of
from annotator.datasets import worker
from annotator.datasets.incoming import pattern_of
from annotator.datasets.manifest import read_rows
from annotator.datasets.models import Dataset
from annotator.jobs import worker as programs
from annotator.jobs.models import Job
from annotator.jobs.tracking import run_job
from annotator.recordings.models import Video
from tests.annotator.conftest import error_code
from tests.annotator.datasets.conftest import Ward, picture
from tests.annotator.datasets.elsewhere import (
    CLASSES,
    FILES,
    announce,
    bomb,
    bring,
    linked,
    lying,
    refused,
    rows_of,
    send,
    table,
    zipped,
)
from tests.annotator.datasets.test_exports import export, place_of_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are checked in this process: PNG and JPEG count as readable."""

    def check(words: list[str], **_: Any) -> dict[str, Any]:
        import json
        from pathlib import Path

        listed = json.loads(Path(words[1]).read_text())
        good = (b"\xff\xd8", b"\x89PNG")
        return {"refused": {one: "not_a_picture" for one in listed if not Path(one).read_bytes().startswith(good)}}

    monkeypatch.setattr(programs, "run_isolated", check)


def test_a_folder_keeps_its_classes_and_becomes_a_domain_of_its_own(ward: Ward, reading: None) -> None:
    from training.dataset import check_files_exist, read_manifest

    dataset, job = bring(ward, zipped({**FILES, "__MACOSX/._a": b"x", "pain/.DS_Store": b"x"}))
    assert job.state == "succeeded", (job.error_code, job.error_message)
    summary = dataset.summary
    assert summary is not None
    assert (summary["rows"], summary["pain"], summary["nonpain"], summary["infants"]) == (9, 3, 6, 3)
    assert summary["original_classes"] == {"cry": 3, "friction": 3, "pain": 3, "rest": 3}
    assert summary["exclusions"] == [{"reason": "class_left_out", "frames": 3, "infants": 3}]
    manifest = read_manifest(dataset.manifest_place)
    check_files_exist(manifest, dataset.pictures_place)
    assert set(manifest.domains) == {"icope"}
    assert set(manifest.context["original_class"]) == {"pain", "rest", "cry"}
    rows = list(read_rows(dataset.manifest_place))
    assert {row["file"] for row in rows} == {path.name for path in dataset.pictures_place.iterdir()}
    assert all("S0" not in row["file"] for row in rows)
    assert not list(damaged_files())
    shown = ward.researcher.get(f"/api/v1/datasets/{dataset.pk}/").json()
    assert [(one["infant"], one["pseudonym"]) for one in shown["by_infant"]] == [(f"S0{n}", None) for n in (1, 2, 3)]
    assert "friction" in ward.researcher.get(f"/api/v1/datasets/{dataset.pk}/card/").json()["text"]
    assert not (place_of(dataset.folder) / "source.zip").exists()


def test_it_arrives_in_parts_and_starts_once(ward: Ward, reading: None) -> None:
    content = zipped(FILES)
    pk = announce(ward, len(content)).json()["id"]
    assert send(ward, pk, content[:100]).headers["Upload-Offset"] == "100"
    assert error_code(send(ward, pk, content[50:], 50)) == "offset_mismatch"
    assert error_code(send(ward, pk, content[100:] + b"more", 100)) == "chunk_too_long"
    assert not Job.objects.filter(subject_id=pk).exists()
    head = ward.researcher.head(f"/api/v1/dataset-imports/{pk}/", HTTP_TUS_RESUMABLE="1.0.0")
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("100", str(len(content)))
    for _ in range(2):
        send(ward, pk, content[100:], 100)
    run_job(str(Job.objects.get(subject_id=pk).pk), worker.import_file)
    assert send(ward, pk, b"", len(content)).headers["Upload-Offset"] == str(len(content))
    assert Job.objects.filter(subject_id=pk).count() == 1


PAIRS = {
    f"{kind}/S{number:02}_{kind}.jpg": picture(9 * number + 40 * (kind == "pain"))
    for kind in ("pain", "rest")
    for number in (1, 2)
}


def test_a_table_with_pictures_keeps_its_context(ward: Ward, reading: None) -> None:
    rows = rows_of(PAIRS)
    dataset, job = bring(
        ward,
        zipped({"set/manifest.csv": table(rows), **{f"set/{n}": d for n, d in PAIRS.items()}}),
        origin="manifest",
        template=None,
        classes=None,
    )
    assert job.state == "succeeded", (job.error_code, job.error_message)
    kept = list(read_rows(dataset.manifest_place))
    assert [row["camera"] for row in kept] == ["old"] * 4
    assert {row["domain"] for row in kept} == {"icope"}
    assert "video" not in kept[0]
    assert {row["original_file"] for row in kept} == set(PAIRS)


def test_what_one_installation_exports_another_takes_in(
    ward: Ward, labelled: list[Video], cutting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = place_of_export(export(ward, ward.build(), audience="outside")).read_bytes()
    monkeypatch.setattr(programs, "run_isolated", lambda *_, **__: {"refused": {}})
    dataset, job = bring(ward, written, origin="manifest", template=None, classes=None, domain="ward-b")
    assert job.state == "succeeded", (job.error_code, job.error_message)
    assert dataset.summary is not None
    assert (dataset.summary["rows"], dataset.summary["pain"], dataset.summary["infants"]) == (24, 8, 6)


def test_it_can_be_exported_in_the_house_only(ward: Ward, reading: None) -> None:
    dataset, _ = bring(ward, zipped(FILES))
    assert export(ward, dataset).rows == 9
    url = f"/api/v1/datasets/{dataset.pk}/exports/"
    answer = ward.researcher.post(url, {"kind": "folder", "audience": "outside"}, format="json")
    assert (answer.status_code, error_code(answer)) == (409, "not_ours_to_share")
    other, _ = bring(ward, zipped(FILES), domain="icope-2")
    answer = ward.researcher.get(f"/api/v1/datasets/{dataset.pk}/difference/?against={other.pk}")
    assert (answer.status_code, error_code(answer)) == (409, "not_comparable")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"classes": {"pain": "pain", "rest": "nonpain"}}, "class_not_mapped"),
        ({"template": "{infant}/{class}/*"}, "name_not_understood"),
        ({"classes": {**CLASSES, "rest": "left_out", "cry": "left_out"}}, "one_class"),
    ],
)
def test_what_cannot_be_mapped_is_refused_by_name(ward: Ward, reading: None, changes: Any, code: str) -> None:
    assert refused(ward, zipped(FILES), **changes) == code
    if code == "class_not_mapped":
        assert (
            "“cry” and" in Job.objects.get(error_code=code).error_message
            or "“cry”" in Job.objects.get(error_code=code).error_message
        )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no archive", "archive_unreadable"),
        (zipped(FILES)[:-40], "archive_unreadable"),
        (zipped({"../../etc/cron.d/x.jpg": b"x"}), "archive_name"),
        (zipped({"/etc/x.jpg": b"x"}), "archive_name"),
        (zipped({"a\\..\\x.jpg": b"x"}), "archive_name"),
        (zipped({"pain/S01_\u202egpj.jpg": b"x"}), "archive_name"),
        (zipped({**FILES, "run.exe": b"MZ"}), "archive_type"),
        (zipped({**FILES, "page.svg": b"<svg/>"}), "archive_type"),
        (zipped({**FILES, "PAIN/S01_pain.jpg": b"x"}), "archive_duplicate"),
        (zipped({"manifest.csv": b"file"}), "no_pictures"),
        (linked(), "archive_link"),
        (bomb(), "archive_too_large"),
        (lying(), "archive_unreadable"),
        (zipped({**FILES, "pain/S04_pain.jpg": b"not a picture"}), "unreadable_pictures"),
        (zipped({"pain/S01_a.jpg": picture(1), "rest/S02_a.jpg": picture(1)}), "contradicting_labels"),
        (zipped({"pain/S01_a.jpg": picture(1), "rest/S01_b.jpg": picture(9)}), "one_infant"),
    ],
)
def test_a_bad_archive_leaves_nothing(ward: Ward, reading: None, content: bytes, code: str) -> None:
    assert refused(ward, content) == code
    assert not [path for path in settings.MEDIA_DIR.rglob("*") if path.suffix in (".jpg", ".exe", ".svg")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sha256": "0" * 64}, "content_changed"),
        ({"label": "maybe"}, "unknown_label"),
        ({"file": "elsewhere.jpg"}, "missing_files"),
        ({"file": "../source.zip"}, "file_outside"),
        ({"infant": ""}, "empty_value"),
        ({"infant": "S\u202e1"}, "text_invalid"),
        ({"domain": "y"}, "several_domains"),
    ],
)
def test_a_table_that_does_not_hold_is_refused(ward: Ward, reading: None, change: dict[str, str], code: str) -> None:
    rows = rows_of(PAIRS)
    rows[0] |= change
    content = zipped({"manifest.csv": table(rows), **PAIRS})
    assert refused(ward, content, origin="manifest", template=None, classes=None) == code


def test_without_a_table_there_is_no_manifest(ward: Ward, reading: None) -> None:
    assert refused(ward, zipped(FILES), origin="manifest", template=None, classes=None) == "manifest_missing"


def test_real_pictures_are_decoded_apart(ward: Ward) -> None:
    _, job = bring(ward, zipped(FILES))
    assert job.state == "succeeded", (job.error_code, job.error_message)
    cut = {**FILES, "pain/S04_pain.jpg": FILES["pain/S01_pain.jpg"][:300]}
    assert refused(ward, zipped(cut), domain="icope-2") == "unreadable_pictures"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"template": "{class}/*"}, "template_invalid"),
        ({"template": "{class}/{infant}/*/*/*"}, "template_invalid"),
        ({"domain": "study"}, "domain_taken"),
        ({"size_bytes": 2**45}, "file_too_large"),
        ({"classes": {"pain": "yes"}}, "invalid"),
        ({"domain": "With Space"}, "invalid"),
    ],
)
def test_what_is_announced_is_checked_at_the_door(
    ward: Ward, labelled: list[Video], cutting: Any, changes: dict[str, Any], code: str
) -> None:
    ward.build()
    size = changes.pop("size_bytes", 10)
    assert error_code(announce(ward, size, **changes)) == code
    assert not Dataset.objects.exclude(origin="study").exists()


def test_what_was_never_built_can_be_taken_off_the_list(ward: Ward, reading: None) -> None:
    failed, _ = bring(ward, b"no archive")
    url = f"/api/v1/datasets/{failed.pk}/"
    assert ward.researcher.delete(url).status_code == 204
    assert ward.researcher.get(url).status_code == 404
    whole, _ = bring(ward, zipped(FILES))
    answer = ward.researcher.delete(f"/api/v1/datasets/{whole.pk}/")
    assert (answer.status_code, error_code(answer)) == (409, "dataset_in_use")


def test_a_template_says_where_class_and_infant_stand() -> None:
    import re

    found = re.fullmatch(pattern_of("{class}/{infant}_*.jpg"), "pain/S01_x_1.jpg")
    assert found is not None
    assert found.groupdict() == {"class": "pain", "infant": "S01"}
    assert re.fullmatch(pattern_of("{class}/{infant}.jpg"), "pain/S01xjpg") is None
