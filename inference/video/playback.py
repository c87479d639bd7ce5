"""Write the copy of a video that people watch: steps exactly frame by frame, plays in every browser."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from time import monotonic

import av
from av.container import OutputContainer
from av.video.stream import VideoStream

from inference.video.complaints import Complaints
from inference.video.container import declared_duration, open_video, why_unreadable
from inference.video.decoding import Decoding, first_frame
from inference.video.picture import PIXEL_FORMAT, PictureMaker
from inference.video.refusal import VideoRefused
from inference.video.sound import SoundCopier
from inference.video.timing import (
    MAX_FRAMES,
    TICK,
    TICKS_PER_SECOND,
    is_impossible,
    placed_between,
    to_ms,
    typical_step,
)
from inference.video.whole_file import sha256_of, whole_file

FRAMES_PER_GROUP = 12
X264 = {
    "preset": "veryfast",
    "crf": "23",
    "g": str(FRAMES_PER_GROUP),
    "keyint_min": str(FRAMES_PER_GROUP),
    "sc_threshold": "0",
    "bf": "0",
    "rc-lookahead": str(FRAMES_PER_GROUP),
    "threads": "2",
}
MP4 = {"movflags": "faststart", "video_track_timescale": str(TICKS_PER_SECOND)}
SECONDS_BETWEEN_PROGRESS = 0.4

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class PlaybackCopy:
    """The copy, and what was found on the way.

    Attributes:
        times: of every frame in ticks of 1/90 000 s from the first readable one, strictly increasing; frame i
            of the copy is the i-th readable frame of the source, shown at the source's own time.
        end: when the last frame ends, in ticks.
        width: of the copy, in pixels (upright, square pixels, even).
        frames_unreadable: pictures that the decoder gave up on; the copy goes on with the next one.
        frames_damaged: pictures in the copy that the decoder says it had to patch up.
        frames_moved: frames whose time did not come after the one before (see `placed_between`).
        readable_ms: the end of the last readable frame.
        declared_ms: the duration the file promises; None where it promises none.
        sha256: of the copy's bytes, in hexadecimal.
    """

    times: list[int]
    end: int
    width: int
    height: int
    frames_unreadable: int
    frames_damaged: int
    frames_moved: int
    readable_ms: int
    declared_ms: int | None
    audio_kept: bool
    sha256: str
    size_bytes: int


@dataclass
class _Writing:
    """The state of one copy in the making."""

    output: OutputContainer
    stream: VideoStream
    maker: PictureMaker
    picture_starts: Fraction
    times: list[int] = field(default_factory=list)
    moved: int = 0
    last_duration: int = 0
    waiting: tuple[av.VideoFrame, int] | None = None

    def add(self, frame: av.VideoFrame, seconds: Fraction | None) -> None:
        """Take the next picture; it is written when its follower's time is known."""
        wanted = self.waiting[1] if self.waiting else 0
        if seconds is not None:
            wanted = round((seconds - self.picture_starts) / TICK)
        self._write_waiting(following=wanted)
        self.waiting = frame, wanted

    def finish(self) -> None:
        """Write what is still held back."""
        self._write_waiting(following=None)
        held_back = self.stream.encode(None)
        if held_back:
            held_back[-1].duration = self.end - self.times[-1]
        self.output.mux(held_back)

    def _write_waiting(self, *, following: int | None) -> None:
        if self.waiting is None:
            return
        frame, wanted = self.waiting
        time = placed_between(self.times[-1] if self.times else None, wanted, following)
        self.moved += time != wanted
        self.last_duration = _duration_ticks(frame)
        picture = self.maker.make(frame)
        picture.pts, picture.time_base = time, TICK
        picture.pict_type = av.video.frame.PictureType.NONE
        try:
            self.output.mux(self.stream.encode(picture))
        except av.error.ExternalError as error:  # with settings that never change, x264 lacks memory only
            raise VideoRefused("out_of_memory") from error
        self.times.append(time)
        if len(self.times) > MAX_FRAMES:
            raise VideoRefused("too_many_frames")

    @property
    def end(self) -> int:
        return self.times[-1] + (self.last_duration or typical_step(self.times))


def write_playback_copy(
    source: Path | str, target: Path | str, *, keep_audio: bool, progress: Progress | None = None
) -> PlaybackCopy:
    """Decode `source` as far as it can be read and write an H.264 MP4 with every frame at its own time.

    Nothing of the source's metadata (place, device, date) is carried over.

    Args:
        source: a video file.
        target: the path of the copy; it appears only when whole.
        keep_audio: carry the sound over as AAC, in step with the picture.
        progress: called at least twice a second with milliseconds done and in total (0 when unknown);
            whatever it raises stops the work and leaves no file.

    Raises:
        VideoRefused: no_readable_frame, timing_impossible, too_many_frames and those of `open_video`.
        OSError: when a file cannot be read or written (ENOSPC when the disk is full).
    """
    source, target = Path(source), Path(target)
    first = _first_or_refuse(source)
    with whole_file(target) as temporary:
        with Complaints() as complaints, open_video(source) as container:
            decoding = Decoding(container, with_audio=keep_audio, complaints=complaints)
            declared_ms = declared_duration(container, decoding.video)[0]
            maker = PictureMaker(first[0], pixel_aspect=decoding.video.sample_aspect_ratio)
            with av.open(str(temporary), "w", format="mp4", options=MP4) as output:
                writing = _Writing(output, _picture_stream(output, maker, first[0]), maker, first[1])
                sound = SoundCopier(output) if decoding.audio is not None else None
                _copy(decoding, writing, sound, _Reporter(progress, declared_ms or 0))
        if is_impossible(writing.times, moved=writing.moved):
            raise VideoRefused("timing_impossible")
        digest, size = sha256_of(temporary), temporary.stat().st_size
    return PlaybackCopy(
        times=writing.times,
        end=writing.end,
        width=maker.width,
        height=maker.height,
        frames_unreadable=decoding.frames_unreadable,
        frames_damaged=decoding.frames_damaged,
        frames_moved=writing.moved,
        readable_ms=to_ms(writing.end),
        declared_ms=declared_ms,
        audio_kept=sound is not None and sound.heard,
        sha256=digest,
        size_bytes=size,
    )


def _first_or_refuse(source: Path) -> tuple[av.VideoFrame, Fraction]:
    first = first_frame(source)
    if first is None:
        reason = why_unreadable(source)
        raise VideoRefused(reason if reason in {"encrypted", "incomplete_file"} else "no_readable_frame")
    return first


def _copy(decoding: Decoding, writing: _Writing, sound: SoundCopier | None, reporter: "_Reporter") -> None:
    for frame in decoding:
        if isinstance(frame, av.VideoFrame):
            writing.add(frame, decoding.seconds(frame))
        elif frame is not None and sound is not None:
            sound.add(frame, picture_starts=writing.picture_starts)
        reporter.report(to_ms(writing.times[-1]) if writing.times else 0)
    writing.finish()
    if sound is not None:
        sound.finish()


class _Reporter:
    """Calls a progress function now and then rather than for every frame."""

    def __init__(self, progress: Progress | None, total_ms: int) -> None:
        self._progress, self._total_ms, self._next = progress, total_ms, 0.0

    def report(self, done_ms: int) -> None:
        if self._progress is not None and monotonic() >= self._next:
            self._progress(done_ms, self._total_ms)
            self._next = monotonic() + SECONDS_BETWEEN_PROGRESS


def _picture_stream(output: OutputContainer, maker: PictureMaker, first: av.VideoFrame) -> VideoStream:
    stream = output.add_stream("libx264", options=X264)
    stream.width, stream.height, stream.pix_fmt = maker.width, maker.height, PIXEL_FORMAT
    context = stream.codec_context
    stream.time_base = context.time_base = TICK
    # What the numbers mean as colours stays as it was: the pictures are turned and resized, not recoloured.
    context.colorspace, context.color_primaries = first.colorspace, first.color_primaries
    context.color_trc = first.color_trc
    return stream


def _duration_ticks(frame: av.VideoFrame) -> int:
    if not frame.duration or frame.time_base is None:
        return 0
    return round(frame.duration * frame.time_base / TICK)
