"""How much faster does reading packets give all frame times than decoding all frames with OpenCV?

One run on a film made here (60 s, 1280x720, 30 frames/s, H.264 in Matroska, moving noise from a fixed seed).
Exit code 1 when the answer is below 20.
"""

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
from inference.video.probe import probe_video

SECONDS, RATE, WIDTH, HEIGHT, SEED = 60, 30, 1280, 720, 1
REQUIRED_RATIO = 20
REPEATS = 3


def make_film(path: Path) -> None:
    noise = np.random.default_rng(SEED).integers(60, 200, (HEIGHT, WIDTH), dtype=np.uint8)
    noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), 3), np.uint8)
    with av.open(str(path), "w") as output:
        stream: VideoStream = output.add_stream("libx264", rate=RATE, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(SECONDS * RATE):
            picture = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
            picture[:HEIGHT] = np.roll(noise, 3 * number, axis=1)
            output.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        output.mux(stream.encode(None))


def decode_all(path: Path) -> int:
    capture = cv2.VideoCapture(str(path))
    frames = 0
    while capture.read()[0]:
        frames += 1
    capture.release()
    return frames


def probe_all(path: Path) -> int:
    return len(probe_video(path).times)


def best_seconds(work: Callable[[Path], int], path: Path) -> float:
    durations = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        frames = work(path)
        durations.append(time.perf_counter() - started)
        assert frames == SECONDS * RATE, frames
    return min(durations)


def main() -> int:
    """Makes the film, measures both ways, best of three each."""
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.mkv"
        make_film(film)
        size = film.stat().st_size
        decoding, probing = best_seconds(decode_all, film), best_seconds(probe_all, film)
    findings = {
        "film": f"{SECONDS} s {WIDTH}x{HEIGHT} {RATE}/s H.264 MKV, {size} bytes, seed {SEED}",
        "frames": SECONDS * RATE,
        "OpenCV decoding, s": round(decoding, 4),
        "probe, s": round(probing, 4),
        "ratio": f"{decoding / probing:.1f} (promised {REQUIRED_RATIO})",
        "OpenCV": cv2.__version__,
        "PyAV": av.__version__,
    }
    return publish("probe_speed", findings, kept=decoding / probing >= REQUIRED_RATIO)


if __name__ == "__main__":
    sys.exit(main())
