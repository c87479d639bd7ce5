"""`anonymise PATH`: copies of pictures with every face hidden."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.commands.detecting import FOR_MODELS, add_weights_folder, weights_folder
from inference.commands.report import Report

SUMMARY = "write copies of pictures in which faces, or eyes, are blurred, pixelated or replaced by a mesh"
LIMITS = FOR_MODELS


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("path", help="a picture or a folder")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the copies")
    parser.add_argument("--method", choices=["blur", "pixelate", "mesh"], default="blur")
    parser.add_argument("--region", choices=["face", "eyes"], default="face")
    parser.add_argument("--detectors", default="yunet,retinaface,opencv-ssd,opencv-haar", help="every face any finds")
    parser.add_argument(
        "--known", metavar="FILE", help='JSON: {"picture.jpg": [[l, t, r, b], ...]}, faces to hide whatever is found'
    )
    add_weights_folder(parser)


def run(arguments: Namespace, report: Report) -> None:
    """Anonymise; a picture in which no face was found is not copied but listed for a person to look at."""
    from inference.anonymise import Method, Region
    from inference.figures import anonymise_pictures

    names = arguments.detectors.split(",")
    known = json.loads(Path(arguments.known).read_bytes()) if arguments.known else None
    fields = anonymise_pictures(
        Path(arguments.path),
        Path(arguments.out),
        names=names,
        weights=weights_folder(arguments),
        method=Method(arguments.method),
        region=Region(arguments.region),
        known=known,
        progress=report.progress,
    )
    report.result(fields, in_words=_in_words)


def _in_words(fields: Mapping[str, Any]) -> str:
    lines = [f"{len(fields['written'])} pictures written"]
    lines += [f"no face found, not copied: {file}" for file in fields["without_face"]]
    lines += [f"{file}: {why}" for file, why in fields["refused"].items()]
    return "\n".join(lines)
