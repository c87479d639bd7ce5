"""The study of the tests of frames, with faces in its pictures."""

from tests.annotator.frames.conftest import filmed, ward

__all__ = ["filmed", "ward"]
