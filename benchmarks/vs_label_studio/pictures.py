"""Small synthetic pictures that look a little like faces: the same bytes every time."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SIDE = 224


def draw_pictures(folder: Path, count: int) -> list[Path]:
    """Writes so many JPEG files of 224 x 224 pixels, some 8 kB each; nobody is shown."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    for number in range(count):
        path = folder / f"frame_{number:06d}.jpg"
        _draw(number).save(path, quality=85)
        pictures.append(path)
    return pictures


def _draw(number: int) -> Image.Image:
    random = np.random.default_rng(number)
    image = Image.new("RGB", (SIDE, SIDE), tuple(int(value) for value in random.integers(20, 200, 3)))
    canvas = ImageDraw.Draw(image)
    skin = tuple(int(value) for value in random.integers(90, 230, 3))
    canvas.ellipse([30, 10, 194, 218], fill=skin)
    squeezed = bool(random.integers(0, 2))
    for across in (78, 146):
        height = 4 if squeezed else 11
        canvas.ellipse([across - 17, 92 - height, across + 17, 92 + height], fill=(40, 30, 20))
    canvas.arc([75, 150, 149, 190], 200 if squeezed else 20, 340 if squeezed else 160, fill=(140, 40, 40), width=6)
    noise = random.normal(0, 6, (SIDE, SIDE, 1))
    return Image.fromarray(np.clip(np.asarray(image, np.float32) + noise, 0, 255).astype(np.uint8))
