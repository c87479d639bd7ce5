"""What every test may ask for."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Speed is measured by benchmarks/, with ratios in one run; a slow moment of the machine must not fail a test.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture
def umask_open() -> Iterator[None]:
    """A process that was started with the most careless umask."""
    before = os.umask(0)
    yield
    os.umask(before)
