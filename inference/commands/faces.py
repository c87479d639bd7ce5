"""`faces PATH`: the one face that matters in each picture of a video, by a chain of detectors."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from inference.commands.detecting import FOR_MODELS, add_weights_folder, pictures_named, weights_folder
from inference.commands.report import Report

SUMMARY = "choose one face per picture of a video: detectors in turn until one finds a face, then the steadiest track"
LIMITS = FOR_MODELS


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument(
        "path", help="a folder of one video's pictures in order of time, or a JSON file that lists them"
    )
    parser.add_argument(
        "--chain", required=True, help='arms with commas between them: "yunet on_miss,retinaface all_four"'
    )
    add_weights_folder(parser)


def run(arguments: Namespace, report: Report) -> None:
    """Find and choose; raises WeightsMissingError when an arm cannot run."""
    from inference.tracking import faces_of_video

    chain = [arm.strip() for arm in arguments.chain.split(",")]
    found = faces_of_video(pictures_named(arguments), chain, weights_folder(arguments), progress=report.progress)
    report.result({"chain": chain, "pictures": found}, in_words=_in_words)


def _in_words(fields: Mapping[str, Any]) -> str:
    lines = []
    for one in fields["pictures"]:
        box = "no face"
        if one["chosen"] is not None:
            face = one["faces"][one["chosen"]]
            box = f"{' '.join(f'{side:.3f}' for side in face['box'])}, turned {face['turn']}, by {one['arm']}"
        lines.append(f"{one['file']}: {box}")
    return "\n".join(lines) or "no pictures"
