"""Model folders and starting weights are checked before they are used; nothing in them is ever run."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from training.architectures.network import build_network
from training.architectures.vgg_face import BLOCKS
from training.config import load_preset
from training.model_file import Origin, load_network, read_key, save_network
from training.picture_store import facts_of
from training.refusal import TrainingRefused
from training.starting_weights import convert_vgg_face, read_tensors

KEY = b"a key of the site's own"
ARCHITECTURE = load_preset("demo").architecture


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "model"
    facts = facts_of(ARCHITECTURE, preset="demo", fold="fold 1")
    origin = Origin("random initialisation", "a" * 64, "b" * 64, None, 1)
    save_network(folder, build_network(ARCHITECTURE, seed=5), ARCHITECTURE, facts, origin, key=KEY)
    return folder


def copied(saved: Path, to: Path) -> Path:
    to.mkdir()
    for path in saved.iterdir():
        (to / path.name).write_bytes(path.read_bytes())
    return to


def test_a_network_comes_back_as_it_was(saved: Path) -> None:
    network, content = load_network(saved, key=KEY)
    original = build_network(ARCHITECTURE, seed=5).whole.get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(network.whole.get_weights(), original, strict=True))
    assert content["initialisation"] == "random initialisation"
    assert content["parameters"] == 63_170


def changed_numbers(folder: Path) -> None:
    content = bytearray((folder / "model.safetensors").read_bytes())
    content[-1] ^= 1
    (folder / "model.safetensors").write_bytes(content)


def changed_words(folder: Path) -> None:
    rewrite(folder, temperature=0.5)


def cut_off(folder: Path) -> None:
    (folder / "model.onnx").write_bytes((folder / "model.onnx").read_bytes()[:-100])


def without_signature(folder: Path) -> None:
    rewrite(folder, signature=None)


def no_json(folder: Path) -> None:
    (folder / "model.json").write_bytes(b"\x80\x04K\x01.")


def rewrite(folder: Path, **values: object) -> None:
    content = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**content, **values}))


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (changed_numbers, "model_changed"),
        (cut_off, "model_changed"),
        (changed_words, "signature_wrong"),
        (without_signature, "signature_missing"),
        (no_json, "model_unreadable"),
    ],
)
def test_a_model_that_is_not_as_it_was_is_refused(
    saved: Path, tmp_path: Path, harm: Callable[[Path], None], code: str
) -> None:
    folder = copied(saved, tmp_path / "model")
    harm(folder)
    with pytest.raises(TrainingRefused) as refusal:
        load_network(folder, key=KEY)
    assert refusal.value.code == code


def test_without_the_right_key_a_model_is_used_only_on_request(saved: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingRefused, match="signature_wrong"):
        load_network(saved, key=b"another key of a site")
    with pytest.raises(TrainingRefused, match="signature_missing"):
        load_network(saved, key=None)
    load_network(saved, key=None, unsigned=True)
    short = tmp_path / "key"
    short.write_bytes(b"short")
    with pytest.raises(TrainingRefused, match="key_unreadable"):
        read_key(short)


def test_numbers_of_another_architecture_are_refused(saved: Path, tmp_path: Path) -> None:
    folder = copied(saved, tmp_path / "model")
    content = json.loads((folder / "model.json").read_text())
    rewrite(folder, architecture={**content["architecture"], "name": "vgg-face", "head_units": [8]})
    with pytest.raises(TrainingRefused, match="model_does_not_fit"):
        load_network(folder, key=None, unsigned=True)


def write_vgg(path: Path, *, leave_out: str | None = None, config: str = "{}") -> None:
    generator = np.random.default_rng(0)
    channels = 3
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = config
        for block, (convolutions, width) in enumerate(BLOCKS, start=1):
            for number in range(1, convolutions + 1):
                name = f"conv{block}_{number}"
                if name != leave_out:
                    kernel = generator.standard_normal((3, 3, channels, width), dtype=np.float32)
                    file[f"{name}/{name}/kernel:0"] = kernel
                    file[f"{name}/{name}/bias:0"] = np.full(width, block, np.float32)
                channels = width


def test_vgg_face_is_converted_once_and_starts_a_network(tmp_path: Path) -> None:
    write_vgg(tmp_path / "theirs.h5")
    manifest = convert_vgg_face(tmp_path / "theirs.h5", tmp_path / "weights")
    architecture = replace(load_preset("mpain").architecture, side_px=32, head_units=(4,))
    network = build_network(architecture, seed=0, weights=tmp_path / "weights")
    kernel, bias = network.whole.get_layer("block5_conv3").get_weights()
    assert np.array_equal(kernel, read_tensors(tmp_path / "weights" / "vgg-face.safetensors")["block5_conv3/kernel"])
    assert set(bias.tolist()) == {5.0}
    assert network.initialisation.endswith(manifest["sha256"][:12])
    assert network.initialisation.startswith("VGG-Face from theirs.h5")
    stored = tmp_path / "weights" / "vgg-face.safetensors"
    stored.write_bytes(stored.read_bytes()[:-4])
    with pytest.raises(TrainingRefused, match="weights_changed"):
        build_network(architecture, seed=0, weights=tmp_path / "weights")


def test_what_is_not_vgg_face_is_refused(tmp_path: Path) -> None:
    write_vgg(tmp_path / "short.h5", leave_out="conv4_2")
    write_vgg(tmp_path / "code.h5", config='{"class_name": "Lambda"}')
    (tmp_path / "cut.h5").write_bytes((tmp_path / "short.h5").read_bytes()[:1000])
    (tmp_path / "pickle.h5").write_bytes(b"\x80\x04K\x01.")
    with zipfile.ZipFile(tmp_path / "archive.h5", "w") as archive:
        archive.writestr("config.json", "{}")
    for name, code in (
        ("short", "weights_do_not_fit"),
        ("code", "weights_hold_code"),
        ("cut", "weights_unreadable"),
        ("pickle", "weights_unreadable"),
        ("archive", "weights_unreadable"),
    ):
        with pytest.raises(TrainingRefused) as refusal:
            convert_vgg_face(tmp_path / f"{name}.h5", tmp_path / "weights")
        assert refusal.value.code == code
    assert not (tmp_path / "weights").exists()


def test_a_pickle_called_safetensors_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"\x80\x04K\x01.")
    with pytest.raises(TrainingRefused, match="weights_unreadable"):
        read_tensors(path)
