"""`sample FILE`: pictures of a video at a rate, or of chosen frames."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.commands.report import Report

SUMMARY = "write pictures of a video, each the frame shown nearest to the moment asked for, and frames.csv"


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("file", help="the video")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the pictures and frames.csv")
    parser.add_argument("--fps", type=float, default=1.0, help="pictures per second (default 1)")
    parser.add_argument("--start-ms", type=int, default=0, help="from here (default: the first frame)")
    parser.add_argument("--end-ms", type=int, help="up to here (default: the end of the video)")
    parser.add_argument("--max-frames", type=int, help="at most so many, the first ones")
    parser.add_argument("--plan", metavar="JSON", help='instead: a file {"times": [ticks], "chosen": [frame numbers]}')


def run(arguments: Namespace, report: Report) -> None:
    """Sample one file; raises what `sample_to_folder` raises."""
    from dataclasses import asdict

    from inference.video.sampling import sample_to_folder, write_list

    path, folder = Path(arguments.file), Path(arguments.out)
    times, chosen = _planned(arguments.plan) if arguments.plan else _at_rate(path, arguments)
    drawn = sample_to_folder(path, folder, chosen, times=times, progress=report.progress)
    write_list(folder, drawn)
    unreadable = len(chosen) - len(drawn)
    report.result({"frames": [asdict(frame) for frame in drawn], "unreadable": unreadable}, in_words=_in_words)


def _planned(plan: str) -> tuple[list[int], list[int]]:
    content = json.loads(Path(plan).read_bytes())
    return content["times"], content["chosen"]


def _at_rate(path: Path, arguments: Namespace) -> tuple[list[int], list[int]]:
    from inference.video.frame_index import readable_times
    from inference.video.sampling import frames_at_rate
    from inference.video.timing import TICKS_PER_MS, typical_step

    times = readable_times(path)
    end = times[-1] + typical_step(times)
    if arguments.end_ms is not None:
        end = min(end, arguments.end_ms * TICKS_PER_MS)
    start = max(0, arguments.start_ms) * TICKS_PER_MS
    return times, frames_at_rate(times, start=start, end=end, per_second=arguments.fps, most=arguments.max_frames)


def _in_words(fields: Mapping[str, Any]) -> str:
    missing = f", {fields['unreadable']} could not be read" if fields["unreadable"] else ""
    return f"{len(fields['frames'])} pictures{missing}"
