"""The guard: what would let a model be tested on what it has seen, or learn the label from something else."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from training.config import Data
from training.dataset import ORIGINAL_CLASS, Integers, Manifest, Words
from training.pictures import Hashes, Looks, Small
from training.refusal import TrainingRefused, listed
from training.splits import Split

NEAR = 4  # bits of 64: compression and resizing change fewer, another picture many more
# Correlation of small pictures: a darkened copy in JPEG of quality 20 has 0.9986, the most alike of drawn faces 0.9957.
ONE_PICTURE = 0.9975
BITS = 64
PAIRS_AT_ONCE = 4_000_000


def refuse_leaks(manifest: Manifest, splits: Sequence[Split], data: Data, *, looks: Looks | None = None) -> None:
    """Refuse before any training starts.

    In a split that is not independent by choice, infants and near-duplicates may stand on both sides; identical
    files may not.

    Args:
        manifest: The rows the splits point into.
        splits: As planned or as read from elsewhere.
        data: Names the columns that may equal the label.
        looks: None when the pictures were not read: near-duplicates are then not looked for.

    Raises:
        TrainingRefused: label_leak, row_on_two_sides, infant_on_two_sides, picture_on_two_sides,
            near_duplicate_on_two_sides.
    """
    refuse_label_leak(manifest, data, looks=looks)
    for split in splits:
        for (one, rows), (other, others) in combinations(split.parts().items(), 2):
            where = f"in {one} and in {other} of {split.name}"
            _refuse_same_rows(manifest, rows, others, where)
            if split.independent:
                _refuse_same_infant(manifest, rows, others, where)
            _refuse_same_content(manifest, rows, others, where)
            if split.independent and looks is not None:
                _refuse_near_duplicates(manifest, looks, rows, others, where)


def refuse_label_leak(manifest: Manifest, data: Data, *, looks: Looks | None = None) -> None:
    """Refuse a column that is the label under another name.

    A column is one when it takes exactly two values and they go with the two classes in every row. A model that
    could see it would learn nothing else, and pictures show more than their file says: the camera, the size, the
    room. The class a picture had before is the label's own source and may equal it; so may the columns that the
    preset calls known by design, such as the procedure in a data set where pain means heel lance. Where several data
    sets are trained together, each is also looked at by itself: another one's rows must not hide it.

    Raises:
        TrainingRefused: label_leak.
    """
    columns: dict[str, Words] = {"domain": manifest.domains, **manifest.context}
    if looks is not None:
        columns["picture size and file type"] = looks.kinds
    may = {ORIGINAL_CLASS, *data.known_by_design}
    parts = [np.ones(len(manifest), dtype=bool)]
    parts += [manifest.domains == domain for domain in sorted(set(manifest.domains))]
    for name, values in columns.items():
        if name not in may and any(_is_the_label(values[part], manifest.labels[part]) for part in parts):
            sentence = f"“{name}” tells pain from nonpain in every row: a model could learn it instead of the face."
            raise TrainingRefused("label_leak", sentence)


Places = NDArray[np.intp]
Same = Callable[[Places, Places], NDArray[np.bool_]]


def nearest_across(
    one: Hashes, other: Hashes, *, within: int = NEAR, same: Same | None = None
) -> tuple[int, int] | None:
    """The first pair of places with hashes at most so many bits apart; None when there is none.

    Args:
        one, other: Hashes of two parts.
        within: Bits.
        same: Says of pairs with near hashes which are one picture; None: all of them.

    Cut into one piece more than bits may differ, two near hashes agree in at least one piece (Norouzi et al. 2012),
    so only pictures that share a piece are compared.
    """
    edges = [BITS * piece // (within + 1) for piece in range(within + 2)]
    for start, end in pairwise(edges):
        mask = np.uint64((1 << (end - start)) - 1)
        shift = np.uint64(start)
        for left, right in _pairs_that_agree((one >> shift) & mask, (other >> shift) & mask):
            near = np.flatnonzero(np.bitwise_count(one[left] ^ other[right]) <= within)
            if same is not None and len(near):
                near = near[same(left[near], right[near])]
            if len(near):
                return int(left[near[0]]), int(right[near[0]])
    return None


def _pairs_that_agree(one: Hashes, other: Hashes) -> Iterator[tuple[Places, Places]]:
    """Places (left, right) of equal values, a bounded number of pairs at a time."""
    order = np.argsort(other, kind="stable")
    first = np.searchsorted(other[order], one, side="left")
    many = np.searchsorted(other[order], one, side="right") - first
    batches = np.cumsum(many) // PAIRS_AT_ONCE
    for batch in np.unique(batches):
        left = np.flatnonzero((batches == batch) & (many > 0))
        counts = many[left]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        yield np.repeat(left, counts), order[np.repeat(first[left], counts) + within]


def _is_the_label(values: Words, labels: Integers) -> bool:
    pairs = set(zip(values.tolist(), labels.tolist(), strict=True))
    return len(pairs) == 2 and len({value for value, _ in pairs}) == 2 and len({label for _, label in pairs}) == 2


def _refuse_same_rows(manifest: Manifest, rows: Integers, others: Integers, where: str) -> None:
    if len(both := np.intersect1d(rows, others)):
        files = [manifest.files[row] for row in both]
        raise TrainingRefused("row_on_two_sides", f"{listed(files)} stand {where}.")


def _refuse_same_infant(manifest: Manifest, rows: Integers, others: Integers, where: str) -> None:
    if len(both := np.intersect1d(manifest.groups[rows], manifest.groups[others])):
        names = [manifest.group_names[group] for group in both]
        raise TrainingRefused("infant_on_two_sides", f"The infant {listed(names)} stands {where}.")


def _refuse_same_content(manifest: Manifest, rows: Integers, others: Integers, where: str) -> None:
    here = {manifest.sha256[row]: row for row in rows.tolist()}
    for row in others.tolist():
        if (twin := here.get(manifest.sha256[row])) is not None:
            files = [manifest.files[twin], manifest.files[row]]
            raise TrainingRefused("picture_on_two_sides", f"One picture, as {listed(files)}, stands {where}.")


def _refuse_near_duplicates(manifest: Manifest, looks: Looks, rows: Integers, others: Integers, where: str) -> None:
    def same(left: Places, right: Places) -> NDArray[np.bool_]:
        pair = _standardised(looks.small[rows[left]]), _standardised(looks.small[others[right]])
        return np.asarray((pair[0] * pair[1]).sum(axis=1) >= ONE_PICTURE)

    if (pair := nearest_across(looks.hashes[rows], looks.hashes[others], same=same)) is not None:
        files = [manifest.files[rows[pair[0]]], manifest.files[others[pair[1]]]]
        advice = "If they show one infant, both belong under one name; else leave one of them out."
        raise TrainingRefused(
            "near_duplicate_on_two_sides", f"{listed(files)} look the same and stand {where}. {advice}"
        )


def _standardised(small: Small) -> NDArray[np.float32]:
    """Pictures as rows of mean 0 and length 1, so that light and contrast do not count; a blank one stays 0."""
    flat = small.reshape(len(small), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6), dtype=np.float32)
