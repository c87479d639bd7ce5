"""`crop LIST --out DIR`: faces cut out of their pictures and stood upright, as every model and screen sees them."""

import hashlib
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.commands.detecting import FOR_MODELS
from inference.commands.report import Report

SUMMARY = "cut faces out of pictures: a list of file, box, turn and name, to JPEG files of one size"
LIMITS = FOR_MODELS
QUALITY = 88


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("list", help='JSON: [{"file": path, "box": [l, t, r, b], "turn": 0, "name": "a.jpg"}, ...]')
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the crops; must exist")
    parser.add_argument("--side", type=int, default=224, metavar="PX", help="pixels of the longer side (default: 224)")
    parser.add_argument("--margin", type=float, default=0.0, help="added at every side, in sizes of the box")


def run(arguments: Namespace, report: Report) -> None:
    """Cut; a picture that cannot be read or a box outside of it is left out of the answer."""
    from inference.faces import CropRule

    rule = CropRule(margin=arguments.margin, side_px=arguments.side)
    wanted = json.loads(Path(arguments.list).read_bytes())
    done = []
    for number, one in enumerate(wanted):
        report.progress(number, len(wanted))
        written = _cut(one, Path(arguments.out), rule)
        if written is not None:
            done.append({"name": one["name"], "sha256": hashlib.sha256(written).hexdigest()})
    report.result({"crops": done}, in_words=_in_words)


def _cut(one: Mapping[str, Any], folder: Path, rule: Any) -> bytes | None:
    import cv2

    from inference.detectors.face import Box
    from inference.faces import crop_face
    from inference.pictures import read_picture
    from inference.video.refusal import VideoRefused

    try:
        crop = crop_face(read_picture(Path(one["file"])), Box(*one["box"]), rule, turn=one["turn"])
    except (VideoRefused, ValueError, FileNotFoundError):
        return None
    encoded, data = cv2.imencode(".jpg", crop[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not encoded:
        raise OSError(f"{one['name']} could not be encoded")
    content = data.tobytes()
    (folder / Path(one["name"]).name).write_bytes(content)
    return content


def _in_words(fields: Mapping[str, Any]) -> str:
    return "\n".join(f"{one['name']} {one['sha256']}" for one in fields["crops"]) or "no crops"
