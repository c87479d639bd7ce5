"""A YOLO detector of a study's own: the dataset, the words without Ultralytics, and the real thing where it is."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inference.detectors.face import Box
from inference.detectors.onnx_description import OnnxDescription, read_description
from inference.detectors.registry import load_detector
from inference.detectors.weights import add_weights
from inference.yolo.conversion import as_toml
from inference.yolo.dataset import COLUMNS, BoxedPicture, held_out, read_boxes, write_dataset
from inference.yolo.program import FOLDER_VARIABLE, YoloRefused, yolo_program

ROOT = Path(__file__).parents[2]
NO_ULTRALYTICS = "Ultralytics is not installed (optional, AGPL-3.0: make yolo)"


def has_ultralytics() -> bool:
    try:
        yolo_program()
    except YoloRefused:
        return False
    return True


needs_ultralytics = pytest.mark.skipif(not has_ultralytics(), reason=NO_ULTRALYTICS)
Sides = tuple[float, ...] | tuple[str, ...]


def boxed(folder: Path, rows: list[tuple[str, str, Sides]], side_px: int = 64) -> Path:
    """Pictures with a bright square where the box is, and their list."""
    folder.mkdir(exist_ok=True)
    with (folder / "boxes.csv").open("w", newline="") as content:
        writer = csv.writer(content)
        writer.writerow(COLUMNS)
        for file, infant, sides in rows:
            writer.writerow([file, infant, *sides])
            picture = np.full((side_px, side_px, 3), 40, np.uint8)
            if sides[0] != "":
                left, top, right, bottom = (round(float(side) * side_px) for side in sides)
                picture[top:bottom, left:right] = 220
            Image.fromarray(picture).save(folder / file)
    return folder


def family(infants: int, each: int) -> list[tuple[str, str, Sides]]:
    return [(f"{i}-{n}.png", f"infant-{i}", (0.25, 0.25, 0.75, 0.75)) for i in range(infants) for n in range(each)]


def run(*words: str | Path, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "inference", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)


@given(counts=st.dictionaries(st.text(min_size=1, max_size=5), st.integers(1, 50), min_size=2, max_size=20))
def test_some_infants_are_held_out_and_some_are_not(counts: dict[str, int]) -> None:
    apart = held_out(counts)
    assert set() < apart < set(counts)
    assert apart == held_out(dict(reversed(counts.items())))
    largest = max(counts.values())
    assert sum(counts[one] for one in apart) < 0.2 * sum(counts.values()) + largest


def test_what_is_learned_from_one_infant_cannot_be_measured() -> None:
    with pytest.raises(YoloRefused, match="at least two infants"):
        held_out({"only": 7})


def test_the_dataset_has_no_infant_on_both_sides_and_boxes_by_centre_and_size(tmp_path: Path) -> None:
    rows = [*family(4, 3), ("none.png", "infant-0", ("", "", "", "")), ("edge.png", "infant-1", (0.5, 0.0, 1.0, 0.5))]
    source = boxed(tmp_path / "boxes", rows)
    pictures = read_boxes(source)
    assert pictures[0] == BoxedPicture(source.resolve() / "0-0.png", "infant-0", (Box(0.25, 0.25, 0.75, 0.75),))
    sizes = write_dataset(pictures, tmp_path / "yolo")
    assert sizes["pictures_trained"] + sizes["pictures_held_out"] == 14
    assert sizes["infants_trained"] + sizes["infants_held_out"] == 4
    sides = {
        pictures[int(file.stem)].infant: file.parent.name for file in (tmp_path / "yolo" / "images").rglob("*.png")
    }
    for file in (tmp_path / "yolo" / "images").rglob("*.png"):
        one = pictures[int(file.stem)]
        assert file.parent.name == sides[one.infant]
        label = (tmp_path / "yolo" / "labels" / file.parent.name / f"{file.stem}.txt").read_text()
        assert label == {
            "none.png": "",
            "edge.png": "0 0.750000 0.250000 0.500000 0.500000\n",
        }.get(one.path.name, "0 0.500000 0.500000 0.500000 0.500000\n")
        assert file.read_bytes() == one.path.read_bytes()
    about = json.loads((tmp_path / "yolo" / "data.yaml").read_text())
    assert (about["names"], about["train"], about["val"]) == (["face"], "images/train", "images/val")
    with pytest.raises(YoloRefused, match="not empty"):
        write_dataset(pictures, tmp_path / "yolo")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("missing.png,a,0.1,0.1,0.5,0.5", "line 2: missing.png is not a file of this folder"),
        ("../outside.png,a,0.1,0.1,0.5,0.5", "not a file of this folder"),
        ("a.png,,0.1,0.1,0.5,0.5", "no infant is named"),
        ("a.png,a,0.1,0.1,0.1,0.5", "no area"),
        ("a.png,a,1.1,0.1,1.4,0.5", "no area"),
        ("a.png,a,0.1,nan,0.5,0.5", "no area"),
        ("a.png,a,0.1,left,0.5,0.5", "line 2"),
        ("a.png,a", "line 2"),
    ],
)
def test_a_wrong_list_names_its_line(tmp_path: Path, row: str, reason: str) -> None:
    Image.new("RGB", (9, 9)).save(tmp_path / "a.png")
    Image.new("RGB", (9, 9)).save(tmp_path.parent / "outside.png")
    (tmp_path / "boxes.csv").write_text(f"{','.join(COLUMNS)}\n{row}\n")
    with pytest.raises(YoloRefused, match=reason) as refusal:
        read_boxes(tmp_path)
    assert refusal.value.code == "boxes_invalid"


def test_a_damaged_picture_is_named(tmp_path: Path) -> None:
    source = boxed(tmp_path / "boxes", family(2, 1))
    (source / "1-0.png").write_bytes(b"no picture")
    with pytest.raises(YoloRefused, match=r"1-0\.png: This is not a picture") as refusal:
        write_dataset(read_boxes(source), tmp_path / "yolo")
    assert refusal.value.code == "not_a_picture"


def test_without_ultralytics_a_sentence_says_how_to_get_it_and_nothing_is_written(tmp_path: Path) -> None:
    source = boxed(tmp_path / "boxes", family(2, 1))
    (tmp_path / "model.pt").write_bytes(b"never opened")
    environment = {FOLDER_VARIABLE: str(tmp_path / "nowhere")}
    asked: tuple[list[str | Path], ...] = (
        ["weights", "convert", tmp_path / "model.pt", "--out", tmp_path / "out.onnx", "--json"],
        ["finetune", source, "--weights", tmp_path / "model.pt", "--out", tmp_path / "out", "--json"],
    )
    for words in asked:
        answer = run(*words, environment=environment)
        assert answer.returncode == 2
        assert json.loads(answer.stdout)["refused"]["code"] == "yolo_not_installed"
        assert "A .pt file is a pickle" in answer.stderr
        assert "make yolo" in answer.stderr
    assert not list(tmp_path.glob("out*"))


def test_converting_needs_a_file_and_a_place(tmp_path: Path) -> None:
    answer = run("weights", "convert", tmp_path / "model.pt", "--out", tmp_path / "model.pb")
    assert answer.returncode == 2
    assert "which .onnx file to write" in answer.stderr


def test_the_description_is_read_back(tmp_path: Path) -> None:
    about = OnnxDescription(layout="yolov8", input_px=416, face_class=3)
    (tmp_path / "face.toml").write_text(as_toml(about))
    assert read_description(tmp_path / "face.toml") == about


def test_nothing_of_ultralytics_is_imported_here() -> None:
    code = "import sys, inference.yolo.finetuning\nprint({'ultralytics', 'torch'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.stdout.strip() == "set()"


def made_model(path: Path, *, classes: int = 1) -> Path:
    """A small YOLO11 without training, saved by Ultralytics itself."""
    code = (
        "import sys, pathlib, yaml, ultralytics\n"
        "from ultralytics import YOLO\n"
        "target, classes = pathlib.Path(sys.argv[1]), int(sys.argv[2])\n"
        "about = yaml.safe_load(next(pathlib.Path(ultralytics.__file__).parent.rglob('yolo11.yaml')).read_text())\n"
        "about['nc'] = classes\n"
        "own = target.with_name('yolo11n-own.yaml')\n"
        "own.write_text(yaml.safe_dump(about))\n"
        "model = YOLO(str(own))\n"
        "model.model.names = {number: 'face' if classes == 1 else f'thing {number}' for number in range(classes)}\n"
        "model.save(str(target))\n"
    )
    python = yolo_program().with_name("python")
    environment = {"YOLO_OFFLINE": "1", "YOLO_CONFIG_DIR": str(path.parent), "HOME": str(path.parent)}
    words = [str(python), "-c", code, str(path), str(classes)]
    subprocess.run(words, check=True, capture_output=True, env=environment, cwd=path.parent)
    return path


@needs_ultralytics
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_model_is_converted_and_runs_as_a_detector_at_once(tmp_path: Path) -> None:
    model, target = made_model(tmp_path / "own.pt"), tmp_path / "own.onnx"
    answer = run("weights", "convert", model, "--out", target, "--input-px", "320")
    assert answer.returncode == 0, answer.stderr
    about = target.with_suffix(".toml")
    assert add_weights(target, tmp_path / "w", name="own", licence="ours", description=about) == "own"
    assert load_detector("own", tmp_path / "w").detect(np.zeros((240, 320, 3), np.uint8)) == []


@needs_ultralytics
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_is_no_face_model_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "text.pt").write_text("not a pickle")
    for model, code in (
        (made_model(tmp_path / "things.pt", classes=3), "not_a_face_model"),
        (tmp_path / "text.pt", "conversion_failed"),
    ):
        answer = run("weights", "convert", model, "--out", tmp_path / "out.onnx", "--json")
        assert (answer.returncode, json.loads(answer.stdout)["refused"]["code"]) == (2, code)
    assert not (tmp_path / "out.onnx").exists()


@needs_ultralytics
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_detector_is_trained_on_corrected_boxes_and_runs(tmp_path: Path) -> None:
    source, model = boxed(tmp_path / "boxes", family(3, 4)), made_model(tmp_path / "own.pt")
    sizes = ("--epochs", "1", "--input-px", "64")
    answer = run("finetune", source, "--weights", model, *sizes, "--out", tmp_path / "out", "--json")
    assert answer.returncode == 0, answer.stderr
    result = json.loads(answer.stdout.splitlines()[-1])["result"]
    assert (result["infants_trained"], result["infants_held_out"], result["epochs"]) == (2, 1, 1)
    assert 0 <= result["recall"] <= 1
    target = tmp_path / "out" / "face.onnx"
    assert add_weights(target, tmp_path / "w", name="own", licence="ours", description=target.with_suffix(".toml"))
    load_detector("own", tmp_path / "w")
