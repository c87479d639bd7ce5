"""`playback FILE TARGET`: write the copy that people watch."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from inference.commands.report import Report

SUMMARY = "write an MP4 copy that steps exactly frame by frame in every browser"


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("file", help="the video")
    parser.add_argument("target", help="where the copy goes")
    parser.add_argument("--keep-audio", action="store_true", help="carry the sound over")


def run(arguments: Namespace, report: Report) -> None:
    """Probe and copy one file; raises what `probe_video` and `write_playback_copy` raise."""
    from dataclasses import asdict

    from inference.video.playback import write_playback_copy
    from inference.video.probe import probe_video
    from inference.video.verdict import judge

    probe = probe_video(arguments.file)
    copy = write_playback_copy(
        arguments.file, arguments.target, keep_audio=arguments.keep_audio, progress=report.progress
    )
    warnings = judge(probe, copy, audio_wanted=arguments.keep_audio)
    fields = {**asdict(copy), "warnings": [warning.as_dict() for warning in warnings]}
    report.result(fields, in_words=_in_words)


def _in_words(fields: Mapping[str, Any]) -> str:
    written = (
        f"{len(fields['times'])} frames, {fields['readable_ms']} ms, {fields['width']}x{fields['height']}, "
        f"{fields['size_bytes']} bytes, sha256 {fields['sha256']}"
    )
    return "\n".join([written, *(f"Warning: {warning['message']}" for warning in fields["warnings"])])
