"""Learn what a video holds by reading its packets: when each frame is shown, and what was promised."""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from inference.video.container import declared_duration, open_video, sniff, video_stream, why_unreadable
from inference.video.orientation import degrees_clockwise, signs_of
from inference.video.reading import decoded, packets_of
from inference.video.refusal import VideoRefused
from inference.video.timing import (
    MAX_FRAMES,
    frame_rate,
    frame_times,
    is_impossible,
    is_uneven,
    to_ms,
    to_ticks,
    typical_step,
)

PACKETS_TRIED_FOR_A_PICTURE = 50


@dataclass(frozen=True, kw_only=True)
class VideoProbe:
    """What a file says about its picture; nothing here proves that the pixels can be decoded.

    Attributes:
        container: matroska, mov (MP4 and MOV alike) or avi.
        width: of the upright picture, in pixels of the file (non-square ones are not stretched here).
        rotation: degrees clockwise that make the stored picture upright: 0, 90, 180 or 270.
        duration_ms: from the first frame to the end of the last one.
        start_ms: the file's own time of the first frame.
        frame_rate: frames per second on average, for information only.
        times: of every frame to be shown, in ticks of 1/90 000 s from the first one, strictly increasing.
        declared_ms: the duration the file promises; None where it promises none.
        reached_ms: how far its data goes, measured as `declared_ms` is.
        declared_frames: the number of frames the file promises; None where it promises none (AVI counts
            pauses as frames, so its number is not used).
        packets: the number of stored video packets, those left out by an edit list included.
    """

    container: str
    codec: str
    width: int
    height: int
    rotation: int
    duration_ms: int
    start_ms: int
    frame_rate: float
    variable_frame_rate: bool
    has_audio: bool
    audio_codec: str | None
    times: list[int]
    declared_ms: int | None
    reached_ms: int
    declared_frames: int | None
    packets: int


@dataclass
class _Span:
    """From the first to the last moment that some data covers, in ticks of the file's own clock."""

    start: int | None = None
    end: int = 0

    def include(self, start: int, duration: int) -> None:
        self.start = start if self.start is None else min(self.start, start)
        self.end = max(self.end, start + duration)

    @property
    def ms(self) -> int:
        return to_ms(self.end - (self.start or 0))


@dataclass
class _Packets:
    """What a walk over all packets found; stamps and durations in ticks."""

    count: int = 0
    stamps: list[int] = field(default_factory=list)
    last_duration: int = 0
    latest: int | None = None
    file: _Span = field(default_factory=_Span)
    video: _Span = field(default_factory=_Span)

    def add_frame(self, start: int, duration: int) -> None:
        self.stamps.append(start)
        if self.latest is None or start >= self.latest:
            self.latest, self.last_duration = start, duration


def probe_video(path: Path | str) -> VideoProbe:
    """Read every packet of a video, and decode no more than its first picture (it says which way is up).

    Raises:
        VideoRefused: with the code of the first thing that rules the file out.
        OSError: when the file cannot be read.
    """
    path = Path(path)
    rotation, (width, height) = _first_look(path)
    with open_video(path) as container:
        stream = video_stream(container)
        packets = _walk(container, stream)
        if not packets.stamps:
            raise VideoRefused(_why_empty(path))
        times = _checked_times(packets.stamps)
        return _described(path, container, stream, packets, times, rotation, (width, height))


def _described(
    path: Path,
    container: InputContainer,
    stream: VideoStream,
    packets: _Packets,
    times: list[int],
    rotation: int,
    size: tuple[int, int],
) -> VideoProbe:
    video_ticks = times[-1] + (packets.last_duration or typical_step(times))
    declared_ms, by_stream = declared_duration(container, stream)
    audio = container.streams.best("audio")
    return VideoProbe(
        container=sniff(path),
        codec=stream.codec_context.codec.canonical_name,
        width=size[0],
        height=size[1],
        rotation=rotation,
        duration_ms=to_ms(video_ticks),
        start_ms=to_ms(min(packets.stamps)),
        frame_rate=frame_rate(times),
        variable_frame_rate=is_uneven(times),
        has_audio=audio is not None,
        audio_codec=audio.codec_context.name if audio is not None and audio.codec_context else None,
        times=times,
        declared_ms=declared_ms,
        reached_ms=packets.video.ms if by_stream else packets.file.ms,
        declared_frames=None if container.format.name == "avi" else stream.frames or None,
        packets=packets.count,
    )


def _first_look(path: Path) -> tuple[int, tuple[int, int]]:
    """Return the rotation and the upright size, from the first picture or, failing that, the header."""
    with open_video(path) as container:
        stream = video_stream(container)
        stored = (stream.codec_context.width, stream.codec_context.height)
        gave_up = False
        for packet in islice(packets_of(container, [stream]), PACKETS_TRIED_FOR_A_PICTURE):
            frames = decoded(packet)
            gave_up = gave_up or frames is None
            if frames and isinstance(frames[0], av.VideoFrame):
                degrees = degrees_clockwise(signs_of(frames[0]))
                return degrees, stored if degrees in (0, 180) else (stored[1], stored[0])
        if gave_up and 0 in stored:  # `max_pixels` kept everybody from finding out about its size
            raise VideoRefused("frame_too_large")
    return 0, stored


def _walk(container: InputContainer, stream: VideoStream) -> _Packets:
    found = _Packets()
    for packet in packets_of(container):
        stamp = packet.dts if container.format.name == "avi" or packet.pts is None else packet.pts
        if packet.size == 0 or stamp is None:
            continue
        start, duration = _span(stamp, packet.duration, packet.time_base)
        found.file.include(start, duration)
        if packet.stream_index != stream.index:
            continue
        found.count += 1
        found.video.include(start, duration)
        if not packet.is_discard:
            found.add_frame(start, duration)
        if found.count > MAX_FRAMES:
            raise VideoRefused("too_many_frames")
    return found


def _span(stamp: int, duration: int | None, time_base: Fraction) -> tuple[int, int]:
    return to_ticks(stamp, time_base), to_ticks(duration or 0, time_base)


def _checked_times(stamps: list[int]) -> list[int]:
    moved = len(stamps) - len(set(stamps))
    times = frame_times(stamps)
    if is_impossible(times, moved=moved):
        raise VideoRefused("timing_impossible")
    return times


def _why_empty(path: Path) -> str:
    reason = why_unreadable(path)
    return reason if reason in {"encrypted", "incomplete_file"} else "no_readable_frame"
