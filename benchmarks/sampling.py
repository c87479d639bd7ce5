"""How much faster does the plan over the packet index draw one frame per second than the usual ways, and is it exact?

One run on two films made here (60 s, 1280x720, 30 frames/s, H.264 in Matroska with B-frames, x264's preset medium,
moving noise from a fixed seed): one in x264's usual groups of 250 frames, on which the promise is measured, one in the
groups of 30 that cameras write, with moments in the middle of a group, where no way meets a key frame by luck. Best of
three each, the ways in turn. Compared: seeking with OpenCV for each frame, PyAV decoding in order, and the ffmpeg
command line (`fps=1`, when it is installed). Every way writes JPEG pictures; ours also thumbnails, hashes, and waits
for the disk. Exit code 1 when a promise is broken: 10 times OpenCV's seeking, 1.5 times ffmpeg, exact times.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

from benchmarks.report import publish
from inference.video.frame_index import nearest_frame, readable_times
from inference.video.sampling import frames_at_rate, sample_to_folder

SECONDS, RATE, WIDTH, HEIGHT, SEED = 60, 30, 1280, 720, 1
OPENCV_RATIO, FFMPEG_RATIO = 10, 1.5
PROMISED_GROUP, CAMERA_GROUP = 250, 30
REPEATS = 3
TICKS = 90_000


@dataclass(frozen=True)
class Film:
    """A film and where its first moment lies, in milliseconds; the others follow at whole seconds."""

    path: Path
    group: int
    first_ms: int


def make_film(path: Path, group: int) -> None:
    noise = np.random.default_rng(SEED).integers(60, 200, (HEIGHT, WIDTH), dtype=np.uint8)
    noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), 3), np.uint8)
    with av.open(str(path), "w") as output:
        stream: VideoStream = output.add_stream("libx264", rate=RATE, options={"preset": "medium", "g": str(group)})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(SECONDS * RATE):
            picture = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
            picture[:HEIGHT] = np.roll(noise, 3 * number, axis=1)
            output.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        output.mux(stream.encode(None))


def by_plan(film: Film, folder: Path) -> int:
    times, first = readable_times(film.path), film.first_ms * TICKS // 1000
    chosen = frames_at_rate(times, start=first, end=first + SECONDS * TICKS, per_second=1)
    drawn = sample_to_folder(film.path, folder, chosen, times=times)
    wanted = [nearest_frame(times, first + second * TICKS) for second in range(SECONDS)]
    assert [one.index for one in drawn] == wanted, "not the nearest frames"
    return len(drawn)


def by_opencv_seeking(film: Film, folder: Path) -> int:
    capture = cv2.VideoCapture(str(film.path))
    drawn = 0
    for second in range(SECONDS):
        capture.set(cv2.CAP_PROP_POS_MSEC, film.first_ms + 1000 * second)
        done, picture = capture.read()
        if done:
            drawn += cv2.imwrite(str(folder / f"{second}.jpg"), picture)
    capture.release()
    return drawn


def by_decoding_in_order(film: Film, folder: Path) -> int:
    drawn, first = 0, film.first_ms * RATE // 1000
    with av.open(str(film.path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for number, frame in enumerate(container.decode(video=0)):
            if number % RATE == first:
                drawn += cv2.imwrite(str(folder / f"{number}.jpg"), frame.to_ndarray(format="bgr24"))
    return drawn


def by_ffmpeg(film: Film, folder: Path) -> int:
    words = ["ffmpeg", "-loglevel", "error", "-i", str(film.path), "-vf", "fps=1:round=up", "-q:v", "2"]
    subprocess.run([*words, str(folder / "%d.jpg")], check=True)
    return len(list(folder.iterdir()))


WAYS: dict[str, Callable[[Film, Path], int]] = {
    "plan": by_plan,
    "OpenCV seeking": by_opencv_seeking,
    "PyAV in order": by_decoding_in_order,
    "ffmpeg": by_ffmpeg,
}


def best_seconds(film: Film) -> dict[str, float]:
    """By way, the ways in turn so that a busy minute of the machine meets all."""
    ways = {name: way for name, way in WAYS.items() if name != "ffmpeg" or shutil.which("ffmpeg")}
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(REPEATS):
        for name, way in ways.items():
            with tempfile.TemporaryDirectory() as folder:
                started = time.perf_counter()
                drawn = way(film, Path(folder))
                best[name] = min(best[name], time.perf_counter() - started)
            assert SECONDS - 1 <= drawn <= SECONDS + 1, (name, drawn)
    return best


def main() -> int:
    """Makes the films and measures every way on each."""
    findings: dict[str, Any] = {"films": f"{SECONDS} s {WIDTH}x{HEIGHT} {RATE}/s H.264 MKV, B-frames, seed {SEED}"}
    ratios = {}
    with tempfile.TemporaryDirectory() as folder:
        for group, first_ms in ((PROMISED_GROUP, 0), (CAMERA_GROUP, 500)):
            film = Film(Path(folder) / f"{group}.mkv", group, first_ms)
            make_film(film.path, group)
            seconds = best_seconds(film)
            for name, spent in seconds.items():
                findings[f"groups of {group}: frames/s, {name}"] = round(SECONDS / spent, 1)
            ratios[group] = {name: spent / seconds["plan"] for name, spent in seconds.items()}
    kept = True
    for group, found in ratios.items():
        for name, least in (("OpenCV seeking", OPENCV_RATIO), ("ffmpeg", FFMPEG_RATIO)):
            promise = f" (promised {least})" if group == PROMISED_GROUP else ""
            said = f"{found[name]:.2f}{promise}" if name in found else "not installed"
            findings[f"groups of {group}: ratio to {name}"] = said
            kept = kept and (group != PROMISED_GROUP or found.get(name, least) >= least)
    findings["exact"] = "every frame is the one nearest to its moment"
    return publish("sampling", findings, kept=kept)


if __name__ == "__main__":
    sys.exit(main())
