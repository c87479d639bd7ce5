"""Draw frames from a video at a rate: which ones, and their pictures on disk."""

import csv
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from inference.video.frame_index import FrameIndex, nearest_frame
from inference.video.frame_reading import guide_of, in_parts, read_frames
from inference.video.still import Pixels, StillMaker, still_of
from inference.video.timing import TICKS_PER_SECOND, to_ms
from inference.video.whole_file import flush, whole_file

READERS, COMPRESSORS = 2, 2
MOST_PIXELS_SIDE_BY_SIDE = 2048 * 1152
COLUMNS = ("index", "pts_ms", "file", "sha256")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class SampledFrame:
    """One frame drawn.

    Attributes:
        index: its number in the video, counted over the readable frames from 0.
        pts_ms: its own time in whole milliseconds from the first frame, never the time that was asked for.
        file: name of its picture in the folder; `thumbnail` likewise.
        sha256: of the picture's bytes.
        look: its difference hash, 16 hexadecimal digits (text, because JSON readers round large numbers).
    """

    index: int
    pts_ms: int
    file: str
    thumbnail: str
    sha256: str
    look: str
    width: int
    height: int


def frames_at_rate(
    times: Sequence[int], *, start: int, end: int, per_second: float, most: int | None = None
) -> list[int]:
    """The frames nearest to moments at equal distances, the first part of a stretch.

    Moments are `start`, `start + 1/per_second` and so on, as many whole steps as fit before `end`. Two moments
    that meet the same frame give it once. A frame outside the stretch is never drawn.

    Args:
        times: of all frames in ticks, strictly increasing.
        start, end: the stretch in ticks, half-open.
        per_second: moments per second, above 0.
        most: at most so many moments; None for all.
    """
    count = int((end - start) * per_second / TICKS_PER_SECOND + 1e-9)
    step = TICKS_PER_SECOND / per_second
    moments = (start + round(place * step) for place in range(count if most is None else min(count, most)))
    inside = [place for place, time in enumerate(times) if start <= time < end]
    if not inside:
        return []
    met = (nearest_frame(times, moment) for moment in moments)
    return sorted({min(max(frame, inside[0]), inside[-1]) for frame in met})


def sample_to_folder(
    path: Path, folder: Path, chosen: Sequence[int], *, times: Sequence[int], progress: Progress | None = None
) -> list[SampledFrame]:
    """Write the pictures of chosen frames, `<index>.jpg` and `<index>.thumb.jpg`, replacing those of an earlier run.

    The same video and choice give the same bytes on one version of the libraries. A picture's name appears only
    when its bytes are on the disk.

    Args:
        path: the video.
        folder: where pictures go; made when it is not there.
        chosen: frame numbers, ascending, each once.
        times: of all readable frames in ticks.
        progress: called with (frames done, frames in all); whatever it raises stops the work.

    Returns:
        The frames that could be read, in order of time.

    Raises:
        VideoRefused: as `guide_of` and `read_frames`.
        OSError: when a file cannot be read or written (ENOSPC when the disk is full).
    """
    folder.mkdir(parents=True, exist_ok=True)
    maker = StillMaker(path)
    # A decoder keeps up to 17 pictures: two of them side by side would be too much memory for 4K.
    readers = READERS if maker.stored_pixels <= MOST_PIXELS_SIDE_BY_SIDE else 1
    guide = guide_of(path, times)
    parts = in_parts(chosen, guide=guide, most=readers)
    drawing = _Drawing(path, folder, times, guide, lambda done: progress(done, len(chosen)) if progress else None)
    # Some threads decode, others compress: all leave Python's lock alone while they work.
    with ThreadPoolExecutor(COMPRESSORS) as drawing.pool, ThreadPoolExecutor(readers) as reading:
        running = [reading.submit(drawing.draw, part, maker.copy(), len(parts) == 1) for part in parts]
        drawn = [frame for one in running for frame in one.result()]
    flush(folder)
    return drawn


def write_list(folder: Path, drawn: Sequence[SampledFrame]) -> None:
    """Write `frames.csv` beside the pictures, one row per frame in order of time; it appears only whole."""
    with whole_file(folder / "frames.csv") as temporary, temporary.open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows([getattr(frame, column) for column in COLUMNS] for frame in drawn)


class _Drawing:
    """Draws parts of a choice from one video side by side; the first to fail stops the others."""

    def __init__(
        self,
        path: Path,
        folder: Path,
        times: Sequence[int],
        guide: FrameIndex | None,
        progress: Callable[[int], None],
    ) -> None:
        self._path, self._folder, self._times, self._guide, self._progress = path, folder, times, guide, progress
        self._done, self._is_failed, self._lock = 0, False, Lock()
        self.pool: ThreadPoolExecutor

    def draw(self, part: Sequence[int], maker: StillMaker, threads: bool) -> list[SampledFrame]:
        """The pictures of one part on the disk, in order."""
        drawn: list[SampledFrame] = []
        waiting: deque[Future[SampledFrame]] = deque()
        try:
            for index, frame in read_frames(self._path, part, guide=self._guide, threads=threads):
                pixels, pts_ms = maker.pixels(frame), to_ms(self._times[index])
                waiting.append(self.pool.submit(_keep, self._folder, pixels, index, pts_ms))
                self._take(waiting, drawn, room=2 * COMPRESSORS)
                if self._is_failed:
                    break
            self._take(waiting, drawn, room=0)
        except BaseException:
            self._is_failed = True
            raise
        return drawn

    def _take(self, waiting: deque[Future[SampledFrame]], drawn: list[SampledFrame], *, room: int) -> None:
        while len(waiting) > room:
            drawn.append(waiting.popleft().result())
            with self._lock:
                self._done += 1
                self._progress(self._done)


def _keep(folder: Path, picture: Pixels, index: int, pts_ms: int) -> SampledFrame:
    still = still_of(picture)
    name, small = f"{index:07d}.jpg", f"{index:07d}.thumb.jpg"
    for file, content in ((name, still.jpeg), (small, still.thumbnail)):
        temporary = folder / f".{file}.part"
        temporary.write_bytes(content)
        flush(temporary)
        temporary.replace(folder / file)
    return SampledFrame(
        index=index,
        pts_ms=pts_ms,
        file=name,
        thumbnail=small,
        sha256=still.sha256,
        look=f"{still.look:016x}",
        width=still.width,
        height=still.height,
    )
