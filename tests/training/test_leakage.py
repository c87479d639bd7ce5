"""Planted leaks are refused, each by its own name; what only looks like one is not."""

import hashlib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.made import HEAD, manifest_of, write_csv, write_picture
from training.config import Data, SplitRule
from training.dataset import Manifest, Words, as_words, read_manifest
from training.leakage import nearest_across, refuse_label_leak, refuse_leaks
from training.pictures import Looks, examine_pictures
from training.refusal import TrainingRefused
from training.splits import Split, split_rows

ROWS = [(f"N{infant}", frame % 2) for infant in range(4) for frame in range(4)]
MANIFEST = manifest_of(ROWS)
(HALF,) = split_rows(MANIFEST, SplitRule(method="group_hold_out", test_share=0.5), Data())
Hash = st.integers(0, 2**64 - 1)


def refused(code: str, *, manifest: Manifest = MANIFEST, split: Split = HALF, looks: Looks | None = None) -> None:
    with pytest.raises(TrainingRefused) as refusal:
        refuse_leaks(manifest, [split], Data(), looks=looks)
    assert refusal.value.code == code
    assert "in training and in test of hold-out" in refusal.value.message


def test_an_infant_on_two_sides() -> None:
    refused(
        "infant_on_two_sides", split=replace(HALF, training=np.append(HALF.training, HALF.test[0]), test=HALF.test[1:])
    )


def test_a_row_on_two_sides() -> None:
    refused("row_on_two_sides", split=replace(HALF, training=np.append(HALF.training, HALF.test[0]), independent=False))


def test_one_picture_on_two_sides_even_in_a_split_by_frame() -> None:
    hashes = list(MANIFEST.sha256)
    hashes[HALF.test[0]] = hashes[HALF.training[0]]
    refused("picture_on_two_sides", manifest=replace(MANIFEST, sha256=tuple(hashes)))
    by_frame = replace(HALF, independent=False)
    refused("picture_on_two_sides", manifest=replace(MANIFEST, sha256=tuple(hashes)), split=by_frame)


def test_equal_names_in_two_domains_are_no_leak() -> None:
    domains = ["here" if row in HALF.test else "there" for row in range(len(ROWS))]
    renamed = replace(MANIFEST, infants=as_words(["N1"] * len(ROWS)), domains=as_words(domains))
    refuse_leaks(renamed, [HALF], Data())


def test_a_picture_saved_again_on_the_other_side(tmp_path: Path) -> None:
    rows = []
    for place, (infant, label) in enumerate(ROWS):
        sha256 = write_picture(tmp_path / f"{place}.png", seed=place)
        rows.append((f"{place}.png", sha256, infant, "ward", ("nonpain", "pain")[label]))
    manifest = read_manifest(write_csv(tmp_path / "m.csv", HEAD, rows))
    refuse_leaks(manifest, [HALF], Data(), looks=examine_pictures(manifest, tmp_path))
    source, copy = int(HALF.training[0]), int(HALF.test[0])
    picture = cv2.imread(str(tmp_path / f"{source}.png"))
    assert picture is not None
    cv2.imwrite(str(tmp_path / f"{copy}.png"), cv2.convertScaleAbs(picture, alpha=0.9))
    content = (tmp_path / f"{copy}.png").read_bytes()
    hashes = list(manifest.sha256)
    hashes[copy] = hashlib.sha256(content).hexdigest()
    planted = replace(manifest, sha256=tuple(hashes))
    looks = examine_pictures(planted, tmp_path)
    refused("near_duplicate_on_two_sides", manifest=planted, looks=looks)
    refuse_leaks(planted, [replace(HALF, independent=False)], Data(), looks=looks)


@given(one=st.lists(Hash, max_size=6), other=st.lists(Hash, max_size=6), flips=st.sets(st.integers(0, 63), max_size=6))
def test_near_hashes_are_found_as_by_comparing_all(one: list[int], other: list[int], flips: set[int]) -> None:
    changed = [value ^ sum(1 << bit for bit in flips) for value in one[:1]]
    left, right = np.array(one, np.uint64), np.array([*other, *changed], np.uint64)
    near = [(a, b) for a in one for b in [*other, *changed] if (a ^ b).bit_count() <= 4]
    found = nearest_across(left, right)
    assert (found is not None) == bool(near)
    if found is not None:
        assert (int(left[found[0]]) ^ int(right[found[1]])).bit_count() <= 4


def looks_of(kinds: Words, hashes: list[int] | None = None, seed: int = 0) -> Looks:
    """Pictures of noise, each its own."""
    small = np.random.default_rng(seed).integers(0, 256, (len(ROWS), 16, 16, 3), dtype=np.uint8)
    return Looks(np.array(hashes or range(len(ROWS)), dtype=np.uint64), small, kinds)


def test_faces_that_only_hash_alike_are_two_pictures() -> None:
    alike = looks_of(as_words(["png"] * len(ROWS)), [7] * len(ROWS))
    refuse_leaks(MANIFEST, [HALF], Data(), looks=alike)
    alike.small[HALF.test[0]] = alike.small[HALF.training[0]] // 2 + 20
    refused("near_duplicate_on_two_sides", looks=alike)


def column(words: list[str]) -> dict[str, list[str]]:
    return {"camera": words}


def test_a_column_that_is_the_label_under_another_name() -> None:
    planted = manifest_of(ROWS, context=column(["new" if label else "old" for _, label in ROWS]))
    with pytest.raises(TrainingRefused, match=r"“camera”.*label_leak"):
        refuse_label_leak(planted, Data())
    refuse_label_leak(planted, Data(known_by_design=("camera",)))


def test_a_column_that_is_not_quite_the_label_is_none() -> None:
    words = ["new" if label else "old" for _, label in ROWS]
    for harmless in (["new", *words[1:]], ["same"] * len(ROWS), [f"{word}{n}" for n, word in enumerate(words)]):
        refuse_label_leak(manifest_of(ROWS, context=column(harmless)), Data())
    refuse_label_leak(manifest_of(ROWS, context={"original_class": words}), Data())


def test_pictures_whose_size_is_the_label() -> None:
    kinds = as_words(["224 x 224 .png" if label else "256 x 256 .jpg" for _, label in ROWS])
    with pytest.raises(TrainingRefused, match=r"picture size.*label_leak"):
        refuse_leaks(MANIFEST, [HALF], Data(), looks=looks_of(kinds))
