"""`explain MODEL LIST`: heat maps of faces for the predicted and for a given class, and what they lie on."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inference.commands.classifying import add_model_and_list, faces_listed, opened
from inference.commands.detecting import FOR_MODELS
from inference.commands.report import Report

if TYPE_CHECKING:
    from inference.detectors.face import Pixels
    from inference.explanation import Explanation

SUMMARY = "heat maps (Grad-CAM) of faces by a trained model, with the share of heat on each part of the face"
LIMITS = FOR_MODELS
RANDOMISED_SEED = 0
DECIMALS = 4


def configure(parser: ArgumentParser) -> None:
    """Add this command's own arguments."""
    add_model_and_list(parser)
    parser.add_argument("--panels", metavar="DIR", help="write each face with its maps laid over it; must exist")
    parser.add_argument("--anonymise", action="store_true", help="make the faces on the panels unrecognisable")


def run(arguments: Namespace, report: Report) -> None:
    """Explain; an entry's `label` names the class it really has, `id` is given back."""
    from inference.explanation import explain, likeness_to_random
    from inference.gradcam import randomised

    model = opened(arguments)
    classes = list(model.facts.classes)
    shuffled = randomised(model.head, seed=RANDOMISED_SEED)
    found: list[dict[str, Any]] = []
    alike: list[float] = []
    for some in faces_listed(arguments, model.facts.side_px):
        answer = model.ask([face.crop for face in some])
        labels = [classes.index(face.entry["label"]) if face.entry.get("label") else None for face in some]
        reasons = explain(model, answer, labels, [face.landmarks for face in some])
        same = likeness_to_random(model, shuffled, answer)
        alike += [same] if same is not None else []
        for face, one in zip(some, reasons, strict=True):
            panels = _panels(arguments, face.place, face.crop, one, classes) if arguments.panels else []
            found.append({"place": face.place, "id": face.entry.get("id"), **_fields(one, classes), "panels": panels})
        report.progress(some[-1].place + 1, some[-1].place + 1)
    likeness = round(sum(alike) / len(alike), DECIMALS) if alike else None
    report.result({"classes": classes, "explained": found, "likeness_to_random": likeness}, in_words=_in_words)


def _fields(one: "Explanation", classes: list[str]) -> dict[str, Any]:
    maps = {classes[number]: heat.round(DECIMALS).tolist() for number, heat in one.maps.items()}
    shares = {
        classes[number]: part and {name: round(share, DECIMALS) for name, share in part.items()}
        for number, part in one.shares.items()
    }
    probabilities = [round(float(value), 6) for value in one.probabilities]
    return {"probabilities": probabilities, "predicted": classes[one.predicted], "maps": maps, "shares": shares}


def _panels(arguments: Namespace, number: int, crop: "Pixels", one: "Explanation", classes: list[str]) -> list[str]:
    from PIL import Image

    from inference.anonymise import Method, anonymise
    from inference.detectors.face import Box, Face
    from inference.explanation import overlaid

    # Hidden before the map is laid over it, so that nothing of the face shines through.
    shown = anonymise(crop, [Face(Box(0, 0, 1, 1), 1.0)], Method.PIXELATE) if arguments.anonymise else crop
    names = []
    for chosen, heat in one.maps.items():
        name = f"{number:06}-{classes[chosen]}.png"
        Image.fromarray(overlaid(shown, heat)).save(Path(arguments.panels) / name)
        names.append(name)
    return names


def _in_words(fields: Mapping[str, Any]) -> str:
    rows = [f"{one['place']} {one['predicted']} {max(one['probabilities']):.4f}" for one in fields["explained"]]
    return "\n".join([*rows, f"likeness to a shuffled head: {fields['likeness_to_random']}"])
