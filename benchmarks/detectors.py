"""What does our way around each face detector cost, and what do two worker processes gain over one?

One run on pictures at hand (`../shared/assets`, skipped with a message when absent), each decoded once, on one core for
the first question. The bare call is what the library's own documentation does: preparing the input, running the model,
reading boxes; ours is `detect_turned` with no turn, which adds fractions, landmarks and their direction. Both ways
alternate, frame by frame, on the same loaded model. Exit code 1 when a detector costs more than 1.10 times its bare
call, or two processes give less than 1.7 times the frames of one.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.report import publish
from inference.detectors.onnx_face import OnnxFace
from inference.detectors.registry import BUILT_IN, load_detector, status_of
from inference.detectors.turning import TurnPolicy, detect_turned
from inference.pictures import pictures_in, read_picture

ASSETS = Path(__file__).parents[2] / "shared" / "assets"
MOST_OVERHEAD, LEAST_GAIN = 1.10, 1.7
ROUNDS, WORKER_ROUNDS = 5, 6
FREE_CORES = 2

Pixels = NDArray[np.uint8]


def bare_call(name: str, detector: Any) -> Callable[[Pixels], Any]:
    """The library's own call on a loaded model."""
    if name.startswith("mediapipe"):
        from inference.mediapipe_parts import Image, ImageFormat

        return lambda picture: detector._detector.detect(Image(image_format=ImageFormat.SRGB, data=picture)).detections
    if name == "opencv-haar":
        return lambda picture: bare_haar(detector._cascade, picture)
    if name == "opencv-ssd":
        return lambda picture: bare_ssd(detector._network, picture)
    if name == "yunet":
        return lambda picture: bare_yunet(detector._detector, picture)
    if name == "dlib-hog":
        return lambda picture: detector._detector.run(picture, 0, 0.0)
    return lambda picture: bare_onnx(detector, picture)


def bare_haar(cascade: Any, picture: Pixels) -> Any:
    ratio = min(1.0, 640 / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA)
    return cascade.detectMultiScale3(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), 1.1, 5, outputRejectLevels=True)


def bare_ssd(network: Any, picture: Pixels) -> Any:
    network.setInput(cv2.dnn.blobFromImage(picture, 1.0, (300, 300), (104.0, 177.0, 123.0), swapRB=True))
    return network.forward()


def bare_yunet(network: Any, picture: Pixels) -> Any:
    ratio = min(1.0, 640 / max(picture.shape[:2]))
    small = cv2.cvtColor(cv2.resize(picture, None, fx=ratio, fy=ratio), cv2.COLOR_RGB2BGR)
    network.setInputSize((small.shape[1], small.shape[0]))
    return network.detect(small)[1]


def bare_onnx(detector: OnnxFace, picture: Pixels) -> Any:
    """ONNX Runtime's call with the input prepared and the output decoded, without our faces made of it."""
    given, _ = detector._prepared(picture)
    boxes, scores, _ = detector._candidates(given)
    kept = scores >= 0.5
    return cv2.dnn.NMSBoxes(boxes[kept].tolist(), scores[kept].tolist(), 0.5, 0.4)


def overhead(name: str, pictures: list[Pixels]) -> float:
    """Median of our time over the bare call's, per frame."""
    detector = load_detector(name, ASSETS / "weights")
    bare = bare_call(name, detector)
    ratios = []
    for _ in range(ROUNDS):
        for picture in pictures:
            spent = {}
            for key, call in (("bare", bare), ("ours", lambda one: detect_turned(detector, one, TurnPolicy.NONE))):
                started = time.perf_counter()
                call(picture)
                spent[key] = time.perf_counter() - started
            ratios.append(spent["ours"] / spent["bare"])
    return median(ratios)


def frames_per_second(processes: int, pictures: list[Path]) -> float:
    """Detected by so many processes at once, each with its own copy of the list, starting included."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "pictures.json"
        listed.write_text(json.dumps([str(path) for path in pictures] * WORKER_ROUNDS))
        words = ["-m", "inference", "faces", str(listed), "--chain", "retinaface", "--weights", str(ASSETS / "weights")]
        started = time.perf_counter()
        running = [
            subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(processes)
        ]
        assert [process.wait() for process in running] == [0] * processes
        return processes * len(pictures) * WORKER_ROUNDS / (time.perf_counter() - started)


def main() -> int:
    """Measures both questions."""
    if not ASSETS.is_dir():
        print(f"skipped: no pictures and weights at {ASSETS}")
        return 0
    paths = pictures_in(ASSETS / "images")
    gain = frames_per_second(FREE_CORES, paths) / frames_per_second(1, paths)
    cv2.setNumThreads(1)
    pictures = [read_picture(path) for path in paths]
    names = [name for name in BUILT_IN if not status_of(name, ASSETS / "weights").missing]
    ratios = {name: overhead(name, pictures) for name in names}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    findings = {
        "pictures": len(pictures),
        **{f"ours / bare, {name}": f"{ratio:.3f} (promised at most {MOST_OVERHEAD})" for name, ratio in ratios.items()},
        "two processes / one": f"{gain:.2f} (promised {LEAST_GAIN})",
        "memory with all detectors, MiB": round(peak),
    }
    return publish("detectors", findings, kept=max(ratios.values()) <= MOST_OVERHEAD and gain >= LEAST_GAIN)


if __name__ == "__main__":
    sys.exit(main())
