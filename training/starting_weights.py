"""Weights that somebody else trained: converted once to safetensors, known by their SHA-256, never unpickled."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from inference.video.whole_file import sha256_of, whole_file
from training.refusal import TrainingRefused, listed

HDF5 = b"\x89HDF\r\n\x1a\n"
OTHERS = {
    b"PK": "an archive (as .keras and PyTorch files are), which may hold code",
    b"\x80": "a pickle, which may hold code",
}
Tensors = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Source:
    """Converted weights of one architecture.

    Attributes:
        path: The safetensors file.
        sha256: What its bytes must hash to.
        words: Where they come from, for reports.
    """

    path: Path
    sha256: str
    words: str


def installed(name: str, folder: Path | None) -> Source | None:
    """The weights of an architecture in a folder; None when there are none.

    Raises:
        TrainingRefused: weights_changed.
    """
    if folder is None or not (manifest := folder / f"{name}.json").is_file():
        return None
    content = json.loads(manifest.read_text())
    path = folder / Path(content["file"]).name
    if not path.is_file() or sha256_of(path) != content["sha256"]:
        raise TrainingRefused("weights_changed", f"“{path.name}” is not the file of weights that was converted.")
    return Source(path, content["sha256"], f"{content['source']}, SHA-256 {content['sha256'][:12]}")


def install(source: Source, layers: Sequence[Any]) -> None:
    """Give layers the values stored under their names; the others keep theirs.

    Raises:
        TrainingRefused: weights_do_not_fit.
    """
    tensors = read_tensors(source.path)
    by_name = {layer.name: layer for layer in layers}
    for name in sorted({key.rpartition("/")[0] for key in tensors}):
        values = [tensors[f"{name}/kernel"], tensors[f"{name}/bias"]]
        shapes = [tuple(weight.shape) for weight in by_name[name].weights] if name in by_name else []
        if shapes != [value.shape for value in values]:
            raise TrainingRefused("weights_do_not_fit", f"“{source.path.name}” belongs to another network: “{name}”.")
        by_name[name].set_weights(values)


def read_tensors(path: Path) -> Tensors:
    """All tensors of a safetensors file; refuses weights_unreadable (cut off, a pickle, another kind of file)."""
    try:
        tensors: Tensors = load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise TrainingRefused("weights_unreadable", f"“{path.name}” is not a whole safetensors file.") from error
    return tensors


def convert_vgg_face(file: Path, folder: Path) -> dict[str, Any]:
    """Convert the HDF5 file of keras-vggface (VGG16, without top) to `vgg-face.safetensors` and its manifest.

    Only numbers are read from the file; a model stored in it is never built.

    Returns:
        The manifest.

    Raises:
        TrainingRefused: weights_unreadable, weights_hold_code, weights_do_not_fit.
    """
    tensors = _read_vgg_face(file)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "vgg-face.safetensors"
    with whole_file(target) as temporary:
        save_file(tensors, temporary)
    manifest = {
        "architecture": "vgg-face",
        "file": target.name,
        "sha256": sha256_of(target),
        "source": f"VGG-Face from {file.name}",
        "source_sha256": sha256_of(file),
    }
    with whole_file(folder / "vgg-face.json") as temporary:
        temporary.write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest


def _read_vgg_face(file: Path) -> Tensors:
    import h5py

    with file.open("rb") as opened:
        start = opened.read(8)
    if start != HDF5:
        what = next((words for sign, words in OTHERS.items() if start.startswith(sign)), "not an HDF5 file")
        raise TrainingRefused("weights_unreadable", f"“{file.name}” is {what}: the HDF5 file of weights is needed.")
    try:
        with h5py.File(file, "r") as content:
            if "Lambda" in str(content.attrs.get("model_config", "")):
                raise TrainingRefused("weights_hold_code", f"“{file.name}” holds a Lambda layer, which is code.")
            inner = content.get("model_weights", getlink=True)
            return _convolutions(content["model_weights"] if isinstance(inner, h5py.HardLink) else content, file.name)
    except (OSError, KeyError, RuntimeError, ValueError) as error:
        raise TrainingRefused("weights_unreadable", f"“{file.name}” is damaged or cut off.") from error


def _convolutions(content: Any, name: str) -> Tensors:
    """Kernels and biases under the names that our layers have; refuses weights_do_not_fit."""
    from training.architectures.vgg_face import BLOCKS, KERNEL

    tensors: Tensors = {}
    channels, wrong = 3, []
    for block, (convolutions, width) in enumerate(BLOCKS, start=1):
        for number in range(1, convolutions + 1):
            ours, theirs = f"block{block}_conv{number}", f"conv{block}_{number}"
            shapes = {4: (KERNEL, KERNEL, channels, width), 1: (width,)}
            arrays = _arrays(content, (theirs, ours), shapes)
            if len(arrays) != len(shapes) or not all(np.isfinite(one).all() for one in arrays.values()):
                wrong.append(theirs)
            else:
                tensors |= {f"{ours}/kernel": arrays[4], f"{ours}/bias": arrays[1]}
            channels = width
    if wrong:
        raise TrainingRefused("weights_do_not_fit", f"“{name}” is not VGG-Face with 16 layers: {listed(wrong)}.")
    return tensors


def _arrays(content: Any, names: Sequence[str], shapes: dict[int, tuple[int, ...]]) -> dict[int, NDArray[np.float32]]:
    """The arrays of one layer by their number of axes: a kernel has four, a bias one.

    Nothing is read whose shape is another, or that lies elsewhere than in the file itself: HDF5 can point into other
    files, and can promise terabytes in a few bytes.
    """
    import h5py

    found: dict[int, NDArray[np.float32]] = {}

    def look(_: str, item: Any) -> None:
        own = isinstance(item, h5py.Dataset) and item.external is None and not item.is_virtual
        if own and item.shape == shapes.get(item.ndim):
            found[item.ndim] = np.ascontiguousarray(item[()], dtype=np.float32)

    for name in names:
        if isinstance(content.get(name, getlink=True), h5py.HardLink) and isinstance(content[name], h5py.Group):
            content[name].visititems(look)  # follows hard links only
            break
    return found
