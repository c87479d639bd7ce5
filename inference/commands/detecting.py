"""What the commands about faces share: their limits and arguments."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from inference.video.sandbox import MIB, Limits

# Models and their libraries need more room than a decoder, and a folder of pictures may take all night.
FOR_MODELS = Limits(memory_bytes=1536 * MIB, cpu_seconds=24 * 3600, open_files=256)
# Torch maps several GiB of libraries before it does anything, and an epoch may take hours. Whoever labels meanwhile
# comes first.
FOR_TRAINING = Limits(memory_bytes=16384 * MIB, cpu_seconds=14 * 24 * 3600, open_files=1024, idle=True)
TURN_POLICIES = ("none", "on_miss", "all_four")


def add_weights_folder(parser: ArgumentParser) -> None:
    """Let the user name the folder of weights."""
    parser.add_argument("--weights", metavar="DIR", help="folder of weights (default: ANNOTATOR_WEIGHTS_DIR)")


def input_side(word: str) -> int:
    """The side of a model's input in pixels; raises ValueError unless it is a multiple of 32 up to 2048."""
    if (side := int(word)) % 32 or not 32 <= side <= 2048:
        raise ValueError
    return side


def pictures_named(arguments: Namespace) -> list[Path]:
    """The pictures at the path given, or those a file of JSON lists."""
    from inference.pictures import pictures_in

    if arguments.path.endswith(".json"):
        return [Path(path) for path in json.loads(Path(arguments.path).read_bytes())]
    return pictures_in(Path(arguments.path))


def weights_folder(arguments: Namespace) -> Path:
    """The folder named, else the default one."""
    from inference.detectors.weights import default_folder

    return (Path(arguments.weights) if arguments.weights else default_folder()).resolve()
