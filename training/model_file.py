"""A trained model as a folder: numbers in safetensors, the network as ONNX, and a signed description of both."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safetensors.numpy import save_file

from inference.classifier import DESCRIPTION, FORMAT, NETWORK, TENSORS, Facts
from inference.video.whole_file import sha256_of, whole_file
from training.architectures.network import Network, build_network
from training.config import Architecture
from training.picture_store import disk_refusal
from training.refusal import TrainingRefused
from training.starting_weights import read_tensors
from training.strict_toml import from_table
from training.versions import versions

KEY_VARIABLE = "ANNOTATOR_MODEL_KEY_FILE"
SHORTEST_KEY = 16


@dataclass(frozen=True)
class Origin:
    """Where a model comes from, for its description.

    Attributes:
        initialisation: Where its first weights came from, in words.
        manifest_sha256: Of the table it was trained from.
        plan_sha256: Of the plan.
        stamp: Words that stand beside its figures; None where there is nothing to warn of.
        kept_epoch: From 1; None for classifiers without epochs.
    """

    initialisation: str
    manifest_sha256: str
    plan_sha256: str
    stamp: str | None
    kept_epoch: int | None


def save_network(
    folder: Path, network: Network, architecture: Architecture, facts: Facts, origin: Origin, *, key: bytes | None
) -> str:
    """Write the folder of a trained network.

    Args:
        folder: Made where it is not there.
        network: With its final weights.
        architecture: It was built from.
        facts: How it takes pictures, its temperature included.
        origin: For the description.
        key: To sign with; None leaves it unsigned.

    Returns:
        The SHA-256 of `model.json`, which whoever registers the model should remember.

    Raises:
        TrainingRefused: disk_full, layer_not_exported.
    """
    from training.onnx_export import export_onnx

    tensors = {f"{place:04}": weight.numpy() for place, weight in enumerate(network.whole.weights)}
    names = {id(weight): f"{place:04}" for place, weight in enumerate(network.whole.weights)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / TENSORS) as temporary:
            save_file(tensors, temporary)
        with whole_file(folder / NETWORK) as temporary:
            export_onnx(network.explained, temporary)
        extra = {"head": _head(network.head, names), "parameters": network.all_parameters}
        return _describe(folder, (TENSORS, NETWORK), architecture, facts, origin, extra, key)
    except OSError as error:
        raise disk_refusal(error) from error


def save_tensors(
    folder: Path,
    tensors: dict[str, Any],
    architecture: Architecture,
    facts: Facts,
    origin: Origin,
    *,
    key: bytes | None,
) -> str:
    """Write the folder of a classifier that is no network; as `save_network`, without an ONNX file and a head."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / TENSORS) as temporary:
            save_file(tensors, temporary)
        return _describe(folder, (TENSORS,), architecture, facts, origin, {"head": []}, key)
    except OSError as error:
        raise disk_refusal(error) from error


def load_network(folder: Path, *, key: bytes | None, unsigned: bool = False) -> tuple[Network, dict[str, Any]]:
    """Build a network by code and give it the stored numbers.

    Args:
        folder: As `save_network` leaves it.
        key: To check the signature with.
        unsigned: Take a model without one; for the command line only.

    Returns:
        The network and its description.

    Raises:
        TrainingRefused: model_unreadable, model_changed, signature_missing, signature_wrong, model_does_not_fit.
    """
    content = read_description(folder, key=key, unsigned=unsigned)
    try:
        architecture = from_table(Architecture, content["architecture"])
    except (KeyError, TypeError) as error:
        raise TrainingRefused("model_unreadable", "The description does not say how the network is built.") from error
    if not architecture.neural:
        raise TrainingRefused("model_does_not_fit", f"“{architecture.name}” is no network.")
    tensors = read_tensors(folder / TENSORS)
    network = build_network(architecture, seed=0)
    weights = network.whole.weights
    values = [tensors.get(f"{place:04}") for place in range(len(weights))]
    there = [None if value is None else value.shape for value in values]
    if len(tensors) != len(weights) or there != [tuple(weight.shape) for weight in weights]:
        raise TrainingRefused("model_does_not_fit", "The stored numbers belong to another network.")
    for weight, value in zip(weights, values, strict=True):
        weight.assign(value)
    return network, content


def read_description(folder: Path, *, key: bytes | None, unsigned: bool = False) -> dict[str, Any]:
    """What `model.json` says, signature and files checked; raises as `load_network`."""
    try:
        content: dict[str, Any] = json.loads((folder / DESCRIPTION).read_bytes())
        files, known = dict(content["files"]), content["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingRefused("model_unreadable", f"“{folder.name}” is not the folder of a model.") from error
    if not known:
        raise TrainingRefused("model_unreadable", f"“{folder.name}” was written by another version.")
    _check_signature(content, key, unsigned)
    for name, sha256 in files.items():
        path = folder / Path(name).name
        if not path.is_file() or sha256_of(path) != sha256:
            raise TrainingRefused("model_changed", f"“{name}” is not the file that belongs to this model.")
    return content


def read_key(path: Path | None) -> bytes | None:
    """The key to sign models with; None where no file is named.

    Raises:
        TrainingRefused: key_unreadable.
    """
    if path is None:
        return None
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise TrainingRefused("key_unreadable", f"The key in “{path.name}” cannot be read.") from error
    if len(key) < SHORTEST_KEY:
        raise TrainingRefused("key_unreadable", f"The key in “{path.name}” must have at least {SHORTEST_KEY} bytes.")
    return key


def signature_of(content: dict[str, Any], key: bytes) -> str:
    """HMAC-SHA256 of the description without its signature, keys sorted, no spaces, UTF-8."""
    unsigned = {name: value for name, value in content.items() if name != "signature"}
    plain = json.dumps(unsigned, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()


def _check_signature(content: dict[str, Any], key: bytes | None, unsigned: bool) -> None:
    signature = content.get("signature")
    if signature is None or key is None:
        if not unsigned:
            what = "is not signed" if signature is None else "is signed, and there is no key to check it with"
            raise TrainingRefused("signature_missing", f"The model {what}.")
        return
    if not hmac.compare_digest(str(signature), signature_of(content, key)):
        raise TrainingRefused("signature_wrong", "The model was not signed with this key, or was changed since.")


def _describe(
    folder: Path,
    files: Sequence[str],
    architecture: Architecture,
    facts: Facts,
    origin: Origin,
    extra: dict[str, Any],
    key: bytes | None,
) -> str:
    taken = {"side_px": facts.side_px, "channels": facts.channels, "scale": facts.scale, "means": list(facts.means)}
    content: dict[str, Any] = {
        "format": FORMAT,
        "architecture": asdict(architecture),
        "input": taken,
        "classes": list(facts.classes),
        "temperature": facts.temperature,
        "preset": facts.preset,
        "fold": facts.fold,
        **asdict(origin),
        **extra,
        "versions": versions("onnx"),
        "files": {name: sha256_of(folder / name) for name in files},
        "signature": None,
    }
    content = json.loads(json.dumps(content))  # as it will be read, so that the signature is of the same words
    if key is not None:
        content["signature"] = signature_of(content, key)
    with whole_file(folder / DESCRIPTION) as temporary:
        temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return sha256_of(folder / DESCRIPTION)


def _head(layers: Sequence[Any], names: dict[int, str]) -> list[dict[str, str]]:
    """The layers after the last convolution in the words of `inference.gradcam`."""
    kinds = {"MaxPooling2D": "max_pool", "GlobalAveragePooling2D": "global_average"}
    found: list[dict[str, str]] = []
    for layer in layers:
        kind = type(layer).__name__
        if kind in kinds:
            found.append({"kind": kinds[kind]})
        elif kind == "Dense":
            found.append({"kind": "dense", "kernel": names[id(layer.kernel)], "bias": names[id(layer.bias)]})
            found += [{"kind": "relu"}] if layer.activation.__name__ == "relu" else []
    return found
