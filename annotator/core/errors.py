"""The one error of the domain."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class DomainError(Exception):
    """Something a person asked for cannot be done.

    Args:
        code: stable identifier that the front end translates.
        message: one sentence a nurse understands.
        status_code: the HTTP status it travels with.
        extra: further JSON values the client needs, such as both sides of a conflict.
    """

    def __init__(self, code: str, message: str, *, status_code: int = 400, extra: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status_code = status_code
        self.extra = extra or {}


class ForbiddenError(DomainError):
    """The person may see the object but not do this with it."""

    def __init__(self, message: str = "Your role in this study does not allow this.") -> None:
        super().__init__("forbidden", message, status_code=403)


def disk_full() -> DomainError:
    """The one answer to a full disk."""
    message = "The server has no space left. Nothing is lost; ask your administrator to make room."
    return DomainError("disk_full", message, status_code=507)


@contextmanager
def saying_when_the_disk_is_full() -> Iterator[None]:
    """What is written inside and finds no space becomes `disk_full`; any other error stays what it is."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full() from error
        raise
