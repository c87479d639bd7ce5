"""Chosen frames come out exactly, whatever is left undecoded on the way."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.video.frame_index import index_frames, nearest_frame, readable_times
from inference.video.frame_reading import guide_of, in_parts, read_frames
from inference.video.playback import write_playback_copy
from tests.inference.filming import Camera, damage, film, number_in

MEDIA = Path(__file__).parents[2].parent / "shared" / "assets"
READY = [
    line.split("\t")[0]
    for line in (Path(__file__).parent / "odd_media_verdicts.tsv").read_text().splitlines()[1:]
    if line.split("\t")[1] == "copied"
]
MILLISECONDS = [round(i * 1000 / 30) for i in range(200)]
B_FRAMES = (("preset", "veryfast"), ("bf", "3"), ("g", "50"))
PYRAMID = (("preset", "medium"), ("g", "250"))
OPEN = (("x265-params", "log-level=none:open-gop=1:keyint=24:bframes=4"),)
CAMERAS = {
    "b_frames.mkv": Camera(options=B_FRAMES),
    "pyramid.mp4": Camera(options=PYRAMID, time_base=Fraction(1, 1000)),
    "open_groups.mp4": Camera(codec="libx265", options=OPEN),
    "vp9.webm": Camera(codec="libvpx-vp9", options=(("deadline", "realtime"), ("cpu-used", "8"), ("g", "60"))),
    "turned.mp4": Camera(options=B_FRAMES, turn=90),
    "camera.avi": Camera(codec="mpeg4", options=(("g", "12"), ("bf", "2")), time_base=Fraction(1, 25)),
}


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("films")
    return {
        name: film(folder / name, list(range(200)) if name.endswith("avi") else MILLISECONDS, camera)
        for name, camera in CAMERAS.items()
    }


@pytest.mark.parametrize("name", CAMERAS)
@pytest.mark.parametrize("chosen", [[0], [199], [0, 1, 2, 3], [25, 26, 49, 50, 51, 180], list(range(0, 200, 30))])
def test_the_frames_asked_for_are_the_frames_given(films: dict[str, Path], name: str, chosen: list[int]) -> None:
    read = read_frames(films[name], chosen, guide=guide_of(films[name]))
    pictures = {index: frame.to_ndarray(format="rgb24") for index, frame in read}
    given = [(index, number_in(np.asarray(picture, np.uint8))) for index, picture in pictures.items()]
    assert given == [(index, index) for index in chosen]


@pytest.mark.parametrize("name", CAMERAS)
@pytest.mark.parametrize("most", [1, 2, 3])
def test_parts_are_the_choice_in_order_and_each_can_be_read_alone(films: dict[str, Path], name: str, most: int) -> None:
    chosen, times = list(range(3, 200, 10)), readable_times(films[name])
    guide = guide_of(films[name], times)
    parts = in_parts(chosen, guide=guide, most=most)
    assert [number for part in parts for number in part] == chosen
    assert 1 <= len(parts) <= most
    if name == "b_frames.mkv" and most == 2:  # four groups of fifty
        assert [len(part) for part in parts] == [10, 10]
    for part in parts:
        read = read_frames(films[name], part, guide=guide, threads=False)
        assert [number_in(np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)) for _, frame in read] == part


def test_an_avi_is_no_guide_and_everything_else_here_is(films: dict[str, Path]) -> None:
    assert {name for name, path in films.items() if index_frames(path) is None} == {"camera.avi"}


@pytest.mark.parametrize("name", CAMERAS)
def test_readable_times_are_those_of_the_playback_copy(films: dict[str, Path], name: str, tmp_path: Path) -> None:
    copy = write_playback_copy(films[name], tmp_path / "copy.mp4", keep_audio=False)
    assert readable_times(films[name]) == copy.times


def test_frames_are_counted_as_the_playback_copy_counts_them_where_some_cannot_be_read(tmp_path: Path) -> None:
    path = damage(film(tmp_path / "damaged.mkv", MILLISECONDS, Camera(codec="mpeg4", options=())), flips=300)
    copy = write_playback_copy(path, tmp_path / "copy.mp4", keep_audio=False)
    chosen = [0, 5, len(copy.times) - 1, len(copy.times)]
    given = [index for index, _ in read_frames(path, chosen, guide=guide_of(path, copy.times))]
    assert given == [0, 5, len(copy.times) - 1]


@pytest.mark.parametrize("name", READY)
def test_what_is_left_out_never_changes_what_is_shown(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = MEDIA / "odd_media" / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand")
    chosen, guide = list(range(0, len(readable_times(path)), 7)), guide_of(path)
    planned = {index: frame.to_ndarray() for index, frame in read_frames(path, chosen, guide=guide)}
    monkeypatch.setattr("inference.video.frame_reading._read_planned", _never)
    in_order = {index: frame.to_ndarray() for index, frame in read_frames(path, chosen, guide=guide)}
    assert planned.keys() == in_order.keys()
    assert all(np.array_equal(planned[index], in_order[index]) for index in planned)


def _never(*_: object) -> list[object]:
    from inference.video.frame_reading import _PlanFailedError

    raise _PlanFailedError


@given(times=st.lists(st.integers(0, 1000), min_size=1, max_size=30, unique=True), wanted=st.integers(-50, 1050))
def test_the_nearest_frame_is_nearest_and_the_earlier_of_two(times: list[int], wanted: int) -> None:
    times.sort()
    by_search = min(range(len(times)), key=lambda place: (abs(times[place] - wanted), place))
    assert nearest_frame(times, wanted) == by_search
