"""Manifests made for tests."""

import csv
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from training.dataset import Manifest, as_words

HEAD = ("file", "sha256", "infant", "domain", "label")


def manifest_of(
    rows: Sequence[tuple[str, int]], *, domains: Sequence[str] | None = None, context: Mapping[str, Sequence[str]] = {}
) -> Manifest:
    """A manifest of (infant, label) rows, each picture different from all others."""
    files = tuple(f"{place}.png" for place in range(len(rows)))
    return Manifest(
        files=files,
        sha256=tuple(hashlib.sha256(file.encode()).hexdigest() for file in files),
        infants=as_words([infant for infant, _ in rows]),
        domains=as_words(domains or ["ward"] * len(rows)),
        labels=np.array([label for _, label in rows], dtype=np.int64),
        soft_labels=None,
        context={name: as_words(words) for name, words in context.items()},
    )


def write_csv(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([head, *rows])
    return path


def write_picture(path: Path, *, seed: int) -> str:
    """A picture of smooth noise, unlike that of any other seed; returns its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    coarse = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    cv2.imwrite(str(path), cv2.resize(coarse, (64, 64), interpolation=cv2.INTER_CUBIC))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_faces(folder: Path, *, infants: int, each: int, side: int = 64, domain: str = "made", first: int = 0) -> Path:
    """Crude faces, half of them with an open mouth and drawn brows (pain), each infant with its own colours and noise.

    Args:
        first: number of the first infant; another number is another infant.

    Returns:
        The manifest, beside the pictures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for infant in range(first, first + infants):
        generator = np.random.default_rng(infant)
        colour = generator.integers(120, 220, 3).tolist()
        for frame in range(each):
            pain = frame % 2
            picture = generator.integers(0, 256, (8, 8, 3), dtype=np.uint8)
            picture = np.asarray(cv2.resize(picture, (side, side), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
            x, y = (generator.integers(-4, 5, 2) + side // 2).tolist()
            cv2.ellipse(picture, (x, y), (side // 3, side * 2 // 5), 0, 0, 360, colour, -1)
            for eye in (-10, 10):
                cv2.line(picture, (x + eye - 4, y - 8), (x + eye + 4, y - 8), (20, 20, 20), 1 + 2 * (1 - pain))
                if pain:
                    cv2.line(picture, (x + eye - 5, y - 12), (x + eye // 2, y - 15), (20, 20, 20), 2)
            cv2.ellipse(picture, (x, y + 14), (8, 9 if pain else 2), 0, 0, 360, (20, 10, 60), -1)
            name = f"{infant}-{frame}.png"
            cv2.imwrite(str(folder / name), picture)
            sha256 = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            sex = ("f", "m")[infant % 2]
            rows.append((name, sha256, f"N{infant}", domain, ("nonpain", "pain")[pain], sex))
    return write_csv(folder / "manifest.csv", (*HEAD, "sex"), rows)
