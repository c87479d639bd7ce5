"""`weights convert vgg-face FILE.h5 --out DIR`: weights somebody else trained, converted once and hashed."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from training.commands.telling import TrainingReport

SUMMARY = "convert the HDF5 file of VGG-Face to safetensors with a manifest; nothing is ever fetched or unpickled"


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("action", choices=["convert"])
    parser.add_argument("architecture", choices=["vgg-face"])
    parser.add_argument("file", help="rcmalli_vggface_tf_notop_vgg16.h5")
    parser.add_argument("--out", required=True, metavar="DIR", help="the folder of weights")


def run(arguments: Namespace, report: TrainingReport) -> None:
    """Convert; the answer is the manifest."""
    from training.starting_weights import convert_vgg_face

    fields = convert_vgg_face(Path(arguments.file), Path(arguments.out))
    report.result(fields, in_words=lambda made: f"{made['file']}\nSHA-256 {made['sha256']}")
