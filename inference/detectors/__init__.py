"""Face detectors behind one protocol; `registry` lists them, and each is loaded only when it is named."""
