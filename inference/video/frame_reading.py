"""Read chosen frames of a video exactly, decoding as little as the file allows."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from threading import Lock

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from inference.video.complaints import Complaints
from inference.video.container import open_video, video_stream
from inference.video.decoding import Decoding
from inference.video.frame_index import FrameIndex, index_frames
from inference.video.reading import decoded, packets_of

GAP_WORTH_A_SEEK = 48  # packets; jumping costs about as much as decoding this many

_ONE_LISTENS = Lock()

ChosenFrame = tuple[int, av.VideoFrame]


class _PlanFailedError(Exception):
    """The file did not give a frame where its packets had promised it."""


def guide_of(path: Path, times: Sequence[int] | None = None) -> FrameIndex | None:
    """The index of a video's packets; None where it does not agree with the times that are known.

    Args:
        path: the video.
        times: of all readable frames in ticks, as the playback copy found them; None where only the packets are
            known. When they differ from the packets' (unreadable frames, times put right), the packets are no guide.

    Raises:
        VideoRefused: as `index_frames`.
    """
    index = index_frames(path)
    return index if index is None or times is None or tuple(times) == index.times else None


def in_parts(chosen: Sequence[int], *, guide: FrameIndex | None, most: int) -> list[Sequence[int]]:
    """Cut a choice of frames where different parts need nothing of each other, into parts of about equal work.

    Args:
        chosen, guide: as `read_frames`.
        most: at most so many parts, at least 1.

    Returns:
        Parts in order, which together are the choice; one where the packets are no guide.
    """
    if guide is None or not chosen or chosen[-1] >= len(guide.times):
        return [chosen]
    groups = [list(numbers) for _, numbers in groupby(chosen, key=guide.start_for)]
    costs = [guide.packets_to_read(numbers) for numbers in groups]
    parts: list[list[int]] = [[] for _ in range(most)]
    before = 0
    for numbers, cost in zip(groups, costs, strict=True):
        parts[min(most - 1, (2 * before + cost) * most // (2 * sum(costs)))] += numbers
        before += cost
    return [part for part in parts if part]


def read_frames(
    path: Path, chosen: Sequence[int], *, guide: FrameIndex | None, threads: bool = True
) -> Iterator[ChosenFrame]:
    """Yield chosen frames with their numbers, in order of presentation.

    Only the groups of pictures that hold a chosen frame are decoded, and in them only what those frames are built
    from. Without a guide, or where the file does not keep what its packets promise, the whole of it is decoded in
    order instead, which always gives the same frames.

    Args:
        path: the video.
        chosen: frame numbers counted over the readable frames from 0, ascending, each once.
        guide: from `guide_of`.
        threads: let the decoder use several; it gains little from them on short groups.

    Yields:
        Each chosen frame that can be read; numbers beyond the last readable frame are left out.

    Raises:
        VideoRefused: as `open_video`, `video_stream` and `packets_of`.
    """
    given = 0
    if guide is not None:
        chosen = [number for number in chosen if number < len(guide.times)]
        try:
            for number, frame in _read_planned(path, guide, chosen, threads):
                yield number, frame
                given += 1
        except _PlanFailedError:
            pass
        else:
            return
    # By timestamp where the packets gave one: a frame that cannot be read must not lend its number to the next.
    numbers = guide.stamps if guide is not None else None
    yield from _read_in_order(path, chosen[given:], stamps=numbers)


def _read_planned(path: Path, index: FrameIndex, chosen: Sequence[int], threads: bool) -> Iterator[ChosenFrame]:
    with open_video(path) as container:
        stream = video_stream(container)
        if threads:
            stream.codec_context.thread_type = "AUTO"
        else:
            stream.codec_context.thread_count = 1
        reader = _GroupReader(container, stream, index)
        for start, numbers in groupby(chosen, key=index.start_for):
            if start is None:
                raise _PlanFailedError
            yield from reader.read(start, list(numbers))


def _read_in_order(path: Path, chosen: Sequence[int], *, stamps: Sequence[int] | None) -> Iterator[ChosenFrame]:
    if not chosen:
        return
    wanted: dict[int | None, int] = {(stamps[number] if stamps else number): number for number in chosen}
    # Complaints are heard by the whole process, so only one may listen.
    with _ONE_LISTENS, Complaints() as complaints, open_video(path) as container:
        decoding = Decoding(container, with_audio=False, complaints=complaints)
        pictures = (frame for frame in decoding if isinstance(frame, av.VideoFrame))
        for count, frame in enumerate(pictures):
            number = wanted.pop(frame.pts if stamps else count, None)
            if number is not None:
                yield number, frame
            if not wanted:
                return


class _GroupReader:
    """Decodes one group of pictures after the other, leaving out what no chosen frame is built from."""

    def __init__(self, container: InputContainer, stream: VideoStream, index: FrameIndex) -> None:
        self._container, self._stream, self._index = container, stream, index
        self._packets = packets_of(container, [stream])
        self._next = 0  # place of the packet that comes next

    def read(self, start: int, numbers: list[int]) -> Iterator[ChosenFrame]:
        """The given frames, which all can be decoded from key frame `start` on."""
        place, stamp = self._index.keys[start]
        self._go_to(place, stamp)
        wanted = {self._index.stamps[number]: number for number in numbers}
        last = max(self._index.packets[number] for number in numbers)
        for frame in self._decode_until(last, set(wanted)):
            if frame.pts in wanted:
                yield wanted.pop(frame.pts), frame
        if wanted:
            raise _PlanFailedError

    def _go_to(self, place: int, stamp: int) -> None:
        self._stream.codec_context.flush_buffers()
        if not self._next <= place <= self._next + GAP_WORTH_A_SEEK:
            self._container.seek(stamp, stream=self._stream, backward=True)
            self._packets = packets_of(self._container, [self._stream])
            self._next = -1  # unknown until a key frame is met
        self._place, self._stamp = place, stamp

    def _decode_until(self, last: int, wanted: set[int]) -> Iterator[av.VideoFrame]:
        """Decode from the key frame gone to up to packet `last`, and give back what is still inside the decoder."""
        context, started = self._stream.codec_context, False
        for packet in self._packets:
            if packet.size == 0:
                continue
            if not started:
                started = packet.pts == self._stamp
                if not started:
                    self._skip_over(packet.pts)
                    continue
                self._next = self._place
            # Pictures that no other is built from are decoded only where they are themselves wanted.
            context.skip_frame = "DEFAULT" if packet.pts in wanted else "NONREF"
            yield from _pictures(decoded(packet))
            self._next += 1
            if self._next > last:
                break
        yield from _pictures(list(context.decode(None)))

    def _skip_over(self, stamp: int | None) -> None:
        if self._next >= 0:
            self._next += 1
            if self._next > self._place:
                raise _PlanFailedError
        elif stamp is not None and stamp > self._stamp + self._stamp_tolerance:
            raise _PlanFailedError

    @property
    def _stamp_tolerance(self) -> int:
        base = self._stream.time_base
        return int(10 / base) if base else 0  # the seek landed behind the key frame, not a little before it


def _pictures(frames: Sequence[object] | None) -> Iterator[av.VideoFrame]:
    if frames is None:
        raise _PlanFailedError
    return (frame for frame in frames if isinstance(frame, av.VideoFrame))
