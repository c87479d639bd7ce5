"""A dataset's rows and pictures in the formats other programs read; the same rows give the same bytes."""
