"""What the person called the file: kept for display, never used as a path."""

from pathlib import PurePosixPath

from annotator.core.errors import DomainError
from annotator.core.text import has_hidden_characters

MAX_NAME_LENGTH = 255
EXTENSIONS = frozenset({".mkv", ".mp4", ".m4v", ".mov", ".webm", ".avi", ".3gp"})


def display_name(given: str) -> str:
    """The file's own name without folders.

    Raises:
        DomainError: `file_name_invalid` for empty, over-long or disguised names; `container_not_supported` for
            endings that are no video container we read. What is inside is judged later, by its bytes.
    """
    name = PurePosixPath(given.replace("\\", "/")).name
    if not name or name in (".", "..") or len(name) > MAX_NAME_LENGTH or has_hidden_characters(given):
        raise DomainError(
            "file_name_invalid",
            "This file name is empty, too long or has hidden characters. Rename the file and try again.",
        )
    if PurePosixPath(name).suffix.lower() not in EXTENSIONS:
        raise DomainError(
            "container_not_supported",
            "Only MKV, MP4, MOV, WebM and AVI videos can be used.",
            status_code=415,
        )
    return name
