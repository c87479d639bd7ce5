"""Turn a YOLO model that Ultralytics can read into ONNX and the description with which our detectors run it."""

import ast
import shutil
import tempfile
from pathlib import Path

from inference.detectors.onnx_description import OnnxDescription
from inference.detectors.onnx_face import load_described, open_session
from inference.video.whole_file import whole_file
from inference.yolo.program import YoloRefused, run_yolo, yolo_program

PICKLE_WARNING = (
    "A .pt file is a pickle: opening it runs whatever program it holds. It is opened now only because you asked, apart "
    "from everything else and without a network. Open no file whose maker you do not trust."
)


def convert(model: Path, target: Path, *, input_px: int) -> OnnxDescription:
    """Write `target` (ONNX) and the TOML description beside it; both are whole or not there.

    Args:
        model: a `.pt` file of YOLOv8 or later. Files of the older YOLOv5 program are other pickles, which only that
            program can export.
        input_px: longest side of the picture given to the model, a multiple of 32.

    Raises:
        YoloRefused: yolo_not_installed, conversion_failed, not_a_face_model.
        WeightsMissingError: the converted model does not answer as a face model.
        OSError: when a file cannot be read or written.
    """
    yolo_program()  # before anything is copied
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        copied, made = scratch / "model.pt", scratch / "model.onnx"
        shutil.copyfile(model, copied)
        words = ["export", f"model={copied}", "format=onnx", f"imgsz={input_px}", "device=cpu"]
        run_yolo(words, scratch=scratch, log=scratch / "said.txt", failure="conversion_failed")
        if not made.is_file():
            raise YoloRefused("conversion_failed", "Ultralytics said it was done but wrote no ONNX file.")
        description = OnnxDescription(layout="yolov8", input_px=input_px, face_class=_face_class(made))
        load_described(made, description)
        target.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(target) as temporary:
            shutil.copyfile(made, temporary)
    with whole_file(target.with_suffix(".toml")) as temporary:
        temporary.write_text(as_toml(description))
    return description


def as_toml(description: OnnxDescription) -> str:
    """What differs between YOLO models, as a description file."""
    lines = (f'layout = "{description.layout}"', f"input_px = {description.input_px}")
    return "\n".join((*lines, f"face_class = {description.face_class}", ""))


def _face_class(model: Path) -> int:
    """The only class, else the one called after a face; Ultralytics writes the names into the file."""
    written = open_session(model).get_modelmeta().custom_metadata_map.get("names", "{0: 'face'}")
    names: dict[int, str] = ast.literal_eval(written)
    if len(names) == 1:
        return next(iter(names))
    faces = [number for number, name in names.items() if "face" in name.lower()]
    if len(faces) != 1:
        raise YoloRefused(
            "not_a_face_model", f"This model knows {len(names)} kinds of things, and not exactly one is called a face."
        )
    return faces[0]
