"""The optional Ultralytics program, run beside us on request: `.pt` to ONNX, and a study's own face detector."""
