"""The export formats: known checksums, known bytes, read back by others' libraries or by a reader of our own."""

import csv
import io
import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from training.exports.formats import SUFFIXES, writer_of
from training.exports.rows import ExportRow, Papers
from training.exports.tfrecord import crc32c, example, framed, masked

PAPERS = Papers("# Card\n", '{"name": "Ward"}')


@pytest.fixture
def rows(tmp_path: Path) -> list[ExportRow]:
    made = []
    for number, label in enumerate(("pain", "nonpain", "pain")):
        place = tmp_path / f"source-{number}.png"
        Image.new("RGB", (8 + number, 6), (40 * number, 1, 2)).save(place)
        fields = {"sha256": "0" * 64, "infant": f"S0{number}", "domain": "ward", "label": label, "soft_label": "0.7500"}
        made.append(ExportRow(f"pictures/{label}/{number:07d}.png", place, fields))
    return made


# RFC 3720, appendix B.4, and the usual check value.
@pytest.mark.parametrize(
    ("content", "checksum"),
    [
        (b"", 0),
        (b"123456789", 0xE3069283),
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
    ],
)
def test_the_checksum_is_castagnolis(content: bytes, checksum: int) -> None:
    assert crc32c(content) == checksum


@given(st.binary(max_size=20), st.integers(0, 9000))
def test_the_checksum_by_blocks_is_that_bit_by_bit(start: bytes, length: int) -> None:
    content = (start + np.random.default_rng(length).bytes(length))[:length]
    crc = 0xFFFFFFFF
    for byte in content[:300]:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    assert crc32c(content[:300]) == crc ^ 0xFFFFFFFF


def test_an_example_has_the_bytes_that_protocol_buffers_give_it() -> None:
    # As tf.train.Example(features=tf.train.Features(feature={...})).SerializeToString() writes each of these alone.
    assert example({"a": 1}) == bytes.fromhex("0a0c 0a0a 0a0161 1205 1a03 0a0101".replace(" ", ""))
    assert example({"a": b"x"}) == bytes.fromhex("0a0c 0a0a 0a0161 1205 0a03 0a0178".replace(" ", ""))
    assert example({"a": 1.0}) == bytes.fromhex("0a0f 0a0d 0a0161 1208 1206 0a040000803f".replace(" ", ""))
    assert example({"a": 300})[-2:] == bytes.fromhex("ac02")


def test_a_record_is_framed_with_masked_checksums() -> None:
    record = framed(b"foobar")
    assert record[:8] == struct.pack("<Q", 6)
    assert record[12:18] == b"foobar"
    crc = crc32c(b"foobar")
    assert struct.unpack("<I", record[18:])[0] == ((crc >> 15 | crc << 17 & 0xFFFFFFFF) + 0xA282EAD8) % 2**32
    assert struct.unpack("<I", record[8:12])[0] == masked(struct.pack("<Q", 6))


@pytest.mark.parametrize("kind", sorted(SUFFIXES))
def test_the_same_rows_give_the_same_bytes(kind: str, rows: list[ExportRow], tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    steps: list[int] = []
    writer_of(kind)(first, rows, PAPERS, steps.append)
    writer_of(kind)(second, rows, PAPERS, lambda _: None)
    assert first.read_bytes() == second.read_bytes()
    assert steps[0] == 0


def test_the_folder_holds_table_card_and_pictures(rows: list[ExportRow], tmp_path: Path) -> None:
    writer_of("folder")(tmp_path / "out.zip", rows, PAPERS, lambda _: None)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        table = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode())))
        assert [row["file"] for row in table] == [row.name for row in rows]
        assert archive.read(rows[1].name) == rows[1].place.read_bytes()
        assert archive.read("README.md").decode() == PAPERS.card
        assert archive.testzip() is None


def test_coco_says_what_each_picture_shows(rows: list[ExportRow], tmp_path: Path) -> None:
    writer_of("coco")(tmp_path / "out.zip", rows, PAPERS, lambda _: None)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        found = json.loads(archive.read("annotations.json"))
    assert [one["category_id"] for one in found["annotations"]] == [2, 1, 2]
    assert [one["name"] for one in found["categories"]] == ["nonpain", "pain"]
    assert [(one["width"], one["height"]) for one in found["images"]] == [(8, 6), (9, 6), (10, 6)]
    assert found["annotations"][2]["bbox"] == [0, 0, 10, 6]
    assert found["images"][0]["attributes"]["infant"] == "S00"


def test_parquet_is_read_by_arrow(rows: list[ExportRow], tmp_path: Path) -> None:
    writer_of("parquet")(tmp_path / "out.parquet", rows, PAPERS, lambda _: None)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table["pain"].to_pylist() == [1, 0, 1]
    assert table["share_of_pain"].to_pylist() == [0.75] * 3
    assert table["picture"].to_pylist()[1] == rows[1].place.read_bytes()
    assert json.loads(table.schema.metadata[b"dataset"]) == {"name": "Ward"}


def test_records_are_read_back(rows: list[ExportRow], tmp_path: Path) -> None:
    writer_of("tfrecord")(tmp_path / "out.tfrecord", rows, PAPERS, lambda _: None)
    content, records = (tmp_path / "out.tfrecord").read_bytes(), []
    while content:
        (length,) = struct.unpack("<Q", content[:8])
        record = content[12 : 12 + length]
        assert struct.unpack("<II", content[8:12] + content[12 + length : 16 + length]) == (
            masked(content[:8]),
            masked(record),
        )
        records.append(record)
        content = content[16 + length :]
    assert len(records) == 3
    assert all(row.place.read_bytes() in record for row, record in zip(rows, records, strict=True))
