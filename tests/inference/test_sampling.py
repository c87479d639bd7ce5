"""Pictures drawn at a rate: which frames, their times, their bytes."""

import csv
import hashlib
import json
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.__main__ import main
from inference.video.isolation import run_isolated
from inference.video.sampling import frames_at_rate, sample_to_folder
from inference.video.still import bits_apart, difference_hash
from tests.inference.filming import TICK, Camera, Image, film, number_in

STEADY = [round(i * 1000 / 30) for i in range(150)]
UNEVEN = [0, 33, 66, 166, 200, 233, 600, 633, 660, 1200, 1240, 1260, 1800, 1833, 2960, 3010]
SECOND = 90_000


def picture(path: Path) -> Image:
    return np.asarray(cv2.imread(str(path)), np.uint8)[:, :, ::-1]


def test_each_picture_is_the_frame_shown_nearest_to_its_moment(tmp_path: Path) -> None:
    source = film(tmp_path / "uneven.mkv", UNEVEN, Camera())
    answer = run_isolated(["sample", str(source), "--fps", "1", "--out", str(tmp_path / "out"), "--json"])

    frames = answer["frames"]
    # Moments 0, 1, 2 s; the frames nearest to them, by their own times: 0, 1200 (index 9), 1833 (index 13).
    assert [(one["index"], one["pts_ms"]) for one in frames] == [(0, 0), (9, 1200), (13, 1833)]
    assert [number_in(picture(tmp_path / "out" / one["file"])) for one in frames] == [0, 9, 13]
    assert answer["unreadable"] == 0


def test_the_list_says_number_time_file_and_hash(tmp_path: Path) -> None:
    source, folder = film(tmp_path / "steady.mkv", STEADY, Camera()), tmp_path / "out"
    words = ["sample", str(source), "--fps", "2", "--start-ms", "1000", "--end-ms", "4000", "--max-frames", "5"]
    assert run_isolated([*words, "--out", str(folder), "--json"])["unreadable"] == 0

    rows = list(csv.DictReader((folder / "frames.csv").read_text().splitlines()))
    assert [row["pts_ms"] for row in rows] == ["1000", "1500", "2000", "2500", "3000"]
    assert list(rows[0]) == ["index", "pts_ms", "file", "sha256"]
    for row in rows:
        assert hashlib.sha256((folder / row["file"]).read_bytes()).hexdigest() == row["sha256"]


def test_a_turned_video_gives_upright_pictures_of_the_size_people_watch(tmp_path: Path) -> None:
    source = film(tmp_path / "turned.mp4", STEADY[:40], Camera(turn=90, stored=lambda image: np.rot90(image, 1)))
    drawn = sample_to_folder(source, tmp_path, [0, 7, 33], times=[90 * stamp for stamp in STEADY[:40]])
    assert [(one.width, one.height) for one in drawn] == [(160, 120)] * 3
    assert [number_in(picture(tmp_path / one.file)) for one in drawn] == [0, 7, 33]


def test_the_same_choice_gives_the_same_bytes(tmp_path: Path) -> None:
    source = film(tmp_path / "steady.mkv", STEADY, Camera())
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({"times": [90 * stamp for stamp in STEADY], "chosen": [3, 50, 149]}))
    for name in ("one", "two"):
        run_isolated(["sample", str(source), "--plan", str(plan), "--out", str(tmp_path / name), "--json"])
    first, second = (sorted((tmp_path / name).iterdir()) for name in ("one", "two"))
    assert len(first) == 7
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_drawing_side_by_side_gives_the_same_bytes_as_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = film(tmp_path / "groups.mkv", STEADY, Camera(options=(("bf", "2"), ("g", "12"))))
    times, chosen, told = [90 * stamp for stamp in STEADY], list(range(0, 150, 5)), list[int]()
    side_by_side = sample_to_folder(
        source, tmp_path / "a", chosen, times=times, progress=lambda done, total: told.append(done)
    )
    monkeypatch.setattr("inference.video.sampling.READERS", 1)
    assert side_by_side == sample_to_folder(source, tmp_path / "b", chosen, times=times)
    assert [one.index for one in side_by_side] == chosen
    assert told == list(range(1, len(chosen) + 1))


def test_a_disk_that_refuses_stops_every_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, kept = film(tmp_path / "groups.mkv", STEADY, Camera()), list[int]()

    def full(done: int, total: int) -> None:
        kept.append(done)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        sample_to_folder(
            source, tmp_path / "a", list(range(150)), times=[90 * stamp for stamp in STEADY], progress=full
        )
    assert len(kept) <= 2


def test_a_window_beyond_the_end_gives_what_there_is(tmp_path: Path) -> None:
    source = film(tmp_path / "steady.mkv", STEADY[:45], Camera())
    answer = run_isolated(
        ["sample", str(source), "--fps", "1", "--end-ms", "600000", "--out", str(tmp_path / "out"), "--json"]
    )
    assert [one["pts_ms"] for one in answer["frames"]] == [0]


def test_no_picture_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note.txt").write_text("no video")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("inference.__main__.enter_sandbox", lambda *_, **__: None)
        assert main(["sample", str(tmp_path / "note.txt"), "--out", str(tmp_path / "out")]) == 2
    assert "not a video" in capsys.readouterr().err


@given(
    start=st.integers(0, 50), seconds=st.integers(0, 200), rate=st.sampled_from([0.5, 1.0, 2.0]),
    most=st.none() | st.integers(1, 100),
)  # fmt: skip
def test_the_moments_are_those_of_the_rule(start: int, seconds: int, rate: float, most: int | None) -> None:
    every_tick_rate = [round(place * SECOND / 50) for place in range(260 * 50)]
    drawn = frames_at_rate(
        every_tick_rate, start=start * SECOND, end=(start + seconds) * SECOND, per_second=rate, most=most
    )
    count = int(seconds * rate)
    moments = [start + place / rate for place in range(count if most is None else min(count, most))]
    assert [Fraction(every_tick_rate[place]) * TICK for place in drawn] == moments


def test_a_stretch_without_a_frame_gives_none() -> None:
    assert frames_at_rate([0, 900_000], start=90_000, end=180_000, per_second=1) == []
    assert frames_at_rate([0, 100_000, 900_000], start=90_000, end=180_000, per_second=1) == [1]


def test_the_hash_knows_a_picture_again_and_tells_others_apart() -> None:
    generator = np.random.default_rng(1)
    small = generator.integers(0, 255, (12, 16, 3), dtype=np.uint8)
    scene = np.asarray(cv2.resize(small, (640, 480), interpolation=cv2.INTER_CUBIC), np.uint8)
    other = scene[::-1, ::-1]
    brighter = np.clip(scene.astype(int) + 12, 0, 255).astype(np.uint8)
    assert bits_apart(difference_hash(scene), difference_hash(brighter[::2, ::2])) <= 4
    assert bits_apart(difference_hash(scene), difference_hash(np.ascontiguousarray(other))) > 16
