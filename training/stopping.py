"""Stop between two steps when the process is asked to end."""

import signal
from types import FrameType


class TrainingStopped(Exception):  # noqa: N818 - it names what happened
    """Somebody asked the process to end; the checkpoints are whole."""


class StopRequest:
    """Remembers SIGTERM and SIGINT until the work comes to a point where it may end."""

    def __init__(self) -> None:
        self._asked = False

    def listen(self) -> None:
        """Take over the two signals; in the main thread only."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._asked = True

    def obey(self) -> None:
        """Raise TrainingStopped where somebody has asked."""
        if self._asked:
            raise TrainingStopped
