"""What we use of ONNX Runtime; imported from here only, so that it is always told first to report nothing home."""

import os

# From some release between 1.28 and 1.32 on it looks for mobile.events.data.microsoft.com ten seconds after a model
# was loaded. `disable_telemetry_events()` comes too late to stop that; this variable, read on import, does.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from onnxruntime import InferenceSession, SessionOptions

__all__ = ["InferenceSession", "SessionOptions"]
