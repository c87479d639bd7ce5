"""The whole way of a study, by all its roles, with drawn infants and, where they are at hand, real recordings."""

import shutil
from pathlib import Path

import pytest

from tests.live.journey import walk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
NO_CHROMIUM = "no Chromium on this machine (on Debian: apt install chromium)"


@pytest.mark.skipif(shutil.which("chromium") is None, reason=NO_CHROMIUM)
def test_from_the_first_protocol_to_a_withdrawn_consent(tmp_path: Path) -> None:
    done = walk(tmp_path, recordings=True)
    assert done.returncode == 0, done.stdout[-8000:]
