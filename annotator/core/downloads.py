"""Files that are written when they are asked for."""

from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings

from annotator.core.errors import saying_when_the_disk_is_full


def whole_file(pieces: Iterable[str]) -> IO[bytes]:
    """A file without a name that holds the pieces as UTF-8, open at its start; it is gone when it is closed.

    It is written before the first byte is sent. A query that lasts as long as a slow download would keep SQLite from
    everybody who writes; its length is known, so that a browser notices a download that ends early; and a failure is
    an answer instead of half a file.

    Raises:
        DomainError: `disk_full` (507).
    """
    file = TemporaryFile(dir=settings.DATA_DIR)  # noqa: SIM115 - closed by who sends it
    try:
        with saying_when_the_disk_is_full():
            for piece in pieces:
                file.write(piece.encode())
            file.seek(0)
    except BaseException:
        file.close()
        raise
    return file
