"""ZIP files whose bytes depend on their content alone: fixed times, one order, nothing compressed.

Compression is left out because its result differs between versions of zlib, and pictures are compressed already.
"""

import shutil
import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest the format knows
MODE = 0o644 << 16
UNIX = 3


class Archive:
    """A ZIP file being written.

    Args:
        to: The file.
    """

    def __init__(self, to: Path) -> None:
        self._zip = zipfile.ZipFile(to, "w", zipfile.ZIP_STORED, allowZip64=True)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *error: object) -> None:
        self._zip.close()

    def text(self, name: str, content: str) -> None:
        """Add a text."""
        self._zip.writestr(_entry(name), content.encode())

    def file(self, name: str, place: Path) -> None:
        """Add a file, read in blocks."""
        entry = _entry(name)
        entry.file_size = place.stat().st_size
        with place.open("rb") as source, self._zip.open(entry, "w") as target:
            shutil.copyfileobj(source, target, 1 << 20)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.external_attr, entry.create_system = MODE, UNIX
    return entry
