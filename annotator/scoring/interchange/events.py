"""What the formats have in common: timed events, the way from times to frames, and the one refusal."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

MAX_BYTES = 16 * 1024 * 1024
MAX_EVENTS = 100_000


class UnreadableFileError(ValueError):
    """A file cannot be understood; the message says where and why, in one sentence."""


@dataclass(frozen=True)
class Event:
    """Something that lasted from `start_ms` to `end_ms`, milliseconds from the start of the recording."""

    action: str
    start_ms: int
    end_ms: int
    subject: str = ""


@dataclass
class Found:
    """The events of a file, in its order, and how many things were passed over, by reason."""

    events: list[Event] = field(default_factory=list)
    passed_over: dict[str, int] = field(default_factory=dict)

    def pass_over(self, reason: str) -> None:
        """Counts something that is no interval."""
        self.passed_over[reason] = self.passed_over.get(reason, 0) + 1

    def add(self, event: Event) -> None:
        """Keeps an event; raises UnreadableFileError when it runs backwards or there are too many."""
        if event.end_ms < event.start_ms:
            raise UnreadableFileError(f"'{event.action}' at {event.start_ms} ms ends before it starts.")
        if len(self.events) >= MAX_EVENTS:
            raise UnreadableFileError(f"More than {MAX_EVENTS} events.")
        self.events.append(event)


def text_of(content: bytes) -> str:
    """The file as text; raises UnreadableFileError when it is too large or not UTF-8."""
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(f"The file is larger than {MAX_BYTES // 1024**2} MiB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError("The file is not UTF-8 text.") from None


def milliseconds(seconds: object) -> int:
    """Whole milliseconds of a number of seconds; raises UnreadableFileError for anything else."""
    try:
        value = float(str(seconds))
    except ValueError:
        value = float("nan")
    if not 0 <= value < 10**9:
        raise UnreadableFileError(f"'{str(seconds)[:40]}' is not a time in seconds.")
    return round(1000 * value)


def nearest_frame(times_ms: Sequence[int], at_ms: int) -> int:
    """The index of the boundary nearest to a time.

    Args:
        times_ms: when each frame is shown, and at the end when the last one ends; strictly increasing, which
            holds up to 500 frames per second.
        at_ms: the time; beyond the ends it is the nearer end.
    """
    after = bisect_left(times_ms, at_ms)
    if after == 0:
        return 0
    if after == len(times_ms):
        return len(times_ms) - 1
    return after if times_ms[after] - at_ms <= at_ms - times_ms[after - 1] else after - 1
