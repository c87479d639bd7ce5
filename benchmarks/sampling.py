"""How much faster does the plan over the packet index draw one frame per second than the usual ways, and is it exact?

One run on a film made here (60 s, 1280x720, 30 frames/s, H.264 in Matroska with B-frames, x264's preset medium and its
usual group of 250 frames, moving noise from a fixed seed), best of three each. Compared: seeking with OpenCV for each
frame, PyAV decoding in order, and the ffmpeg command line (`fps=1`, when it is installed). Every way writes JPEG
pictures. Exit code 1 when a promise is broken: 10 times OpenCV's seeking, 1.5 times ffmpeg, exact times.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

from benchmarks.report import publish
from inference.video.frame_index import nearest_frame, readable_times
from inference.video.sampling import frames_at_rate, sample_to_folder

SECONDS, RATE, WIDTH, HEIGHT, SEED = 60, 30, 1280, 720, 1
OPENCV_RATIO, FFMPEG_RATIO = 10, 1.5
REPEATS = 3
TICKS = 90_000


def make_film(path: Path) -> None:
    noise = np.random.default_rng(SEED).integers(60, 200, (HEIGHT, WIDTH), dtype=np.uint8)
    noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), 3), np.uint8)
    with av.open(str(path), "w") as output:
        stream: VideoStream = output.add_stream("libx264", rate=RATE, options={"preset": "medium"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(SECONDS * RATE):
            picture = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
            picture[:HEIGHT] = np.roll(noise, 3 * number, axis=1)
            output.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        output.mux(stream.encode(None))


def by_plan(film: Path, folder: Path) -> int:
    times = readable_times(film)
    chosen = frames_at_rate(times, start=0, end=SECONDS * TICKS, per_second=1)
    drawn = sample_to_folder(film, folder, chosen, times=times)
    wanted = [nearest_frame(times, second * TICKS) for second in range(SECONDS)]
    assert [one.index for one in drawn] == wanted, "not the nearest frames"
    return len(drawn)


def by_opencv_seeking(film: Path, folder: Path) -> int:
    capture = cv2.VideoCapture(str(film))
    drawn = 0
    for second in range(SECONDS):
        capture.set(cv2.CAP_PROP_POS_MSEC, 1000 * second)
        done, picture = capture.read()
        if done:
            drawn += cv2.imwrite(str(folder / f"{second}.jpg"), picture)
    capture.release()
    return drawn


def by_decoding_in_order(film: Path, folder: Path) -> int:
    drawn = 0
    with av.open(str(film)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for number, frame in enumerate(container.decode(video=0)):
            if number % RATE == 0:
                drawn += cv2.imwrite(str(folder / f"{number}.jpg"), frame.to_ndarray(format="bgr24"))
    return drawn


def by_ffmpeg(film: Path, folder: Path) -> int:
    words = ["ffmpeg", "-loglevel", "error", "-i", str(film), "-vf", "fps=1:round=up", "-q:v", "2"]
    subprocess.run([*words, str(folder / "%d.jpg")], check=True)
    return len(list(folder.iterdir()))


def best_seconds(way: Callable[[Path, Path], int], film: Path) -> float:
    durations = []
    for _ in range(REPEATS):
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            drawn = way(film, Path(folder))
            durations.append(time.perf_counter() - started)
        assert SECONDS - 1 <= drawn <= SECONDS + 1, drawn
    return min(durations)


def main() -> int:
    """Makes the film, measures every way, best of three each."""
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.mkv"
        make_film(film)
        plan, seeking = best_seconds(by_plan, film), best_seconds(by_opencv_seeking, film)
        in_order = best_seconds(by_decoding_in_order, film)
        ffmpeg = best_seconds(by_ffmpeg, film) if shutil.which("ffmpeg") else None
    findings = {
        "film": f"{SECONDS} s {WIDTH}x{HEIGHT} {RATE}/s H.264 MKV, groups of 250, B-frames, seed {SEED}",
        "frames per second, by plan": round(SECONDS / plan, 1),
        "frames per second, OpenCV seeking": round(SECONDS / seeking, 1),
        "frames per second, PyAV in order": round(SECONDS / in_order, 1),
        "frames per second, ffmpeg": round(SECONDS / ffmpeg, 1) if ffmpeg else "not installed",
        "ratio to OpenCV seeking": f"{seeking / plan:.1f} (promised {OPENCV_RATIO})",
        "ratio to ffmpeg": f"{ffmpeg / plan:.2f} (promised {FFMPEG_RATIO})" if ffmpeg else "not installed",
        "exact": "every frame is the one nearest to its moment",
    }
    kept = seeking / plan >= OPENCV_RATIO and (ffmpeg is None or ffmpeg / plan >= FFMPEG_RATIO)
    return publish("sampling", findings, kept=kept)


if __name__ == "__main__":
    sys.exit(main())
