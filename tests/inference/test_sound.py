"""Sound is carried over in step, and damage in its times cannot make it endless."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from inference.video.sound import SoundCopier

RATE = 16_000


def piece(start_s: float, *, seconds: float = 0.1, rate: int = RATE, layout: str = "mono") -> av.AudioFrame:
    count = round(seconds * rate)
    tone = 0.5 * np.sin(np.arange(count) * 0.2, dtype=np.float32)
    frame = av.AudioFrame.from_ndarray(
        np.repeat(tone[None], 1 if layout == "mono" else 2, axis=0), format="fltp", layout=layout
    )
    frame.sample_rate, frame.pts, frame.time_base = rate, round(start_s * rate), Fraction(1, rate)
    return frame


def copied_seconds(path: Path, pieces: list[av.AudioFrame], *, picture_starts: Fraction = Fraction(0)) -> float:
    with av.open(str(path), "w") as output:
        copier = SoundCopier(output)
        for frame in pieces:
            copier.add(frame, picture_starts=picture_starts)
        copier.finish()
        assert copier.heard
    with av.open(str(path)) as video:
        return sum(frame.samples / frame.sample_rate for frame in video.decode(audio=0))


@pytest.mark.parametrize(
    ("starts", "picture_starts", "expected"),
    [
        ([0.0, 0.1, 0.2], Fraction(0), 0.3),
        ([100.0, 100.1, 100.2], Fraction(100), 0.3),
        ([100.0, 100.1, 100.2], Fraction(1001, 10), 0.2),
        ([0.5, 0.6], Fraction(0), 0.7),
        ([0.0, 1.0], Fraction(0), 1.1),
        ([0.0, 5000.0, 0.1], Fraction(0), 0.2),
    ],
    ids=["plain", "late clock", "starts before the picture", "starts late", "gap", "absurd jump"],
)
def test_the_copy_lasts_as_long_as_the_sound(
    tmp_path: Path, starts: list[float], picture_starts: Fraction, expected: float
) -> None:
    pieces = [piece(start) for start in starts]

    assert copied_seconds(tmp_path / "s.mp4", pieces, picture_starts=picture_starts) == pytest.approx(
        expected, abs=0.06
    )


def test_sound_may_change_its_shape_on_the_way(tmp_path: Path) -> None:
    pieces = [piece(0.0), piece(0.1, rate=44_100, layout="stereo"), piece(0.2, rate=44_100, layout="stereo")]

    assert copied_seconds(tmp_path / "s.mp4", pieces) == pytest.approx(0.3, abs=0.06)
