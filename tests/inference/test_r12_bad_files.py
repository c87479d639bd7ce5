"""Each kind of bad file has its exact verdict."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from inference.video.playback import write_playback_copy
from inference.video.probe import probe_video
from inference.video.refusal import SENTENCES, VideoRefused
from inference.video.verdict import VideoWarning, judge
from tests.inference.filming import TICK, Camera, damage, film

STAMPS = [40 * i for i in range(100)]


def refusal_of(path: Path) -> str:
    with pytest.raises(VideoRefused) as refused:
        probe_video(path)
    assert refused.value.message == SENTENCES[refused.value.code]
    return refused.value.code


def warnings_of(path: Path) -> list[VideoWarning]:
    return judge(probe_video(path), write_playback_copy(path, path.with_name("copy.mp4"), keep_audio=True))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.mp4", b"", "file_empty"),
        ("one_byte.mp4", b"\x00", "not_a_video"),
        ("login.mp4", b"<!doctype html><title>Sign in</title>", "not_a_video"),
        ("text.mkv", b"My holidays\n" * 400, "not_a_video"),
        ("zeros.mp4", bytes(65_536), "not_a_video"),
        ("photo.mkv", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(100), "not_a_video"),
        ("flash.mp4", b"FLV\x01\x05" + bytes(100), "container_not_supported"),
        ("broadcast.mp4", (b"\x47" + bytes(187)) * 3, "container_not_supported"),
        ("dvd.mp4", b"\x00\x00\x01\xba" + bytes(100), "container_not_supported"),
        ("windows.avi", b"0&\xb2u\x8ef\xcf\x11" + bytes(100), "container_not_supported"),
        ("box_of_nothing.mp4", struct.pack(">I4s", 8, b"free"), "incomplete_file"),
        ("header_only.mkv", b"\x1a\x45\xdf\xa3", "no_readable_frame"),
        ("header_only.avi", b"RIFF\x00\x00\x00\x00AVI LIST", "no_readable_frame"),
    ],
)
def test_r12_what_is_no_video_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)

    assert refusal_of(tmp_path / name) == code


def test_r12_an_mp4_without_its_end_is_incomplete(tmp_path: Path) -> None:
    path = film(tmp_path / "cut.mp4", STAMPS)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    assert refusal_of(path) == "incomplete_file"


def test_r12_sound_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cry.mp4"
    with av.open(str(path), "w") as output:
        stream = output.add_stream("aac", rate=48_000, layout="mono")
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        silence.sample_rate = 48_000
        output.mux(stream.encode(silence))
        output.mux(stream.encode(None))

    assert refusal_of(path) == "no_video_stream"


def test_r12_a_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.mov"
    with av.open(str(path), "w") as output:
        stream = output.add_stream("png", rate=25, options={"compression_level": "1"})
        stream.width, stream.height, stream.pix_fmt = 16_000, 16_000, "gray"
        output.mux(stream.encode(av.VideoFrame(16_000, 16_000, "gray")))
        output.mux(stream.encode(None))

    assert refusal_of(path) == "frame_too_large"


def test_r12_a_million_frames_per_second_is_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "fast.mp4", list(range(40)), Camera(time_base=Fraction(1, 1_000_000)))

    assert refusal_of(path) == "timing_impossible"


def test_r12_a_truncated_mkv_is_accepted_with_what_could_be_read(tmp_path: Path) -> None:
    path = film(tmp_path / "cut.mkv", STAMPS)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    (warning,) = warnings_of(path)

    assert warning.code == "damaged"
    assert warning.numbers["declared_ms"] == pytest.approx(4000, abs=5)
    assert 1000 < warning.numbers["readable_ms"] < 3000
    assert "of 4.0 seconds could be read" in warning.message


def test_r12_an_indexed_mp4_that_ends_early_is_accepted_with_what_could_be_read(tmp_path: Path) -> None:
    whole = film(tmp_path / "whole.mkv", STAMPS)
    path = tmp_path / "cut.mp4"
    write_playback_copy(whole, path, keep_audio=False)  # its index comes first
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    (warning,) = warnings_of(path)

    assert warning.code == "damaged"
    assert warning.numbers["frames_missing"] > 20
    assert warning.numbers["readable_ms"] < 3500 < warning.numbers["declared_ms"]


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
def test_r12_flipped_bits_are_noticed(tmp_path: Path, codec: str) -> None:
    options = (("preset", "veryfast"),) if codec == "libx264" else ()
    path = damage(film(tmp_path / "flipped.mkv", STAMPS, Camera(codec=codec, options=options)), flips=200)

    codes = {warning.code for warning in warnings_of(path)}

    assert "damaged" in codes


def test_r12_a_whole_file_has_no_warning(tmp_path: Path) -> None:
    assert warnings_of(film(tmp_path / "whole.mkv", STAMPS)) == []


def test_r12_one_lost_frame_at_the_end_is_no_damage(tmp_path: Path) -> None:
    path = film(tmp_path / "copy.mp4", [3600 * i for i in range(100)], Camera(time_base=TICK))
    probe = probe_video(path)
    copy = write_playback_copy(film(tmp_path / "short.mkv", STAMPS[:99]), tmp_path / "x.mp4", keep_audio=False)

    assert judge(probe, copy) == []


def test_r12_backwards_and_doubled_times_are_repaired_and_told(tmp_path: Path) -> None:
    doubled = [40 * i - 40 * (i in {30, 60}) for i in range(100)]
    path = film(tmp_path / "doubled.mkv", doubled)

    warnings = {warning.code: warning.numbers for warning in warnings_of(path)}

    assert warnings["times_repaired"] == {"frames_moved": 2}


def test_r12_a_missing_file_is_the_machine_s_fault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        probe_video(tmp_path / "nowhere.mp4")
