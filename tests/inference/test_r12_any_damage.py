"""Whatever is wrong in a file, the answer is a verdict and never another error."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inference.video.playback import write_playback_copy
from inference.video.probe import probe_video
from inference.video.refusal import VideoRefused
from inference.video.verdict import judge
from tests.inference.filming import Camera, film

KINDS = {
    "h264.mkv": Camera(),
    "h264.mp4": Camera(),
    "h263.3gp": Camera(codec="h263", options=(), width=176, height=144),
    "mpeg4.avi": Camera(codec="mpeg4", options=()),
    "vp8.webm": Camera(codec="libvpx", options=(("deadline", "realtime"), ("cpu-used", "8"))),
}


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    for name, camera in KINDS.items():
        film(folder / name, [40 * i for i in range(20)], camera)
    return folder


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    name=st.sampled_from(sorted(KINDS)),
    changes=st.integers(0, 80),
    kept=st.floats(0.2, 1.0),
    seed=st.integers(0, 2**32 - 1),
)
def test_r12_any_damage_ends_in_a_verdict(
    whole_files: Path, tmp_path: Path, name: str, changes: int, kept: float, seed: int
) -> None:
    content = bytearray((whole_files / name).read_bytes())
    generator = np.random.default_rng(seed)
    for place in generator.integers(0, len(content), changes):
        content[place] = int(generator.integers(256))
    path = tmp_path / name
    path.write_bytes(content[: round(len(content) * kept)])

    try:
        probe = probe_video(path)
        copy = write_playback_copy(path, tmp_path / "copy.mp4", keep_audio=True)
    except VideoRefused:
        return

    assert copy.times[0] == 0
    assert all(later > earlier for earlier, later in pairwise(copy.times))
    assert copy.end > copy.times[-1]
    assert all(warning.message for warning in judge(probe, copy))
