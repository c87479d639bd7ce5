"""The frozen layers' output for every picture and draw, computed once and kept on the disk in half precision.

Worth it only where an output is used again: with a limited number of draws (`augmentation.draws`) or without
augmentation. With pictures drawn anew in each epoch nothing could be reused, and nothing is cached.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from inference.video.whole_file import whole_file
from training.augment import draw_of
from training.config import Augmentation, Preset
from training.dataset import Integers
from training.feeding import Floats32, PictureFeed
from training.picture_store import disk_refusal

AT_ONCE = 32


@dataclass(frozen=True)
class CachedFeed:
    """Outputs of the frozen layers from the disk.

    Attributes:
        stored: float16, first axis the entries.
        entries: (row, draw) to the place of its output; draw -1 is the unchanged picture.
        rule: What changes, for the number of the draw.
    """

    stored: np.ndarray[Any, np.dtype[np.float16]]
    entries: dict[tuple[int, int], int]
    rule: Augmentation

    def batch(self, rows: Integers, *, epoch: int, augmented: bool) -> Floats32:
        """As `Feed.batch`; the shape is that of the tail's input."""
        draw = draw_of(self.rule, epoch) if augmented else -1
        places = [self.entries[(row, draw)] for row in rows.tolist()]
        return np.asarray(self.stored[places], dtype=np.float32)


def can_cache(preset: Preset) -> bool:
    """Whether layers are frozen and their outputs are used more than once."""
    changes = preset.augmentation
    varies = changes.horizontal_flip or changes.rotation_degrees > 0 or changes.brightness is not None
    limited = changes.draws is not None or not changes.applied_to or not varies
    return preset.architecture.frozen_layers > 1 and limited


def needed_entries(preset: Preset, parts: dict[str, Integers]) -> list[tuple[int, int]]:
    """Every (row, draw) that a fold asks for, the unchanged validation and test pictures included."""
    changes = preset.augmentation
    draws = range(changes.draws or 1)
    found: set[tuple[int, int]] = set()
    for name, rows in parts.items():
        if name in changes.applied_to:
            found |= {(row, draw) for row in rows.tolist() for draw in draws}
        if name != "training" or name not in changes.applied_to:
            found |= {(row, -1) for row in rows.tolist()}
    return sorted(found)


def open_cache(
    folder: Path,
    trunk: Any,
    pictures: PictureFeed,
    entries: Sequence[tuple[int, int]],
    *,
    contents: Sequence[str],
    progress: Callable[[int, int], None] | None = None,
) -> CachedFeed:
    """The cache for these entries; computed where no file with the same key is there.

    Args:
        folder: Where caches lie.
        trunk: The frozen layers.
        pictures: Gives their input.
        entries: (row, draw).
        contents: SHA-256 of every picture of the manifest.
        progress: Called with outputs done and in all.

    Raises:
        TrainingRefused: disk_full.
    """
    path = folder / f"{cache_key(trunk, pictures, entries, contents=contents)}.npy"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with whole_file(path) as temporary:
                _compute(temporary, trunk, pictures, entries, progress)
        except OSError as error:
            raise disk_refusal(error) from error
    stored = np.load(path, mmap_mode="r")
    return CachedFeed(stored, {entry: place for place, entry in enumerate(entries)}, pictures.rule)


def cache_key(trunk: Any, pictures: PictureFeed, entries: Sequence[tuple[int, int]], *, contents: Sequence[str]) -> str:
    """Everything the outputs depend on, as a SHA-256: weights, preparation, augmentation, seed, pictures, draws."""
    digest = hashlib.sha256()
    for weight in trunk.weights:
        digest.update(np.ascontiguousarray(weight.numpy()).tobytes())
    said = {"facts": asdict(pictures.facts) | {"fold": None}, "rule": asdict(pictures.rule), "seed": pictures.seed}
    digest.update(json.dumps([trunk.output_shape, said, list(entries)], sort_keys=True).encode())
    for row in sorted({row for row, _ in entries}):
        digest.update(bytes.fromhex(contents[row]))
    return digest.hexdigest()


def _compute(
    path: Path,
    trunk: Any,
    pictures: PictureFeed,
    entries: Sequence[tuple[int, int]],
    progress: Callable[[int, int], None] | None,
) -> None:
    shape = (len(entries), *trunk.output_shape[1:])
    with path.open("wb") as file:
        head = {"descr": "<f2", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_2_0(file, head)
        for start in range(0, len(entries), AT_ONCE):
            some = entries[start : start + AT_ONCE]
            given = np.stack([pictures.one(row, None if draw < 0 else draw) for row, draw in some])
            file.write(np.asarray(trunk.predict_on_batch(given)).astype(np.float16).tobytes())
            if progress:
                progress(start + len(some), len(entries))
