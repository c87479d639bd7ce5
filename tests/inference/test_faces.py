"""The infant's face among several, its crop, odd pictures, and faces made unrecognisable."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inference.anonymise import Method, Region, anonymise
from inference.comparison import Timed, agreement_between, correctness, disagreement, summarise
from inference.detectors.face import Box, Face, intersection_over_union
from inference.detectors.turning import TurnPolicy, detect_turned
from inference.faces import CropRule, choose_faces, crop_face, points_in_crop
from inference.pictures import pictures_in, read_picture
from inference.tournament import hold_tournament
from inference.video.refusal import VideoRefused
from tests.inference.assets import IMAGES, WEIGHTS, needs_images, needs_weights

RED = (200, 30, 20)


def face(left: float, top: float, size: float, score: float = 0.9) -> Face:
    return Face(Box(left, top, left + size, top + size), score)


def test_the_track_is_the_large_steady_face_not_the_one_that_passes_by() -> None:
    infant = [face(0.4 + 0.01 * i, 0.4, 0.2) for i in range(6)]
    frames = [[one] for one in infant]
    frames[2] = [face(0.0, 0.0, 0.3), infant[2]]  # a nurse leans in, larger than the infant
    frames[4] = []
    assert choose_faces(frames) == [0, 0, 1, 0, None, 0]


def test_a_person_s_choice_pulls_the_track_along() -> None:
    frames = [[face(0.1, 0.1, 0.3), face(0.6, 0.6, 0.25)] for _ in range(5)]
    assert choose_faces(frames) == [0] * 5
    assert choose_faces(frames, pinned={2: 1})[2] == 1
    assert choose_faces(frames, pinned={0: 1, 4: 1}) == [1] * 5


def test_no_face_anywhere_is_no_choice() -> None:
    assert choose_faces([[], []]) == [None, None]
    assert choose_faces([]) == []


@given(
    left=st.floats(-0.3, 0.9), top=st.floats(-0.3, 0.9), wide=st.floats(0.05, 0.8), high=st.floats(0.05, 0.8),
    margin=st.sampled_from([0.0, 0.2]), turn=st.sampled_from([0, 90, 180, 270]),
)  # fmt: skip
def test_a_square_crop_is_square_whatever_the_box(
    left: float, top: float, wide: float, high: float, margin: float, turn: int
) -> None:
    box = Box(left, top, left + wide, top + high)
    picture = np.zeros((60, 80, 3), np.uint8)
    if box.within_frame().area * 60 * 80 < 4:
        return
    assert (
        crop_face(picture, box, CropRule(margin=margin, side_px=None), turn=turn).shape[:2][::-1]
        == (crop_face(picture, box, CropRule(margin=margin, side_px=None), turn=turn).shape[:2])
    )
    assert crop_face(picture, box, CropRule(margin=margin), turn=turn).shape == (224, 224, 3)


def test_a_crop_stands_upright_and_keeps_its_pixels() -> None:
    picture = np.zeros((40, 60, 3), np.uint8)
    picture[10:20, 30:40] = RED
    picture[10:20, 30:32] = 255  # the chin points left: the head lies on its side
    crop = crop_face(picture, Box(30 / 60, 10 / 40, 40 / 60, 20 / 40), CropRule(side_px=None), turn=270)
    assert crop.shape == (10, 10, 3)
    assert (crop[-2:] == 255).all()
    assert (crop[:-2] == RED).all()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_point_of_the_frame_lies_in_the_crop_where_it_is_said_to(turn: int) -> None:
    picture = np.zeros((240, 320, 3), np.uint8)
    picture[100:104, 150:154] = 255
    box, rule = Box(0.35, 0.2, 0.75, 0.7), CropRule(margin=0.2, side_px=None)
    crop = crop_face(picture, box, rule, turn=turn)
    [(x, y)] = points_in_crop([(152 / 320, 102 / 240)], box, rule, width=320, height=240, turn=turn)
    down, across = np.argwhere(crop[..., 0] == 255).mean(axis=0) + 0.5
    assert abs(x * crop.shape[1] - across) < 1e-6
    assert abs(y * crop.shape[0] - down) < 1e-6


def test_a_crop_beyond_the_frame_continues_its_edge() -> None:
    picture = np.full((20, 20, 3), 90, np.uint8)
    crop = crop_face(picture, Box(-0.5, 0.0, 0.5, 1.0), CropRule(side_px=None))
    assert crop.shape == (20, 20, 3)
    assert (crop == 90).all()
    with pytest.raises(ValueError, match="area"):
        crop_face(picture, Box(0.5, 0.5, 0.5, 0.9), CropRule())
    with pytest.raises(ValueError, match="outside"):
        crop_face(picture, Box(1.5, 1.5, 1.9, 1.9), CropRule())


def test_odd_pictures_become_upright_eight_bit_colour(tmp_path: Path) -> None:
    upright = np.zeros((8, 16, 3), np.uint8)
    upright[:, :8] = RED
    kinds = {
        "sixteen.png": Image.fromarray(upright[:, :, 0].astype(np.uint16) << 8),
        "grey.png": Image.fromarray(upright[:, :, 0]),
        "alpha.png": Image.fromarray(np.dstack([upright, np.full((8, 16), 10, np.uint8)])),
        "cmyk.jpg": Image.fromarray(upright).convert("CMYK"),
        "palette.png": Image.fromarray(upright).convert("P"),
    }
    for name, image in kinds.items():
        image.save(tmp_path / name, quality=100, subsampling=0)
        picture = read_picture(tmp_path / name)
        assert picture.shape == (8, 16, 3)
        assert picture.dtype == np.uint8
        assert abs(int(picture[4, 2, 0]) - 200) < 12, name
        assert abs(int(picture[4, 13, 0])) < 12, name


def test_a_turned_photograph_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by 90 degrees
    lying = np.zeros((8, 16, 3), np.uint8)
    lying[:, :8] = 255
    Image.fromarray(lying).save(tmp_path / "phone.jpg", exif=exif, quality=95)
    picture = read_picture(tmp_path / "phone.jpg")
    assert picture.shape == (16, 8, 3)
    assert picture[2, 4].min() > 200


@pytest.mark.parametrize(
    ("name", "code"), [("cut.jpg", "picture_damaged"), ("text.jpg", "not_a_picture"), ("empty.png", "not_a_picture")]
)
def test_what_is_no_whole_picture_is_refused(tmp_path: Path, name: str, code: str) -> None:
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (64, 64, 3), dtype=np.uint8)).save(tmp_path / "whole.jpg")
    content = {"cut.jpg": (tmp_path / "whole.jpg").read_bytes()[:-900], "text.jpg": b"hello", "empty.png": b""}[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(VideoRefused) as refusal:
        read_picture(tmp_path / name)
    assert refusal.value.code == code


@pytest.mark.parametrize("method", [Method.BLUR, Method.PIXELATE])
def test_what_is_hidden_cannot_be_told_from_another_face_with_the_same_mean_colours(method: Method) -> None:
    generator = np.random.default_rng(2)
    one = np.full((120, 120, 3), 80, np.uint8)
    one[30:90, 30:90] = generator.integers(0, 255, (60, 60, 3), dtype=np.uint8)
    hidden = anonymise(one, [face(0.3, 0.3, 0.4)], method)
    assert (hidden[:10] == 80).all()
    inside = hidden[40:80, 40:80].astype(float)
    assert inside.std() < one[40:80, 40:80].astype(float).std() / 3


@given(turn=st.sampled_from([0, 90, 180, 270]))
def test_the_bar_lies_over_the_eyes_whatever_way_the_face_lies(turn: int) -> None:
    picture = np.random.default_rng(3).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    lying = Face(Box(0.2, 0.2, 0.8, 0.8), 1.0, turn=turn)
    changed = (anonymise(picture, [lying], Method.PIXELATE, Region.EYES) != picture).any(axis=2)
    rows, columns = np.nonzero(np.rot90(changed, -turn // 90))
    assert (rows.min() >= 60, rows.max() <= 100, columns.min() >= 38, columns.max() <= 161) == (True,) * 4


@needs_weights
@needs_images
def test_no_detector_finds_the_face_again() -> None:
    from inference.detectors.registry import BUILT_IN, load_detector

    picture = read_picture(IMAGES / "infant_synth_baby4.png")
    found = [one for name in BUILT_IN for one in load_detector(name, WEIGHTS).detect(picture)]
    whole = [one for one in found if one.box.area > 0.02]
    for method in (Method.PIXELATE, Method.MESH):
        hidden = anonymise(picture, whole, method, weights=WEIGHTS)
        for name in ("yunet", "opencv-ssd", "retinaface") if method == Method.PIXELATE else ():
            again = detect_turned(load_detector(name, WEIGHTS), hidden, TurnPolicy.NONE)
            assert all(intersection_over_union(one.box, whole[0].box) < 0.3 for one in again)
        assert cv2.absdiff(hidden, picture).any()


def test_the_comparison_counts_and_times() -> None:
    a, b = face(0.1, 0.1, 0.2), face(0.5, 0.5, 0.2)
    summary = summarise([Timed([a], 10), Timed([], 20), Timed([a, b], 30)])
    assert (summary.frames, summary.empty, summary.several, summary.median_ms) == (3, 1, 1, 20)
    assert agreement_between({"x": [[a], [], []], "y": [[a], [b], []]}) == {("x", "y"): 0.5}
    assert disagreement({"x": [a], "y": [a]}) == 0
    assert disagreement({"x": [a], "y": [b], "z": []}) == 1
    assert summarise([]).median_ms is None


def test_right_and_wrong_boxes_are_counted_once() -> None:
    a, b = face(0.1, 0.1, 0.2), face(0.5, 0.5, 0.2)
    right = correctness([[a, face(0.11, 0.1, 0.2)], [b], []], [[a.box], [], [b.box]])
    assert (right.hits, right.found, right.with_face, right.frames) == (1, 3, 2, 3)
    assert right.recall == 0.5
    assert right.precision == pytest.approx(1 / 3)
    assert right.mean_iou == 1.0
    nothing = correctness([[]], [[]])
    assert (nothing.recall, nothing.precision, nothing.mean_iou) == (None, None, None)


@needs_weights
@needs_images
def test_a_tournament_over_a_folder(tmp_path: Path) -> None:
    for name in ("adult_obama.jpg", "pyfeat_single_face.jpg"):
        Image.fromarray(read_picture(IMAGES / name)).save(tmp_path / name)
    (tmp_path / "broken.jpg").write_bytes(b"no")
    (tmp_path / "boxes.csv").write_text("file,left,top,right,bottom\nadult_obama.jpg,0.41,0.08,0.67,0.37\n")
    names, policies = ["yunet", "opencv-ssd"], ["none", "on_miss"]
    answer = hold_tournament(
        pictures_in(tmp_path), WEIGHTS, names=names, policies=policies, boxes=tmp_path / "boxes.csv"
    )
    assert (answer["frames"], list(answer["refused"])) == (2, [str(tmp_path / "broken.jpg")])
    assert list(answer["arms"]) == ["yunet", "yunet on_miss", "opencv-ssd", "opencv-ssd on_miss"]
    assert answer["arms"]["yunet"]["correctness"]["recall"] == 1
    assert len(answer["agreement"]) == 6


@needs_weights
@needs_images
def test_a_detector_without_its_weights_is_named_and_the_others_run(tmp_path: Path) -> None:
    Image.fromarray(read_picture(IMAGES / "adult_obama.jpg")).save(tmp_path / "one.jpg")
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "retinaface_mbnet0.25.onnx").write_bytes(b"other bytes")
    answer = hold_tournament(pictures_in(tmp_path / "one.jpg"), weights, names=None, policies=["none"])
    assert list(answer["arms"]) == ["opencv-haar", "dlib-hog"]
    assert answer["not_installed"]["retinaface"].startswith("not installed: ")
    assert "hash differs" in answer["not_installed"]["retinaface"]
    assert "is not in the folder" in answer["not_installed"]["yunet"]
