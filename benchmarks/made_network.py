"""A network as a folder, with random weights: its speed is that of a trained one."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.architectures.network import Network, build_network
from training.config import load_preset
from training.model_file import Origin, save_network
from training.picture_store import facts_of

SIDE_PX = 224


def save_vgg_face(folder: Path) -> Network:
    """VGG-Face with the thesis' head, saved in the folder."""
    architecture = replace(load_preset("mpain").architecture, l1=0.0)
    network = build_network(architecture, seed=0)
    facts = facts_of(architecture, preset="mpain", fold=None)
    save_network(folder, network, architecture, facts, Origin("random", "", "", None, None), key=None)
    return network


def made_pictures(number: int) -> NDArray[np.uint8]:
    """Noise of the size of a face crop, shape (number, side, side, 3)."""
    return np.random.default_rng(0).integers(0, 256, (number, SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
