"""Every detector on real pictures: it finds faces, upright and turned, and says where they are in the frame itself."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.detectors.face import Box, Face, Pixels, intersection_over_union, turned_back
from inference.detectors.missing import WeightsMissingError
from inference.detectors.onnx_description import OnnxDescription, read_description
from inference.detectors.onnx_face import load_described
from inference.detectors.registry import BUILT_IN, THESIS, detector_names, load_detector, status_of
from inference.detectors.turning import TURNS, TurnPolicy, detect_turned, turned
from inference.detectors.weights import add_weights, manifest
from inference.pictures import read_picture
from inference.video.isolation import Limits, run_isolated
from inference.video.refusal import VideoRefused
from tests.inference.assets import IMAGES, WEIGHTS, needs_images, needs_weights

ONE_FACE = ["adult_obama.jpg", "adult_biden.jpg", "pyfeat_single_face.jpg", "infant_synth_baby4.png"]
ROOM = Limits(memory_bytes=1536 << 20)
FACES_SEEN_UPRIGHT = {"dlib-hog": 3, "opencv-haar": 4}  # of four; the others see all


@needs_weights
@needs_images
@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_face_is_found_and_boxed_where_an_upright_one_is(name: str, turn: int) -> None:
    detector, seen = load_detector(name, WEIGHTS), 0
    for file in ONE_FACE:
        picture = read_picture(IMAGES / file)
        upright = detector.detect(picture)
        if not upright:
            continue
        seen += 1
        for policy in (TurnPolicy.ON_MISS, TurnPolicy.ALL_FOUR):
            face = detect_turned(detector, turned(picture, turn), policy)[0]
            # What was found in the turned frame, carried back to the upright one by the same rule.
            back = face.found_at(turn)
            assert intersection_over_union(back.box, upright[0].box) >= 0.5, (file, policy)
    assert seen >= FACES_SEEN_UPRIGHT.get(name, 4)


@needs_weights
@needs_images
@pytest.mark.parametrize("name", BUILT_IN)
def test_with_all_four_turns_the_face_is_known_to_lie(name: str) -> None:
    picture = read_picture(IMAGES / "adult_obama.jpg")
    for turn in TURNS:
        face = detect_turned(load_detector(name, WEIGHTS), turned(picture, turn), TurnPolicy.ALL_FOUR)[0]
        assert (face.turn + turn) % 360 == 0


@needs_weights
@needs_images
def test_the_usual_turn_is_looked_at_first() -> None:
    looked: list[tuple[int, ...]] = []

    class Recorder:
        sure_from = 0.5

        def detect(self, picture: Pixels) -> list[Face]:
            looked.append(picture.shape[:2])
            return [Face(Box(0, 0, 1, 1), 1.0)] if picture.shape[0] > picture.shape[1] else []

    lying = np.zeros((20, 40, 3), np.uint8)
    found = detect_turned(Recorder(), lying, TurnPolicy.ON_MISS, usual_turn=270)
    assert (looked, found[0].turn) == ([(40, 20)], 270)


@given(x=st.floats(0, 1), y=st.floats(0, 1), turn=st.sampled_from(TURNS))
def test_four_quarter_turns_bring_a_point_back(x: float, y: float, turn: int) -> None:
    point = (x, y)
    for _ in range(4):
        point = turned_back(point, turn)
    assert point == pytest.approx((x, y))


@given(row=st.integers(0, 4), column=st.integers(0, 6), turn=st.sampled_from(TURNS))
def test_boxes_follow_the_pixels_they_hold(row: int, column: int, turn: int) -> None:
    picture = np.zeros((5, 7, 3), np.uint8)
    picture[row, column] = 255
    rows, columns = np.nonzero(turned(picture, turn)[:, :, 0])
    height, width = turned(picture, turn).shape[:2]
    seen = Box(columns[0] / width, rows[0] / height, (columns[0] + 1) / width, (rows[0] + 1) / height)
    own = Face(seen, 1.0).found_at(turn).box
    assert own == pytest.approx((column / 7, row / 5, (column + 1) / 7, (row + 1) / 5))


@needs_weights
@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("shape", [(1, 1), (2, 300), (40, 3)])
def test_tiny_and_thin_pictures_have_no_face_and_do_no_harm(name: str, shape: tuple[int, int]) -> None:
    assert detect_turned(load_detector(name, WEIGHTS), np.zeros((*shape, 3), np.uint8), TurnPolicy.ALL_FOUR) == []


@needs_weights
@needs_images
@pytest.mark.parametrize("name", BUILT_IN)
def test_a_face_at_the_border_does_no_harm(name: str) -> None:
    picture = read_picture(IMAGES / "adult_obama.jpg")
    half = np.ascontiguousarray(picture[: picture.shape[0] // 3, picture.shape[1] // 2 :])
    for face in detect_turned(load_detector(name, WEIGHTS), half, TurnPolicy.ALL_FOUR):
        assert face.box.within_frame().area > 0


@needs_weights
@needs_images
@pytest.mark.parametrize("name", ["mediapipe-short", "retinaface", "dlib-hog"])
def test_detection_runs_apart_without_a_network(name: str) -> None:
    words = ["detect", str(IMAGES / "adult_obama.jpg"), "--detector", name, "--weights", str(WEIGHTS), "--json"]
    (answer,) = run_isolated(words, limits=ROOM)["pictures"]
    left, top, right, bottom = answer["faces"][0]["box"]
    assert (left < 0.55 < right, top < 0.22 < bottom) == (True, True)


def test_without_weights_only_those_that_need_none_can_run(tmp_path: Path) -> None:
    missing = {name: status_of(name, tmp_path).missing for name in detector_names(tmp_path)}
    assert [name for name, why in missing.items() if not why] == ["opencv-haar", "dlib-hog"]
    assert missing["retinaface"].startswith("not installed: retinaface_mbnet0.25.onnx is not in the folder")
    assert set(THESIS) <= set(missing)


@needs_weights
def test_a_file_with_the_right_name_and_other_bytes_is_not_loaded(tmp_path: Path) -> None:
    file = tmp_path / manifest()["retinaface"].file
    file.write_bytes((WEIGHTS / file.name).read_bytes()[:-1] + b"x")
    assert "hash differs" in status_of("retinaface", tmp_path).missing
    with pytest.raises(WeightsMissingError, match="hash differs"):
        load_detector("retinaface", tmp_path)


@needs_weights
def test_known_files_are_recognised_by_their_hash_whatever_they_are_called(tmp_path: Path) -> None:
    source = tmp_path / "download (1)"
    shutil.copy(WEIGHTS / "face_detection_yunet_2023mar.onnx", source)
    assert add_weights(source, tmp_path / "weights", name=None, licence=None, description=None) == "yunet"
    assert status_of("yunet", tmp_path / "weights").missing == ""


@needs_weights
@needs_images
def test_a_new_face_model_needs_a_name_a_licence_and_a_description(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    model = tmp_path / "other.onnx"
    model.write_bytes((WEIGHTS / "yolov5n-0.5-face.onnx").read_bytes() + b"\x9a\x01\x00")
    about = tmp_path / "about.toml"
    about.write_text('layout = "yolov5-face"\ninput_px = 640\nscore_from = 0.6\n')
    with pytest.raises(WeightsMissingError, match="give it a name"):
        add_weights(model, folder, name=None, licence=None, description=about)
    with pytest.raises(WeightsMissingError, match="description"):
        add_weights(model, folder, name="ward-7", licence="ours", description=None)
    with pytest.raises(WeightsMissingError, match="lower-case"):
        add_weights(model, folder, name="Ward 7", licence="ours", description=about)
    with pytest.raises(WeightsMissingError, match="hash differs"):
        add_weights(model, folder, name="retinaface", licence="ours", description=about)
    assert add_weights(model, folder, name="ward-7", licence="ours", description=about) == "ward-7"
    assert "ward-7" in detector_names(folder)
    assert load_detector("ward-7", folder).detect(read_picture(IMAGES / "adult_obama.jpg"))
    (folder / "ward-7.onnx").write_bytes(b"changed")
    assert "not the file that was added" in status_of("ward-7", folder).missing


@needs_weights
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("layout = 'yolov9000'", "layout must be one of"),
        ("layout = 'yolov8'\nmagic = 1", "“magic” is not a key"),
        ("layout = 'yolov8'\ninput_px = 100", "multiple of 32"),
        ("layout = 'yolov8'\nmean = [1, 2]", "three numbers"),
        ("layout = 'yolov8'\nscale = 'a'", "must be a number"),
        ("layout = ", "not a TOML file"),
    ],
)
def test_a_wrong_description_says_what_is_wrong(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "about.toml").write_text(content)
    with pytest.raises(WeightsMissingError, match=reason):
        read_description(tmp_path / "about.toml")


@needs_weights
def test_an_onnx_file_that_is_no_face_model_is_refused_when_it_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "text.onnx").write_text("not a model")
    with pytest.raises(WeightsMissingError, match="not an ONNX model"):
        load_described(tmp_path / "text.onnx", OnnxDescription(layout="yolov8"))
    with pytest.raises(WeightsMissingError, match="does not answer as"):
        load_described(WEIGHTS / "face_detection_yunet_2023mar.onnx", OnnxDescription(layout="scrfd", input_px=320))


@needs_weights
def test_the_list_of_detectors_is_a_command(tmp_path: Path) -> None:
    answer = run_isolated(["weights", "list", "--weights", str(WEIGHTS), "--json"], limits=ROOM)
    assert {one["name"] for one in answer["detectors"]} >= set(THESIS)
    with pytest.raises(VideoRefused, match="No detector is called"):
        run_isolated(["detect", str(tmp_path), "--detector", "magic", "--weights", str(WEIGHTS), "--json"], limits=ROOM)
    assert json.dumps(answer)
