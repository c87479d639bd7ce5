"""`probe FILE`: what a video holds, without decoding it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from inference.commands.report import Report

SUMMARY = "say what a video file holds, by its packets"


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("file", help="the video")


def run(arguments: Namespace, report: Report) -> None:
    """Probe one file; raises what `probe_video` raises."""
    from dataclasses import asdict

    from inference.video.probe import probe_video

    report.result(asdict(probe_video(arguments.file)), in_words=_in_words)


def _in_words(fields: Mapping[str, Any]) -> str:
    rate = "variable" if fields["variable_frame_rate"] else "steady"
    return (
        f"{fields['codec']} in {fields['container']}, {fields['width']}x{fields['height']}, "
        f"turned {fields['rotation']} degrees, {len(fields['times'])} frames in {fields['duration_ms']} ms, "
        f"{rate} rate ({fields['frame_rate']}/s), sound: {fields['audio_codec'] or 'none'}"
    )
