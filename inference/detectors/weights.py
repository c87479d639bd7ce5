"""Find the files of detectors in a folder of the user's, and never anywhere else: nothing is fetched."""

import hashlib
import json
import os
import shutil
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from inference.detectors.missing import WeightsMissingError
from inference.detectors.onnx_description import read_description
from inference.video.whole_file import sha256_of, whole_file

FOLDER_VARIABLE = "ANNOTATOR_WEIGHTS_DIR"
DEFAULT_FOLDER = Path("var") / "weights"
ADDED = "added.json"


@dataclass(frozen=True, kw_only=True)
class Weights:
    """One file a detector needs.

    Attributes:
        sha256: what its bytes must hash to; empty where anybody's own file is taken (its hash is noted when it is
            added).
        git_hash: what `git hash-object` must say, where only that is published; else empty.
    """

    name: str
    file: str
    licence: str
    source: str
    sha256: str = ""
    git_hash: str = ""


@cache
def manifest() -> dict[str, Weights]:
    """Every file that detectors here can use, by name."""
    content = tomllib.loads((Path(__file__).parent / "weights.toml").read_text())
    return {name: Weights(name=name, **entry) for name, entry in content.items()}


def default_folder() -> Path:
    """The folder named by ANNOTATOR_WEIGHTS_DIR, else `var/weights` below the working directory."""
    return Path(os.environ.get(FOLDER_VARIABLE) or DEFAULT_FOLDER)


def find_weights(name: str, folder: Path) -> Path:
    """The path of a file whose bytes are the right ones.

    Raises:
        WeightsMissingError: it is not in the folder, or another file has its name.
    """
    wanted = manifest()[name]
    place = folder / wanted.file
    if not place.is_file():
        raise WeightsMissingError(f"{wanted.file} is not in the folder of weights ({wanted.source}).")
    stamp = place.stat()
    if not _is_right(name, place, stamp.st_mtime_ns, stamp.st_size):
        raise WeightsMissingError(f"{wanted.file} is not the file it should be: its hash differs.")
    return place


@lru_cache(maxsize=64)
def _is_right(name: str, place: Path, changed_ns: int, size: int) -> bool:
    wanted = manifest()[name]
    if wanted.git_hash:
        return _git_hash(place) == wanted.git_hash
    expected = wanted.sha256 or _noted_hash(place)
    return bool(expected) and sha256_of(place) == expected


def add_weights(file: Path, folder: Path, *, name: str | None, licence: str | None, description: Path | None) -> str:
    """Copy a file into the folder of weights and note its hash.

    Args:
        file: the file; known ones are recognised by their hash whatever they are called.
        folder: the folder of weights; made when it is not there.
        name: what to call a file that is not known by its hash: a name of the manifest without a hash of its own, or
            a new detector's (then `description` is needed).
        licence: what its owner allows, in words; needed for files that are not known.
        description: the TOML file of an ONNX face model.

    Returns:
        The name it was added under.

    Raises:
        WeightsMissingError: it is neither known nor described, or it does not run.
    """
    digest = sha256_of(file)
    known = next((one for one in manifest().values() if one.sha256 == digest), None)
    known = known or next((one for one in manifest().values() if one.git_hash == _git_hash(file)), None)
    if known is not None:
        _copy(file, folder / known.file)
        return known.name
    if name is None or licence is None:
        raise WeightsMissingError("This file is not a known one: give it a name and say what its licence allows.")
    if name in manifest():
        if manifest()[name].sha256 or manifest()[name].git_hash:
            raise WeightsMissingError(f"{manifest()[name].file} is another file: its hash differs.")
        target = manifest()[name].file
    else:
        target = _describe(name, file, description, folder)
    _copy(file, folder / target)
    _note(folder, name, {"file": target, "sha256": digest, "licence": licence})
    return name


def described(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Face models the user added: name to the model's and its description's path."""
    found = {}
    for name, entry in _noted(folder).items():
        description = folder / f"{name}.toml"
        if name not in manifest() and description.is_file():
            found[name] = (folder / entry["file"], description)
    return found


def find_described(name: str, folder: Path) -> tuple[Path, Path]:
    """The model and description of a face model the user added; raises WeightsMissingError as `find_weights`."""
    model, description = described(folder)[name]
    if not model.is_file() or sha256_of(model) != _noted(folder)[name]["sha256"]:
        raise WeightsMissingError(f"{model.name} is missing or is not the file that was added.")
    return model, description


def _describe(name: str, file: Path, description: Path | None, folder: Path) -> str:
    if not name.replace("-", "").isalnum() or not name.isascii() or name.lower() != name or len(name) > 40:
        raise WeightsMissingError("A name has lower-case letters, digits and hyphens, at most 40.")
    if description is None:
        raise WeightsMissingError("A new face model needs a description (a TOML file) of its input and output.")
    from inference.detectors.onnx_face import load_described

    load_described(file, read_description(description))
    _copy(description, folder / f"{name}.toml")
    return f"{name}.onnx"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and target.samefile(source):
        return
    with whole_file(target) as temporary:
        shutil.copyfile(source, temporary)


def _noted(folder: Path) -> dict[str, dict[str, str]]:
    place = folder / ADDED
    if not place.is_file():
        return {}
    content: dict[str, dict[str, str]] = json.loads(place.read_text())
    return content


def _note(folder: Path, name: str, entry: dict[str, str]) -> None:
    with whole_file(folder / ADDED) as temporary:
        temporary.write_text(json.dumps({**_noted(folder), name: entry}, indent=2, sort_keys=True))


def _noted_hash(place: Path) -> str:
    return next((one["sha256"] for one in _noted(place.parent).values() if one["file"] == place.name), "")


def _git_hash(file: Path) -> str:
    digest = hashlib.sha1(f"blob {file.stat().st_size}\0".encode(), usedforsecurity=False)
    with file.open("rb") as content:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
