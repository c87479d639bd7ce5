"""One training at a time on one device: the second waits, and says so."""

import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK_VARIABLE = "ANNOTATOR_TRAINING_LOCK"
ASKED_EVERY_S = 0.5
WAITING = "Another training is running on this device; this one starts when it ends."


def lock_file(named: str | None) -> Path:
    """The file named, else that of ANNOTATOR_TRAINING_LOCK, else one of this user in the folder for temporary files."""
    default = Path(tempfile.gettempdir()) / f"annotator-training-{os.getuid()}.lock"
    return Path(named or os.environ.get(LOCK_VARIABLE) or default)


@contextmanager
def device_alone(path: Path, *, on_wait: Callable[[str], None], obey: Callable[[], None]) -> Iterator[None]:
    """Hold the lock; the kernel gives it back however the process ends.

    Args:
        path: Of the lock; one per device.
        on_wait: Told once when somebody else holds it.
        obey: Asked again and again while waiting; raises to give up.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        told = False
        while not _taken(descriptor):
            if not told:
                on_wait(WAITING)
                told = True
            obey()
            time.sleep(ASKED_EVERY_S)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
