"""Processes that look at pictures never load TensorFlow: 650 MiB and many seconds for nothing."""

import subprocess
import sys

MODULES = (
    "inference.mediapipe_parts",
    "inference.face_mesh",
    "inference.detectors.mediapipe_face",
    "inference.explanation",
)


def test_neither_detectors_nor_classifiers_load_tensorflow() -> None:
    program = f"import importlib, sys; [importlib.import_module(name) for name in {MODULES!r}];"
    program += "print([name for name in sys.modules if name.split('.')[0] in ('tensorflow', 'keras')])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
