"""Which packets make up each frame of a video, so that single frames can be read without decoding the rest."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path

import av

from inference.video.complaints import Complaints
from inference.video.container import open_video, video_stream
from inference.video.decoding import Decoding
from inference.video.reading import packets_of
from inference.video.refusal import VideoRefused
from inference.video.timing import MAX_FRAMES, TICK, placed_between, to_ticks, typical_step


@dataclass(frozen=True)
class FrameIndex:
    """The frames of a video in order of presentation, as its packets announce them.

    Attributes:
        times: when each frame is shown, in ticks of 1/90 000 s from the first, strictly increasing.
        end: when the last frame ends, in ticks.
        stamps: each frame's own timestamp, in units of the stream.
        packets: where each frame's packet stands among the stored ones.
        keys: places of the packets that decoding can start from, ascending, each with its timestamp.
    """

    times: tuple[int, ...]
    end: int
    stamps: tuple[int, ...]
    packets: tuple[int, ...]
    keys: tuple[tuple[int, int], ...]

    def start_for(self, frame: int) -> int | None:
        """Where in `keys` decoding must start so that this frame comes out; None where there is no such place.

        A frame stored after a key frame but shown before it may still need the group before.
        """
        place = bisect_left(self.keys, (self.packets[frame] + 1,)) - 1
        while place >= 0 and self.keys[place][1] > self.stamps[frame]:
            place -= 1
        return place if place >= 0 else None

    def packets_to_read(self, frames: Sequence[int]) -> int:
        """How many packets lie between where decoding must start for the first of these frames and the last of them."""
        start = self.start_for(frames[0])
        first = 0 if start is None else self.keys[start][0]
        return max(self.packets[frame] for frame in frames) + 1 - first


def index_frames(path: Path) -> FrameIndex | None:
    """Read every packet of a video without decoding any.

    Returns:
        None where the packets alone do not say which frame is shown when: AVI (it stores no such times), missing
        or repeated timestamps, and frames left out by an edit list.

    Raises:
        VideoRefused: as `open_video` and `video_stream`, and too_many_frames.
    """
    found: list[tuple[int, int]] = []
    keys: list[tuple[int, int]] = []
    last: tuple[int, int] = (0, 0)
    with open_video(path) as container:
        if container.format.name == "avi":
            return None
        stream = video_stream(container)
        for packet in packets_of(container, [stream]):
            if packet.size == 0:
                continue
            if packet.pts is None or packet.is_discard or stream.time_base is None:
                return None
            if packet.is_keyframe:
                keys.append((len(found), packet.pts))
            found.append((packet.pts, len(found)))
            last = max(last, (packet.pts, packet.duration or 0))
            if len(found) > MAX_FRAMES:
                raise VideoRefused("too_many_frames")
        base = stream.time_base
    found.sort()
    stamps = tuple(stamp for stamp, _ in found)
    if not found or len(set(stamps)) < len(stamps) or base is None:
        return None
    times = tuple(to_ticks(stamp - stamps[0], base) for stamp in stamps)
    end = times[-1] + (to_ticks(last[1], base) or typical_step(times))
    return FrameIndex(times, end, stamps, tuple(place for _, place in found), tuple(keys))


def nearest_frame(times: Sequence[int], wanted: int) -> int:
    """Which frame's presentation time lies nearest to a moment; the earlier one of two equally near.

    Args:
        times: strictly increasing, not empty, in the unit of `wanted`.
        wanted: any moment, also before the first frame or after the last.
    """
    after = bisect_left(times, wanted)
    if after == 0:
        return 0
    if after == len(times):
        return after - 1
    return after if times[after] - wanted < wanted - times[after - 1] else after - 1


def readable_times(path: Path) -> list[int]:
    """When each readable frame is shown, in ticks from the first: by the packets, else by decoding everything.

    Raises:
        VideoRefused: as `index_frames` and `Decoding`, and no_readable_frame.
    """
    index = index_frames(path)
    if index is not None:
        return list(index.times)
    with Complaints() as complaints, open_video(path) as container:
        decoding = Decoding(container, with_audio=False, complaints=complaints)
        stamps = [decoding.seconds(frame) for frame in decoding if isinstance(frame, av.VideoFrame)]
    if not stamps:
        raise VideoRefused("no_readable_frame")
    first = stamps[0] or Fraction(0)
    wanted = [None if stamp is None else round((stamp - first) / TICK) for stamp in stamps]
    times: list[int] = []
    for own, following in zip_longest(wanted, wanted[1:]):
        before = times[-1] if times else None
        times.append(placed_between(before, (before or 0) if own is None else own, following))
    return times
