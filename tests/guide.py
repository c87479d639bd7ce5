"""`make guide`: walks the journey with drawn infants only, and takes its pictures into the guide."""

import shutil
import sys
import tempfile
from pathlib import Path

from tests.live.journey import PICTURES, walk
from tests.server import ROOT

TARGET = ROOT / "docs" / "guide" / "images"


def main() -> int:
    """The exit status: 0 when every step was taken."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        done = walk(Path(folder), recordings=False)
    if done.returncode:
        print(done.stdout[-4000:], file=sys.stderr)
        return done.returncode
    shutil.rmtree(TARGET, ignore_errors=True)
    shutil.copytree(PICTURES, TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
