"""What does a heat map cost: against the forward pass alone, and against an eager gradient tape?

VGG-Face with random weights, one face crop at a time. Ours is one pass of ONNX Runtime with two outputs and the head's
own gradient in numpy; bare is that pass with the scores alone; the tape is TensorFlow's, run eagerly, as tutorials
do it. The ways alternate and their maps are compared. Exit code 1 when ours costs more than 1.2 times the bare pass,
is not 4 times as fast as the tape, or the maps differ.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.made_network import made_pictures, save_vgg_face
from benchmarks.report import publish
from inference.classifier import open_classifier, prepared
from inference.gradcam import heat_maps

PICTURES, MOST_OF_BARE, LEAST_OF_TAPE, MOST_APART = 5, 1.2, 4.0, 1e-3


def by_tape(explained: Any, given: Any) -> Any:
    """Grad-CAM of the higher score, shape (height, width)."""
    import tensorflow

    with tensorflow.GradientTape() as tape:
        said = explained(given, training=False)
        highest = tensorflow.reduce_max(said["scores"], axis=1)
    weights = tensorflow.reduce_mean(tape.gradient(highest, said["features"]), axis=(1, 2))
    return tensorflow.nn.relu(tensorflow.einsum("nhwc,nc->nhw", said["features"], weights)).numpy()[0]


def main() -> int:
    """Measures the three ways in turn."""
    with tempfile.TemporaryDirectory() as folder:
        network = save_vgg_face(Path(folder) / "model")
        model = open_classifier(Path(folder) / "model")
    spent: dict[str, list[float]] = {"bare": [], "ours": [], "tape": []}
    apart = 0.0
    for number, picture in enumerate(made_pictures(PICTURES + 1)):
        ready = prepared(picture, model.facts)[None]
        moments = [time.perf_counter()]
        model._session.run(["scores"], {"pictures": ready})
        moments.append(time.perf_counter())
        answer = model.ask([picture])
        ours = heat_maps(model.head, answer.features, answer.scores.argmax(axis=1))[0]
        moments.append(time.perf_counter())
        tape = by_tape(network.explained, ready)
        moments.append(time.perf_counter())
        apart = max(apart, float(np.abs(ours - tape).max() / max(float(tape.max()), 1e-12)))
        if number:  # the first warms up
            for name, seconds in zip(spent, np.diff(moments), strict=True):
                spent[name].append(float(seconds))
    middle = {name: median(seconds) for name, seconds in spent.items()}
    of_bare, of_tape = middle["ours"] / middle["bare"], middle["tape"] / middle["ours"]
    findings = {
        **{f"{name}, ms per picture": round(1000 * seconds, 1) for name, seconds in middle.items()},
        "ours / bare": f"{of_bare:.3f} (promised at most {MOST_OF_BARE})",
        "tape / ours": f"{of_tape:.2f} (promised {LEAST_OF_TAPE})",
        "maps apart, share of the peak": f"{apart:.1e}",
    }
    kept = of_bare <= MOST_OF_BARE and of_tape >= LEAST_OF_TAPE and apart <= MOST_APART
    return publish("gradcam", findings, kept=kept)


if __name__ == "__main__":
    sys.exit(main())
