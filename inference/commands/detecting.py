"""What the commands about faces share: their limits, their arguments, faces as JSON."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inference.video.sandbox import MIB, Limits

if TYPE_CHECKING:  # numpy starts threads, and a process with threads cannot enter the sandbox
    from inference.detectors.face import Face

# Models and their libraries need more room than a decoder, and a folder of pictures may take all night.
FOR_MODELS = Limits(memory_bytes=1536 * MIB, cpu_seconds=24 * 3600, open_files=256)
TURN_POLICIES = ("none", "on_miss", "all_four")


def add_weights_folder(parser: ArgumentParser) -> None:
    """Let the user name the folder of weights."""
    parser.add_argument("--weights", metavar="DIR", help="folder of weights (default: ANNOTATOR_WEIGHTS_DIR)")


def weights_folder(arguments: Namespace) -> Path:
    """The folder named, else the default one."""
    from inference.detectors.weights import default_folder

    return (Path(arguments.weights) if arguments.weights else default_folder()).resolve()


def as_fields(face: "Face") -> dict[str, Any]:
    """A face ready for JSON: fractions of the frame, left, top, right, bottom."""
    return {
        "box": list(face.box),
        "score": face.score,
        "landmarks": [list(point) for point in face.landmarks],
        "turn": face.turn,
    }
