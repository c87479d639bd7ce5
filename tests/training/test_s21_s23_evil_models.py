"""S21 to S23: files of weights that carry code, or reach for something outside themselves, meet every loader we have.

Each payload would write a canary file. Every loader has to refuse each file within bounds of time and memory, with an
error of its own and the canary absent; that some library's "safe mode" would stop it as well is not relied on.
"""

import json
import pickle
import resource
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.server import ROOT
from training.model_file import load_network
from training.refusal import TrainingRefused
from training.starting_weights import convert_vgg_face, read_tensors

MOST_SECONDS, MOST_MIB = 2.0, 300


class Payload:
    """Unpickled, it writes the canary."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return (Path.write_text, (self.canary, "ran"))


def pickled(path: Path, canary: Path) -> None:
    path.write_bytes(pickle.dumps(Payload(canary)))


def torch_archive(path: Path, canary: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Payload(canary)))
        archive.writestr("archive/version", "3")


def object_array(path: Path, canary: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.array([Payload(canary)], dtype=object), allow_pickle=True)


def object_arrays(path: Path, canary: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, np.array([Payload(canary)], dtype=object))


def keras_archive(layer: dict[str, object]) -> Callable[[Path, Path], None]:
    def write(path: Path, canary: Path) -> None:
        config = {"class_name": "Sequential", "config": {"layers": [layer]}}
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("config.json", json.dumps(config).replace("CANARY", str(canary)))
            archive.writestr("metadata.json", json.dumps({"keras_version": "3.0.0"}))
            archive.writestr("model.weights.h5", b"")

    return write


def lambda_h5(path: Path, canary: Path) -> None:
    code = {"class_name": "Lambda", "config": {"function": f"open({str(canary)!r}, 'w')"}}
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"layers": [code]}})


def linked_h5(path: Path, canary: Path) -> None:
    """Every layer lies in another file."""
    elsewhere = path.with_name("elsewhere.h5")
    with h5py.File(elsewhere, "w") as file:
        file["secret/kernel:0"] = np.zeros((3, 3, 3, 64), np.float32)
        file["secret/bias:0"] = np.zeros(64, np.float32)
    with h5py.File(path, "w") as file:
        file["conv1_1"] = h5py.ExternalLink(elsewhere.name, "/secret")
        file["conv1_2"] = h5py.SoftLink("/conv1_1")


def outside_h5(path: Path, canary: Path) -> None:
    """The numbers are another file's bytes."""
    secret = path.with_name("secret.bin")
    secret.write_bytes(bytes(3 * 3 * 3 * 64 * 4))
    with h5py.File(path, "w") as file:
        group = file.create_group("conv1_1")
        shape = (3, 3, 3, 64)
        group.create_dataset("kernel:0", shape, "f4", external=[(str(secret), 0, h5py.h5f.UNLIMITED)])


def virtual_h5(path: Path, canary: Path) -> None:
    layout = h5py.VirtualLayout((3, 3, 3, 64), "f4")
    layout[:] = h5py.VirtualSource(str(path.with_name("other.h5")), "x", (3, 3, 3, 64))
    with h5py.File(path, "w") as file:
        file.create_virtual_dataset("conv1_1", layout)


def bomb_h5(path: Path, canary: Path) -> None:
    """Four terabytes in a few hundred bytes."""
    with h5py.File(path, "w") as file:
        group = file.create_group("conv1_1")
        group.create_dataset("kernel:0", (2**10, 2**10, 2**10, 2**10), "f4", chunks=(1, 1, 1, 64))


def bomb_safetensors(path: Path, canary: Path) -> None:
    head = {"0000": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 2**42]}}
    words = json.dumps(head).encode()
    path.write_bytes(struct.pack("<Q", len(words)) + words + b"\0" * 16)


def long_head(path: Path, canary: Path) -> None:
    path.write_bytes(struct.pack("<Q", 2**62) + b"{}")


EVIL: dict[str, Callable[[Path, Path], None]] = {
    "weights.pkl": pickled,
    "weights.joblib": pickled,
    "weights.pth": pickled,
    "weights.pt": torch_archive,
    "weights.npy": object_array,
    "weights.npz": object_arrays,
    "lambda.keras": keras_archive({"class_name": "Lambda", "config": {"function": "CANARY"}}),
    "module.keras": keras_archive({"class_name": "system", "module": "os", "config": {"command": "touch CANARY"}}),
    "saved.keras": keras_archive({"class_name": "TFSMLayer", "config": {"filepath": "http://127.0.0.1:9/CANARY"}}),
    "lookup.keras": keras_archive({"class_name": "StringLookup", "config": {"vocabulary": "/etc/passwd"}}),
    "torch.keras": keras_archive({"class_name": "TorchModuleWrapper", "config": {"module": "CANARY"}}),
    "lambda.h5": lambda_h5,
    "linked.h5": linked_h5,
    "outside.h5": outside_h5,
    "virtual.h5": virtual_h5,
    "bomb.h5": bomb_h5,
    "bomb.safetensors": bomb_safetensors,
    "head.safetensors": long_head,
}


def as_starting_weights(evil: Path, folder: Path) -> None:
    convert_vgg_face(evil, folder / "weights")


def as_tensors(evil: Path, folder: Path) -> None:
    read_tensors(evil)


def as_a_model(evil: Path, folder: Path) -> None:
    """In the place of each file of a model's folder."""
    (folder / "model").mkdir()
    for name in ("model.json", "model.safetensors", "model.onnx"):
        (folder / "model" / name).write_bytes(evil.read_bytes())
    load_network(folder / "model", key=None, unsigned=True)


@pytest.mark.parametrize("loader", [as_starting_weights, as_tensors, as_a_model])
@pytest.mark.parametrize("name", EVIL)
def test_s21_s22_s23_no_loader_takes_it(name: str, loader: Callable[[Path, Path], None], tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    EVIL[name](tmp_path / name, canary)
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(TrainingRefused):
        loader(tmp_path / name, tmp_path)
    assert time.process_time() - started < MOST_SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MOST_MIB
    assert not canary.exists()
    assert not (tmp_path / "weights").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("training", "weights", "convert", "vgg-face", "FILE", "--out", "OUT"),
        (
            *("inference", "weights", "add", "FILE", "--weights", "OUT"),
            *("--name", "a-face", "--licence", "none", "--description", "TOML"),
        ),
        ("inference", "predict", "MODEL", "FACES", "--sha256", "0" * 64),
    ],
)
def test_s21_s22_s23_neither_do_the_programs(words: tuple[str, ...], tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    (tmp_path / "faces.json").write_text("[]")
    (tmp_path / "face.toml").write_text('layout = "yolov8"\n')
    for name, write in EVIL.items():
        write(tmp_path / name, canary)
        model = tmp_path / f"{name}-model"
        model.mkdir()
        for part in ("model.json", "model.safetensors", "model.onnx"):
            (model / part).write_bytes((tmp_path / name).read_bytes())
        places = {"FILE": tmp_path / name, "OUT": tmp_path / "out", "MODEL": model}
        places |= {"FACES": tmp_path / "faces.json", "TOML": tmp_path / "face.toml"}
        command = [sys.executable, "-m", *(str(places.get(word, word)) for word in words), "--json"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        last = json.loads(done.stdout.splitlines()[-1])
        assert done.returncode != 0, (name, last)
        assert last["refused"]["code"], (name, last)
        assert not canary.exists(), name
    assert not list(tmp_path.glob("out/*"))


def test_the_corpus_would_run_where_files_are_trusted(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    pickled(tmp_path / "weights.pkl", canary)
    pickle.loads((tmp_path / "weights.pkl").read_bytes())
    assert canary.read_text() == "ran"
