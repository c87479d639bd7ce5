"""`detect PATH`: the faces in a picture or in all pictures of a folder."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.commands.detecting import FOR_MODELS, TURN_POLICIES, add_weights_folder, pictures_named, weights_folder
from inference.commands.report import Report

SUMMARY = "find faces in a picture or a folder of pictures"
LIMITS = FOR_MODELS


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("path", help="a picture, a folder, or a JSON file that lists pictures")
    parser.add_argument("--detector", required=True, help="its name; `weights list` says which can run")
    parser.add_argument("--turn", choices=TURN_POLICIES, default="on_miss", help="when to turn the picture")
    add_weights_folder(parser)


def run(arguments: Namespace, report: Report) -> None:
    """Detect; a picture that cannot be read is reported in its place and does not stop the others."""
    from inference.detectors.missing import WeightsMissingError
    from inference.detectors.registry import load_detector
    from inference.detectors.turning import TurnPolicy

    folder = weights_folder(arguments)
    try:
        detector = load_detector(arguments.detector, folder)
    except KeyError as error:
        raise WeightsMissingError(f"No detector is called “{arguments.detector}”.") from error
    paths, answers = pictures_named(arguments), []
    for path in paths:
        answers.append(_answer(path, detector, TurnPolicy(arguments.turn)))
        report.progress(len(answers), len(paths))
    fields = {"detector": arguments.detector, "turn_policy": arguments.turn, "pictures": answers}
    report.result(fields, in_words=_in_words)


def _answer(path: Path, detector: Any, policy: Any) -> dict[str, Any]:
    from time import perf_counter

    from inference.detectors.turning import detect_turned
    from inference.pictures import read_picture
    from inference.video.refusal import VideoRefused

    try:
        picture = read_picture(path)
    except VideoRefused as refusal:
        return {"file": str(path), "refused": {"code": refusal.code, "message": refusal.message}}
    start = perf_counter()
    faces = detect_turned(detector, picture, policy)
    spent = 1000 * (perf_counter() - start)
    return {"file": str(path), "faces": [face.as_fields() for face in faces], "ms": round(spent, 2)}


def _in_words(fields: Mapping[str, Any]) -> str:
    lines = []
    for one in fields["pictures"]:
        if "refused" in one:
            lines.append(f"{one['file']}: {one['refused']['message']}")
            continue
        boxes = ", ".join(
            f"{face['score']:.2f} at {' '.join(f'{side:.3f}' for side in face['box'])}, turned {face['turn']}"
            for face in one["faces"]
        )
        lines.append(f"{one['file']}: {boxes or 'no face'} ({one['ms']:.0f} ms)")
    return "\n".join(lines) or "no pictures"
