"""Reports start from a study with labelled frames, as datasets do."""

from tests.annotator.datasets.conftest import labelled, ward

__all__ = ["labelled", "ward"]
