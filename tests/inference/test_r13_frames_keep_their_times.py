"""Every source frame is in the playback copy, upright, at its own time, whatever the source's oddity."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from inference.video.playback import write_playback_copy
from inference.video.probe import probe_video
from inference.video.verdict import judge
from tests.inference.filming import TICK, Camera, film, loud_from, numbers_in, shown_at

STEADY = [round(i * 1000 / 30) for i in range(60)]
UNEVEN = [0, 33, 66, 166, 200, 233, 600, 633, 660, 1200, 1240, 1260, 1800, 1833]
LATER = [100_000 + stamp for stamp in STEADY]
B_FRAMES = (("preset", "veryfast"), ("bf", "3"), ("g", "25"))
TURNED = {90: 1, 180: 2, 270: 3}


def ticks(stamps: list[int], time_base: Fraction = Fraction(1, 1000)) -> list[int]:
    return [round((stamp - stamps[0]) * time_base / TICK) for stamp in stamps]


@pytest.mark.parametrize(
    ("name", "stamps", "camera"),
    [
        ("steady.mkv", STEADY, Camera()),
        ("steady.mp4", [3000 * i for i in range(40)], Camera(time_base=TICK)),
        ("uneven.mkv", UNEVEN, Camera()),
        ("uneven.mp4", [90 * stamp for stamp in UNEVEN], Camera(time_base=TICK)),
        ("late.mkv", LATER, Camera()),
        ("b_frames.mkv", STEADY, Camera(options=B_FRAMES)),
        ("b_frames.mp4", [1001 * i for i in range(50)], Camera(time_base=Fraction(1, 30_000), options=B_FRAMES)),
        ("b_frames.mov", [3003 * i for i in range(50)], Camera(time_base=TICK, options=B_FRAMES)),
        ("vp9.webm", STEADY, Camera(codec="libvpx-vp9", options=(("deadline", "realtime"), ("cpu-used", "8")))),
        ("camera.avi", list(range(30)), Camera(codec="mpeg4", options=(), time_base=Fraction(1, 25))),
        ("ten_bits.mkv", STEADY, Camera(codec="libx265", options=(("x265-params", "log-level=none"),),
                                        pixel_format="yuv420p10le")),
        ("odd_size.mkv", STEADY, Camera(width=161, height=121, pixel_format="yuv444p")),
        ("one_frame.mkv", [0], Camera()),
        ("one_late_frame.mp4", [900_000], Camera(time_base=TICK)),
    ],
)  # fmt: skip
def test_r13_frame_i_of_the_copy_is_frame_i_of_the_source_at_its_time(
    tmp_path: Path, name: str, stamps: list[int], camera: Camera
) -> None:
    source, target = film(tmp_path / name, stamps, camera), tmp_path / "copy.mp4"

    probe = probe_video(source)
    copy = write_playback_copy(source, target, keep_audio=False)

    assert copy.times == ticks(stamps, camera.time_base)
    assert probe.times == copy.times
    assert numbers_in(target) == list(range(len(stamps)))
    assert shown_at(target) == copy.times
    assert (copy.width % 2, copy.height % 2) == (0, 0)
    assert copy.end > copy.times[-1]
    warnings = {warning.code for warning in judge(probe, copy)}
    assert warnings == ({"variable_frame_rate"} if name.startswith("uneven") else set())


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_r13_a_turned_camera_gives_an_upright_copy(tmp_path: Path, turn: int) -> None:
    camera = Camera(turn=turn, time_base=TICK, stored=lambda image: np.rot90(image, turn // 90))
    source, target = film(tmp_path / "turned.mp4", [3000 * i for i in range(20)], camera), tmp_path / "copy.mp4"

    probe = probe_video(source)
    copy = write_playback_copy(source, target, keep_audio=False)

    assert probe.rotation == turn
    assert (probe.width, probe.height) == (copy.width, copy.height) == (160, 120)
    assert numbers_in(target) == list(range(20))


def test_r13_pixels_that_are_not_square_are_stretched(tmp_path: Path) -> None:
    source, target = tmp_path / "narrow.mkv", tmp_path / "copy.mp4"
    with av.open(str(source), "w") as output:
        stream = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(4, 3)
        output.mux(stream.encode(av.VideoFrame(160, 120, "yuv420p")))
        output.mux(stream.encode(None))

    copy = write_playback_copy(source, target, keep_audio=False)

    assert (copy.width, copy.height) == (214, 120) or (copy.width, copy.height) == (212, 120)


@pytest.mark.parametrize("start", [0, 100])
def test_r13_sound_stays_in_step_with_the_picture(tmp_path: Path, start: int) -> None:
    stamps = [start * 1000 + 40 * i for i in range(75)]
    camera = Camera(beep_at=Fraction(start) + Fraction(3, 2))
    source, target = film(tmp_path / "beep.mkv", stamps, camera), tmp_path / "copy.mp4"

    copy = write_playback_copy(source, target, keep_audio=True)

    assert copy.audio_kept
    assert loud_from(target) == pytest.approx(1.5, abs=0.03)


def test_r13_sound_is_left_out_when_not_wanted(tmp_path: Path) -> None:
    source = film(tmp_path / "beep.mkv", STEADY, Camera(beep_at=Fraction(1)))

    copy = write_playback_copy(source, tmp_path / "copy.mp4", keep_audio=False)

    assert not copy.audio_kept
    with av.open(str(tmp_path / "copy.mp4")) as video:
        assert not video.streams.audio


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format"),
    [("full.avi", "mjpeg", "yuvj420p"), ("full.mkv", "libx264", "yuvj420p"), ("rgb.mkv", "ffv1", "bgr0")],
)
def test_colours_stay_what_they_were(tmp_path: Path, name: str, codec: str, pixel_format: str) -> None:
    paint = np.zeros((120, 160, 3), np.uint8)
    paint[:, :40], paint[:, 40:80], paint[:, 80:120] = 255, (200, 30, 30), (30, 160, 60)
    camera = Camera(
        codec=codec, options=(), pixel_format=pixel_format, time_base=Fraction(1, 25), stored=lambda _: paint
    )
    source, target = film(tmp_path / name, [0, 1, 2], camera), tmp_path / "copy.mp4"

    write_playback_copy(source, target, keep_audio=False)

    with av.open(str(target)) as video:
        shown = next(video.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    for column in (20, 60, 100, 140):
        assert np.abs(shown[60, column] - paint[60, column]).max() <= 6


def test_s24_place_and_device_are_not_carried_over(tmp_path: Path) -> None:
    source, target = tmp_path / "phone.mov", tmp_path / "copy.mp4"
    with av.open(str(source), "w", options={"movflags": "use_metadata_tags"}) as output:
        output.metadata.update({"location": "+45.46+009.19/", "com.apple.quicktime.model": "Canary Phone"})
        stream = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        output.mux(stream.encode(av.VideoFrame(160, 120, "yuv420p")))
        output.mux(stream.encode(None))
    assert b"Canary Phone" in source.read_bytes()

    write_playback_copy(source, target, keep_audio=True)

    assert b"Canary" not in target.read_bytes()
    assert b"+45.46" not in target.read_bytes()


def test_the_same_source_gives_the_same_bytes(tmp_path: Path) -> None:
    source = film(tmp_path / "steady.mkv", STEADY)

    first = write_playback_copy(source, tmp_path / "first.mp4", keep_audio=False)
    second = write_playback_copy(source, tmp_path / "second.mp4", keep_audio=False)

    assert first == second
    assert first.size_bytes == (tmp_path / "first.mp4").stat().st_size


def test_what_progress_raises_stops_the_work_and_leaves_nothing(tmp_path: Path) -> None:
    source = film(tmp_path / "steady.mkv", STEADY)
    calls = []

    def stop(done_ms: int, total_ms: int) -> None:
        calls.append((done_ms, total_ms))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_playback_copy(source, tmp_path / "copy.mp4", keep_audio=False, progress=stop)

    assert len(calls) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["steady.mkv"]
