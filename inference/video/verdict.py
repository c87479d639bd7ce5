"""Say what a person must know about a video that can be used although something is odd in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from inference.video.playback import PlaybackCopy
from inference.video.probe import VideoProbe
from inference.video.timing import is_uneven

TOLERATED_SHARE = 0.02
TOLERATED_FRAMES = 2
TOLERATED_MS = 100


@dataclass(frozen=True, kw_only=True)
class VideoWarning:
    """One oddity.

    Attributes:
        code: damaged, variable_frame_rate, times_repaired or audio_missing.
        message: a sentence for the person who sent the file.
        numbers: what was measured, by name (`readable_ms`, `declared_ms`, `frames_missing`, ...).
    """

    code: str
    message: str
    numbers: Mapping[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, str | int]:
        """Return code, message and the numbers side by side."""
        return {"code": self.code, "message": self.message, **self.numbers}


def judge(probe: VideoProbe, copy: PlaybackCopy, *, audio_wanted: bool = True) -> list[VideoWarning]:
    """Compare what a file promised with what could be read; an empty list means nothing odd.

    A file is damaged when the decoder gave up on any picture or patched one up, when more than two frames and
    more than 2 % of them are missing, or when more than 100 ms and more than 2 % of its time are.
    """
    warnings = [_damage(probe, copy)]
    if is_uneven(copy.times):
        message = "The camera did not record at a steady rate. Every frame keeps its own time."
        warnings.append(VideoWarning(code="variable_frame_rate", message=message))
    if copy.frames_moved:
        message = f"{copy.frames_moved} frames had impossible times and were moved."
        warnings.append(
            VideoWarning(code="times_repaired", message=message, numbers={"frames_moved": copy.frames_moved})
        )
    if audio_wanted and probe.has_audio and not copy.audio_kept:
        warnings.append(VideoWarning(code="audio_missing", message="The sound of this video could not be read."))
    return [warning for warning in warnings if warning is not None]


def _damage(probe: VideoProbe, copy: PlaybackCopy) -> VideoWarning | None:
    declared_ms = max(probe.declared_ms or 0, probe.duration_ms)
    never_stored = max(0, (probe.declared_frames or 0) - probe.packets)
    frames_missing = never_stored + max(0, len(probe.times) - len(copy.times))
    lost_ms = max(0, (probe.declared_ms or 0) - probe.reached_ms) + max(0, probe.duration_ms - copy.readable_ms)
    promised = len(probe.times) + never_stored
    lost_time = lost_ms > max(TOLERATED_MS, declared_ms * TOLERATED_SHARE)
    lost_frames = frames_missing > max(TOLERATED_FRAMES, promised * TOLERATED_SHARE)
    if not (copy.frames_unreadable or copy.frames_damaged or lost_time or lost_frames):
        return None
    numbers = {
        "readable_ms": copy.readable_ms,
        "declared_ms": declared_ms,
        "frames_missing": frames_missing,
        "frames_unreadable": copy.frames_unreadable,
        "frames_damaged": copy.frames_damaged,
    }
    return VideoWarning(code="damaged", message=_damage_in_words(numbers), numbers=numbers)


def _damage_in_words(numbers: Mapping[str, int]) -> str:
    read = f"{numbers['readable_ms'] / 1000:.1f} of {numbers['declared_ms'] / 1000:.1f} seconds could be read"
    kinds = {"frames_missing": "missing", "frames_unreadable": "unreadable", "frames_damaged": "partly destroyed"}
    counts = [f"{numbers[name]} frames are {word}" for name, word in kinds.items() if numbers[name]]
    return f"Part of this video is missing or damaged: {', '.join([read, *counts])}."
