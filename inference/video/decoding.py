"""Decode a video as far as it can be read, counting what could not."""

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from inference.video.complaints import Complaints
from inference.video.container import open_video, video_stream
from inference.video.reading import AnyPacket, Frame, decoded, packets_of


class Decoding:
    """One pass over a file's picture and, where wanted, its sound.

    Attributes:
        frames_unreadable: pictures that the decoder gave up on so far.
        frames_damaged: pictures that it patched up, as far as it says so (a message may belong to the picture
            before or after).
    """

    def __init__(self, container: InputContainer, *, with_audio: bool, complaints: Complaints) -> None:
        self.video: VideoStream = video_stream(container)
        best = container.streams.best("audio") if with_audio else None
        self.audio = best if isinstance(best, AudioStream) and best.codec_context is not None else None
        self.frames_unreadable = self.frames_damaged = 0
        self._complaints, self._decoder = complaints, self.video.codec_context.name
        self._container = container
        # AVI stores decoding times only. Pictures come out in order of presentation: each takes the earliest.
        self._avi_stamps: deque[int] | None = deque() if container.format.name == "avi" else None

    def __iter__(self) -> Iterator[Frame | None]:
        """Yield frames, in order of presentation within each stream; None for a packet that gave none."""
        wanted: list[Stream] = [self.video] if self.audio is None else [self.video, self.audio]
        for packet in packets_of(self._container, wanted):
            frames = self._frames_of(packet)
            yield from frames
            if not frames:
                yield None

    def seconds(self, frame: av.VideoFrame) -> Fraction | None:
        """Return when a frame is to be shown, in seconds of the file's own clock; None where unknown."""
        stamp = frame.pts
        if self._avi_stamps is not None:
            stamp = self._avi_stamps.popleft() if self._avi_stamps else None
        base = self.video.time_base if self._avi_stamps is not None else frame.time_base
        return None if stamp is None or base is None else stamp * base

    def _frames_of(self, packet: AnyPacket) -> list[Frame]:
        is_picture = packet.stream_index == self.video.index
        stamps = self._avi_stamps if is_picture else None
        if stamps is not None and packet.size and packet.dts is not None:
            stamps.append(packet.dts)
        frames = decoded(packet)
        complained = is_picture and self._complaints.heard_from(self._decoder)
        if frames is None:
            self.frames_unreadable += is_picture
            if stamps:
                stamps.pop()
            return []
        marked = sum(isinstance(frame, av.VideoFrame) and frame.is_corrupt for frame in frames)
        self.frames_damaged += max(marked, int(complained))
        return frames


def first_frame(path: Path) -> tuple[av.VideoFrame, Fraction] | None:
    """Return the first picture that can be decoded and its time in seconds; None where there is none."""
    with Complaints() as complaints, open_video(path) as container:
        decoding = Decoding(container, with_audio=False, complaints=complaints)
        for frame in decoding:
            if isinstance(frame, av.VideoFrame):
                return frame, decoding.seconds(frame) or Fraction(0)
    return None
