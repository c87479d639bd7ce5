"""A folder of pictures whose names say class and infant, as iCOPE comes, to a manifest."""

import csv
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from inference.pictures import pictures_in
from training.dataset import CLASSES, ORIGINAL_CLASS, REQUIRED
from training.refusal import TrainingRefused, listed

LEFT_OUT = "left_out"


def import_folder(folder: Path, to: Path, *, domain: str, pattern: str, classes: Mapping[str, str]) -> dict[str, int]:
    """Write a manifest for a folder; each row keeps the class it had.

    Args:
        folder: Searched to the bottom; the manifest's files are relative to it.
        to: The manifest to write.
        domain: The data set's name.
        pattern: A regular expression that matches each whole path below the folder, with the groups `class` and
            `infant`, for example `(?P<class>[^/]+)/(?P<infant>S[0-9]+)_.*`.
        classes: Every class there is to `pain`, `nonpain` or `left_out`; nothing is guessed.

    Returns:
        Number of pictures by original class, those left out included.

    Raises:
        TrainingRefused: pattern_invalid, mapping_invalid, no_pictures, name_not_understood, class_not_mapped.
    """
    named = _compiled(pattern)
    if wrong := sorted(set(classes.values()) - {*CLASSES, LEFT_OUT}):
        raise TrainingRefused("mapping_invalid", f"A class becomes pain, nonpain or left_out, not {listed(wrong)}.")
    matches = {path: named.fullmatch(path.relative_to(folder).as_posix()) for path in pictures_in(folder)}
    if not matches:
        raise TrainingRefused("no_pictures", f"There are no pictures in “{folder.name}”.")
    found = {path: match for path, match in matches.items() if match and match["infant"] and match["class"]}
    if odd := [path.name for path in matches if path not in found]:
        raise TrainingRefused("name_not_understood", f"The pattern does not find class and infant in {listed(odd)}.")
    counts: dict[str, int] = {}
    for match in found.values():
        counts[match["class"]] = counts.get(match["class"], 0) + 1
    if unknown := sorted(set(counts) - set(classes)):
        raise TrainingRefused("class_not_mapped", f"It is not said what becomes of the class {listed(unknown)}.")
    with to.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*REQUIRED, ORIGINAL_CLASS])
        for path, match in found.items():
            if (label := classes[match["class"]]) != LEFT_OUT:
                sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
                row = [path.relative_to(folder).as_posix(), sha256, match["infant"], domain, label, match["class"]]
                writer.writerow(row)
    return counts


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        named = re.compile(pattern)
    except re.error as error:
        raise TrainingRefused("pattern_invalid", f"The pattern is not a regular expression: {error}.") from error
    if {"class", "infant"} - set(named.groupindex):
        raise TrainingRefused("pattern_invalid", "The pattern needs a group “class” and a group “infant”.")
    return named
