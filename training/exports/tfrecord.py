"""TFRecord files of tf.train.Example, written without TensorFlow.

Framing (TensorFlow, lib/io/record_writer.h): length as little-endian uint64, masked CRC-32C of those eight bytes,
the record, masked CRC-32C of the record. The record is a Protocol Buffers message (tensorflow/core/example/*.proto):
Example { features = 1 }, Features { map<string, Feature> feature = 1 }, Feature { bytes_list = 1 | float_list = 2 |
int64_list = 3 }, each list { repeated value = 1 }, numbers packed.
"""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.exports.folder import Step
from training.exports.rows import ExportRow, Papers

POLYNOMIAL = 0x82F63B78  # Castagnoli, reflected
MASK_DELTA = 0xA282EAD8
BLOCK = 4096
LENGTH_DELIMITED = 2

Value = bytes | int | float


def write_tfrecord(to: Path, rows: Sequence[ExportRow], papers: Papers, step: Step = lambda _: None) -> None:
    """Write one record for each row; arguments as `write_folder`, the data card has no place in this format.

    Features: `image/encoded`, `image/filename`, `image/class/label` (0 nonpain, 1 pain), `image/class/text`,
    `image/class/soft` (share of raters who said pain), and every column as `context/<name>`.
    """
    with to.open("wb") as file:
        for number, row in enumerate(rows):
            step(number)
            file.write(framed(example(features_of(row))))


def features_of(row: ExportRow) -> dict[str, Value]:
    """A row as named values."""
    context: dict[str, Value] = {f"context/{name}": value.encode() for name, value in row.fields.items()}
    return {
        "image/encoded": row.place.read_bytes(),
        "image/filename": row.name.encode(),
        "image/class/label": row.label,
        "image/class/text": row.fields["label"].encode(),
        "image/class/soft": row.soft,
        **context,
    }


def example(features: Mapping[str, Value]) -> bytes:
    """A tf.train.Example; features by name, so that the same values give the same bytes."""
    entries = b"".join(_field(1, _entry(name, features[name])) for name in sorted(features))
    return _field(1, entries)


def framed(record: bytes) -> bytes:
    """A record with its length and both checksums."""
    length = struct.pack("<Q", len(record))
    return length + struct.pack("<I", masked(length)) + record + struct.pack("<I", masked(record))


def masked(content: bytes) -> int:
    """The CRC-32C as TFRecord stores it: rotated right by 15 bits, plus a constant."""
    crc = crc32c(content)
    return (((crc >> 15) | (crc << 17)) + MASK_DELTA) & 0xFFFFFFFF


def crc32c(content: bytes) -> int:
    """CRC-32C (RFC 3720, appendix B.4), a block at a time.

    The checksum of a block is the exclusive or of what each byte adds, which depends on the byte and on how many
    follow it; what came before is mixed into the block's first four bytes.
    """
    state = 0xFFFFFFFF
    for start in range(0, len(content), BLOCK):
        block = np.frombuffer(content[start : start + BLOCK], dtype=np.uint8).copy()
        width = min(4, len(block))
        block[:width] ^= np.frombuffer(struct.pack("<I", state), dtype=np.uint8)[:width]
        added = np.bitwise_xor.reduce(_ADDED[np.arange(len(block))[::-1], block])
        state = (state >> 8 * width if width < 4 else 0) ^ int(added)
    return state ^ 0xFFFFFFFF


def _added() -> NDArray[np.uint32]:
    """What a byte adds that so many bytes follow, shape (BLOCK, 256)."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(POLYNOMIAL), table >> 1).astype(np.uint32)
    added = np.empty((BLOCK, 256), dtype=np.uint32)
    added[0] = table
    for follow in range(1, BLOCK):
        added[follow] = (added[follow - 1] >> 8) ^ table[added[follow - 1] & 0xFF]
    return added


_ADDED = _added()


def _entry(name: str, value: Value) -> bytes:
    return _field(1, name.encode()) + _field(2, _feature(value))


def _feature(value: Value) -> bytes:
    if isinstance(value, bytes):
        return _field(1, _field(1, value))
    if isinstance(value, int):
        return _field(3, _field(1, _varint(value & 0xFFFFFFFFFFFFFFFF)))
    return _field(2, _field(1, struct.pack("<f", value)))


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | LENGTH_DELIMITED) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])
