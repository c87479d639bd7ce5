"""From frames to milliseconds, by the video's own frame times."""

from annotator.recordings.frame_times import unpack_times
from annotator.recordings.models import TICKS_PER_SECOND, Video


def milliseconds(video: Video) -> list[int]:
    """When each frame is shown, and at the end when the last one ends; whole milliseconds from the first frame."""
    times = video.frame_times
    ticks = [*unpack_times(bytes(times.packed)), times.end_ticks]
    return [(1000 * tick + TICKS_PER_SECOND // 2) // TICKS_PER_SECOND for tick in ticks]
