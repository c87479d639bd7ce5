"""The parts of MediaPipe used here, imported without TensorFlow.

MediaPipe imports TensorFlow when it is installed, for parts that are never used here: 650 MiB and many seconds.
"""

import atexit
import os
import sys
from typing import Any

os.environ.setdefault("GLOG_minloglevel", "2")  # it greets on the error channel
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

_KEPT_OUT = "tensorflow" not in sys.modules
if _KEPT_OUT:
    sys.modules["tensorflow"] = None  # type: ignore[assignment]
try:
    from mediapipe import Image, ImageFormat
    from mediapipe.tasks.python import BaseOptions
    from mediapipe.tasks.python.vision import (
        FaceDetector,
        FaceDetectorOptions,
        FaceLandmarker,
        FaceLandmarkerOptions,
        FaceLandmarksConnections,
    )
finally:
    if _KEPT_OUT:
        del sys.modules["tensorflow"]


def leave_to_the_end(task: Any) -> None:
    """Let a task live until the process ends; closing it after Python's threads have gone only raises."""
    atexit.register(setattr, task, "_handle", None)


__all__ = [
    "BaseOptions",
    "FaceDetector",
    "FaceDetectorOptions",
    "FaceLandmarker",
    "FaceLandmarkerOptions",
    "FaceLandmarksConnections",
    "Image",
    "ImageFormat",
    "leave_to_the_end",
]
