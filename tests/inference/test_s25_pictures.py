"""S25: whatever comes as a picture is read or refused in words; no damage, however made, is anything else."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from inference.pictures import read_picture
from inference.video.refusal import VideoRefused

KINDS = ("JPEG", "PNG", "BMP", "TIFF", "WEBP")
REFUSALS = {"not_a_picture", "picture_damaged", "frame_too_large"}


def encoded(kind: str) -> bytes:
    noise = np.random.default_rng(7).integers(0, 255, (24, 32, 3), dtype=np.uint8)
    content = io.BytesIO()
    Image.fromarray(noise).save(content, kind)
    return content.getvalue()


GOOD = {kind: encoded(kind) for kind in KINDS}
Change = tuple[str, int, int]
changes = st.lists(
    st.tuples(st.sampled_from(["flip", "cut", "repeat", "insert"]), st.integers(0, 10_000), st.integers(0, 255)),
    min_size=1,
    max_size=6,
)


def damaged(content: bytes, made: list[Change]) -> bytes:
    """The bytes with some flipped, cut off, repeated and put in."""
    for how, place, value in made:
        at = place % max(1, len(content))
        if how == "flip":
            content = content[:at] + bytes([content[at] ^ (value or 1)]) + content[at + 1 :] if content else content
        elif how == "cut":
            content = content[:at]
        elif how == "repeat":
            content = content[:at] + content[at : at + value] * 2 + content[at + value :]
        else:
            content = content[:at] + bytes([value]) * (value % 9 + 1) + content[at:]
    return content


def verdict(place: Path) -> str:
    """`read`, or the code of the refusal; anything else is a failure of ours."""
    try:
        picture = read_picture(place)
    except VideoRefused as refusal:
        return refusal.code
    assert picture.dtype == np.uint8
    assert picture.ndim == 3
    assert picture.shape[2] == 3
    return "read"


@pytest.mark.filterwarnings("ignore:::PIL")  # Pillow warns of damage before it raises
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), made=changes)
def test_s25_damage_is_read_or_refused(tmp_path: Path, kind: str, made: list[Change]) -> None:
    place = tmp_path / "picture"
    place.write_bytes(damaged(GOOD[kind], made))
    assert verdict(place) in {"read", *REFUSALS}


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is enormous."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(30_000, 30_000), (2**31 - 1, 1), (1, 2**31 - 1), (0, 0)])
def test_s25_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, size: tuple[int, int]) -> None:
    place = tmp_path / "bomb.png"
    place.write_bytes(bomb(*size))
    assert verdict(place) in REFUSALS


@pytest.mark.parametrize(
    "content",
    [
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"8BPS\0\1" + b"\0" * 40,
        b"STARTFONT 2.1\nSIZE 8 75 75\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\1\0\1\0\0\0\0;",
        b"\0\0\1\0",
        b"",
    ],
)
def test_s25_formats_nobody_asked_for_are_no_pictures(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "picture.png"
    place.write_bytes(content)
    assert verdict(place) in {"not_a_picture", "picture_damaged"}
