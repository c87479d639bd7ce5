"""A manifest is read whole or refused with a sentence; pictures are checked in one pass."""

import csv
import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.training.made import HEAD, write_csv, write_picture
from training.dataset import read_manifest
from training.folder_import import import_folder
from training.pictures import examine_pictures, perceptual_hash
from training.refusal import TrainingRefused

A, B, C = "a" * 64, "b" * 64, "c" * 64
GOOD = [
    ("1.png", A, "N1", "ward", "pain"),
    ("2.png", B, "N2", "ward", "nonpain"),
    ("3.png", C, "N1", "ward", "nonpain"),
]


def test_a_manifest_becomes_typed_columns(tmp_path: Path) -> None:
    rows = [
        (*row, soft, look) for row, soft, look in zip(GOOD, ("1", "0", "0.25"), ("day", "night", "day"), strict=True)
    ]
    manifest = read_manifest(write_csv(tmp_path / "manifest.csv", (*HEAD, "soft_label", "look"), rows))
    assert manifest.labels.tolist() == [1, 0, 0]
    assert manifest.soft_labels is not None
    assert manifest.soft_labels.tolist() == [1.0, 0.0, 0.25]
    assert manifest.group_names == ["ward/N1", "ward/N2"]
    assert manifest.groups.tolist() == [0, 1, 0]
    assert manifest.context["look"].tolist() == ["day", "night", "day"]


def test_an_infant_of_the_same_name_in_another_domain_is_another_infant(tmp_path: Path) -> None:
    rows = [("1.png", A, "N1", "ward", "pain"), ("2.png", B, "N1", "icope", "nonpain")]
    assert read_manifest(write_csv(tmp_path / "m.csv", HEAD, rows)).group_names == ["icope/N1", "ward/N1"]


@pytest.mark.parametrize(
    ("code", "head", "rows"),
    [
        ("missing_column", HEAD[:-1], [row[:-1] for row in GOOD]),
        ("repeated_column", (*HEAD, "file"), [(*row, "x") for row in GOOD]),
        ("empty_manifest", HEAD, []),
        ("uneven_row", HEAD, [*GOOD, ("4.png",)]),
        ("empty_value", HEAD, [*GOOD, ("4.png", "d" * 64, "", "ward", "pain")]),
        ("unknown_label", HEAD, [*GOOD, ("4.png", "d" * 64, "N2", "ward", "Pain")]),
        ("sha256_malformed", HEAD, [*GOOD, ("4.png", "d" * 63, "N2", "ward", "pain")]),
        ("file_outside", HEAD, [*GOOD, ("../4.png", "d" * 64, "N2", "ward", "pain")]),
        ("file_outside", HEAD, [*GOOD, ("/etc/4.png", "d" * 64, "N2", "ward", "pain")]),
        ("duplicate_file", HEAD, [*GOOD, GOOD[0]]),
        ("contradicting_labels", HEAD, [*GOOD, ("4.png", A, "N2", "ward", "nonpain")]),
        ("one_class", HEAD, [GOOD[1], GOOD[2]]),
        ("one_infant", HEAD, [GOOD[0], GOOD[2]]),
        ("soft_label_invalid", (*HEAD, "soft_label"), [(*row, "nan") for row in GOOD]),
        ("soft_label_invalid", (*HEAD, "soft_label"), [(*row, "") for row in GOOD]),
        ("soft_label_invalid", (*HEAD, "soft_label"), [(*row, "1.01") for row in GOOD]),
    ],
)
def test_bad_input_is_refused_in_words(
    tmp_path: Path, code: str, head: tuple[str, ...], rows: list[tuple[str, ...]]
) -> None:
    with pytest.raises(TrainingRefused) as refusal:
        read_manifest(write_csv(tmp_path / "manifest.csv", head, rows))
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'file,"sha256\n'])
def test_what_is_no_csv_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "manifest.csv"
    path.write_bytes(content)
    with pytest.raises(TrainingRefused) as refusal:
        read_manifest(path)
    assert refusal.value.code == "manifest_unreadable"


def written(folder: Path) -> Path:
    rows = [
        (f"day/{n}.png", write_picture(folder / "day" / f"{n}.png", seed=n), f"N{n % 2}", "ward", label)
        for n, label in enumerate(("pain", "nonpain", "pain"))
    ]
    return write_csv(folder / "manifest.csv", HEAD, rows)


def test_pictures_are_read_once_and_get_their_hashes(tmp_path: Path) -> None:
    looks = examine_pictures(read_manifest(written(tmp_path)), tmp_path)
    assert len(set(looks.hashes.tolist())) == 3
    assert set(looks.kinds) == {"64 x 64 .png"}


def test_a_perceptual_hash_survives_compression_and_size() -> None:
    coarse = np.random.default_rng(5).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    picture = cv2.resize(coarse, (224, 224), interpolation=cv2.INTER_CUBIC)
    _, data = cv2.imencode(".jpg", cv2.resize(picture, (180, 180)), [cv2.IMWRITE_JPEG_QUALITY, 60])
    first, again = (np.asarray(one, np.uint8) for one in (picture, cv2.imdecode(data, cv2.IMREAD_COLOR)))
    assert int(perceptual_hash(first) ^ perceptual_hash(again)).bit_count() <= 4


def test_missing_changed_and_unreadable_pictures_are_refused(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path))
    write_picture(tmp_path / "day" / "1.png", seed=77)
    with pytest.raises(TrainingRefused, match="content_changed"):
        examine_pictures(manifest, tmp_path)
    (tmp_path / "day" / "1.png").unlink()
    with pytest.raises(TrainingRefused, match=r"“day/1\.png”.*missing_files"):
        examine_pictures(manifest, tmp_path)
    path = tmp_path / "broken" / "1.png"
    path.parent.mkdir()
    path.write_bytes(b"no picture")
    rows = [("1.png", "a0a0" * 16, "N1", "ward", "pain"), GOOD[1]]
    (path.parent / "2.png").write_bytes(b"none either")
    hashes = {name: hashlib.sha256((path.parent / name).read_bytes()).hexdigest() for name in ("1.png", "2.png")}
    broken = write_csv(path.parent / "m.csv", HEAD, [(row[0], hashes[row[0]], *row[2:]) for row in rows])
    with pytest.raises(TrainingRefused, match="unreadable_pictures"):
        examine_pictures(read_manifest(broken), path.parent)


def test_a_folder_of_classes_becomes_a_manifest_that_keeps_them(tmp_path: Path) -> None:
    for n, name in enumerate(("pain/S01_1.png", "cry/S01_2.png", "rest/S02_1.png", "friction/S02_2.png")):
        write_picture(tmp_path / "icope" / name, seed=n)
    to, pattern = tmp_path / "manifest.csv", "(?P<class>[^/]+)/(?P<infant>S[0-9]+)_.*"
    classes = {"pain": "pain", "cry": "nonpain", "rest": "nonpain", "friction": "left_out"}
    counts = import_folder(tmp_path / "icope", to, domain="icope", pattern=pattern, classes=classes)
    assert counts == {"pain": 1, "cry": 1, "rest": 1, "friction": 1}
    manifest = read_manifest(to)
    assert dict(zip(manifest.context["original_class"], manifest.labels.tolist(), strict=True)) == {
        "pain": 1,
        "cry": 0,
        "rest": 0,
    }
    examine_pictures(manifest, tmp_path / "icope")
    for wrong, code in (
        ({"pattern": "(?P<class>.*)"}, "pattern_invalid"),
        ({"pattern": "("}, "pattern_invalid"),
        ({"pattern": "(?P<class>rest)/(?P<infant>.*)"}, "name_not_understood"),
        ({"classes": {"pain": "pain"}}, "class_not_mapped"),
        ({"classes": {**classes, "cry": "sad"}}, "mapping_invalid"),
    ):
        with pytest.raises(TrainingRefused) as refusal:
            import_folder(
                tmp_path / "icope",
                to,
                **{"domain": "icope", "pattern": pattern, "classes": classes, **wrong},  # type: ignore[arg-type]
            )
        assert refusal.value.code == code


@pytest.mark.slow
def test_a_million_rows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEAD, "soft_label", "sex"])
        writer.writerows(
            (f"{n}.png", f"{n:064x}", f"N{n % 500}", "ward", "nonpain" if n % 4 else "pain", "0.25", "f")
            for n in range(1_000_000)
        )
    manifest = read_manifest(path)
    assert len(manifest) == 1_000_000
    assert len(manifest.group_names) == 500
    assert int(manifest.labels.sum()) == 250_000
