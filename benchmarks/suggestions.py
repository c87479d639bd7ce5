"""What do suggestions cost beyond the network's own forward pass?

VGG-Face with random weights, 16 face crops at a time, as `python -m inference predict` asks it: crops prepared, scores
calibrated. The bare way hands ONNX Runtime the same numbers, prepared beforehand. Both alternate. Exit code 1 when ours
costs more than 1.2 times the bare call.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.made_network import made_pictures, save_vgg_face
from benchmarks.report import publish
from inference.classifier import open_classifier, prepared

PICTURES, ROUNDS, MOST = 16, 5, 1.2


def main() -> int:
    """Measures both ways in turn."""
    with tempfile.TemporaryDirectory() as folder:
        save_vgg_face(Path(folder) / "model")
        model = open_classifier(Path(folder) / "model")
    pictures = list(made_pictures(PICTURES))
    ready = np.stack([prepared(picture, model.facts) for picture in pictures])
    bare, ours = [], []
    for number in range(ROUNDS + 1):
        started = time.perf_counter()
        model._session.run(["scores"], {"pictures": ready})
        between = time.perf_counter()
        model.probabilities(model.ask(pictures).scores)
        if number:  # the first warms up
            bare.append(between - started)
            ours.append(time.perf_counter() - between)
    ratio = median(ours) / median(bare)
    findings = {
        "pictures": PICTURES,
        "bare, ms per picture": round(1000 * median(bare) / PICTURES, 1),
        "ours, ms per picture": round(1000 * median(ours) / PICTURES, 1),
        "ours / bare": f"{ratio:.3f} (promised at most {MOST})",
    }
    return publish("suggestions", findings, kept=ratio <= MOST)


if __name__ == "__main__":
    sys.exit(main())
