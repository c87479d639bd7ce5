"""A rendered video shows what its truth says, frame by frame, and is the same each time."""

import json
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from demo.frame_number import read_frame_number
from demo.performance import ACTIONS
from demo.render import LYING_EVERY, RenderedInfant, make_up_infant, picture_of, render_infant
from inference.video.playback import write_playback_copy
from inference.video.probe import probe_video

SECONDS = 1.0


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> RenderedInfant:
    return render_infant(0, seed=3, seconds=SECONDS, folder=tmp_path_factory.mktemp("rendered"))


def numbers_in(path: Path) -> list[int]:
    with av.open(str(path)) as video:
        return [read_frame_number(frame.to_ndarray(format="gray")) for frame in video.decode(video=0)]


def test_the_truth_fits_the_video(rendered: RenderedInfant) -> None:
    truth = json.loads(rendered.truth.read_text())
    probe = probe_video(rendered.video)

    assert truth["frame_count"] == len(truth["face_boxes"]) == 30
    assert truth["times"] == probe.times
    assert (probe.width, probe.height, probe.variable_frame_rate) == (1280, 720, False)
    assert set(truth["actions"]) == set(truth["intensities"]) == set(ACTIONS)
    assert all(0 < left < left + width < 1 for left, _, width, _ in truth["face_boxes"])
    assert truth["pseudonym"] == rendered.pseudonym == rendered.video.stem


def test_frame_numbers_survive_the_video_and_its_playback_copy(rendered: RenderedInfant, tmp_path: Path) -> None:
    write_playback_copy(rendered.video, tmp_path / "copy.mp4", keep_audio=False)

    assert numbers_in(rendered.video) == list(range(30))
    assert numbers_in(tmp_path / "copy.mp4") == list(range(30))


def test_the_same_seed_gives_the_same_pixels_and_truth(rendered: RenderedInfant, tmp_path: Path) -> None:
    again = render_infant(0, seed=3, seconds=SECONDS, folder=tmp_path)

    assert again == replace(rendered, video=again.video, truth=again.truth)
    assert again.truth.read_text() == rendered.truth.read_text()
    with av.open(str(again.video)) as one, av.open(str(rendered.video)) as other:
        for frame, same in zip(one.decode(video=0), other.decode(video=0), strict=True):
            assert np.array_equal(frame.to_ndarray(format="gray"), same.to_ndarray(format="gray"))


def test_another_seed_gives_another_infant(rendered: RenderedInfant) -> None:
    assert not np.array_equal(
        picture_of(make_up_infant(0, seed=3, seconds=SECONDS), 0),
        picture_of(make_up_infant(0, seed=4, seconds=SECONDS), 0),
    )


def test_a_study_has_every_level_and_somebody_who_lies_turned() -> None:
    cast = [make_up_infant(index, seed=1, seconds=SECONDS) for index in range(LYING_EVERY)]

    assert {infant.performance.level for infant in cast} == {0, 1, 2, 3, 4}
    assert [infant.lies != 0 for infant in cast].count(True) == 1
    assert {name for infant in cast for name in infant.infant["context"]} == {"pacifier", "wrapping"}


@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_changes_the_face_and_nothing_else(action: str) -> None:
    cast = make_up_infant(0, seed=1, seconds=SECONDS)
    place = ACTIONS.index(action)
    calm, shown = cast.performance.intensities.copy(), cast.performance.intensities.copy()
    calm[0], shown[0] = 0.0, 0.0
    shown[0, place] = 1.0

    pictures = [
        picture_of(replace(cast, performance=replace(cast.performance, intensities=intensities)), 0).astype(int)
        for intensities in (calm, shown)
    ]

    changed = np.abs(pictures[0] - pictures[1]).max(axis=2) > 25
    left, top, width, height = cast.scene.face_box(cast.performance.poses[0])
    inside = np.zeros_like(changed)
    inside[int(top * 720) - 10 : int((top + height) * 720) + 10, int(left * 1280) : int((left + width) * 1280)] = True
    assert changed.sum() > 500
    assert not (changed & ~inside).any()
