"""Training runs on frozen datasets, the models that come out of them, and what these say of frames."""
