"""What models said about pictures they were not trained on: `predictions.csv`, one row per picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from training.dataset import Floats, Integers, Words, as_words, read_columns, read_labels, read_shares
from training.refusal import TrainingRefused, listed

REQUIRED = ("file", "fold", "infant", "domain", "label", "probability")
PART = "part"
CALIBRATED = "calibrated"
PARTS = ("test", "validation")


@dataclass(frozen=True)
class Predictions:
    """Rows by column; each has been made by the model of its fold.

    Attributes:
        files: Which picture, the same word in every file of predictions.
        folds: Names of folds.
        infants: `domain/infant`.
        labels: 1 pain, 0 nonpain.
        probabilities: Of pain, 0 to 1.
        context: Other columns, for subgroups.
    """

    files: Words
    folds: Words
    infants: Words
    labels: Integers
    probabilities: Floats
    context: Mapping[str, Words]

    def __len__(self) -> int:
        return len(self.files)

    @cached_property
    def groups(self) -> Integers:
        """For each row the number of its infant, infants in order of their names."""
        place = {name: number for number, name in enumerate(sorted(set(self.infants)))}
        return np.fromiter((place[name] for name in self.infants), dtype=np.int64, count=len(self))

    @property
    def fold_names(self) -> list[str]:
        """In order of their first row."""
        return list(dict.fromkeys(self.folds))

    def only(self, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> "Predictions":
        """The rows where `chosen`, of shape (rows,), is true."""
        context = {name: values[chosen] for name, values in self.context.items()}
        rows = (self.files[chosen], self.folds[chosen], self.infants[chosen])
        return Predictions(*rows, self.labels[chosen], self.probabilities[chosen], context)


def read_predictions(path: Path, *, probability: str = "probability") -> tuple[Predictions, Predictions]:
    """The test rows, and the validation rows for calibration (none where there is no column `part`).

    Args:
        path: The file.
        probability: The column to read; `calibrated` where there is one.

    Raises:
        TrainingRefused: what `read_columns` refuses, unknown_label, probability_invalid, unknown_part, no_test_rows,
            tested_twice, infant_on_two_sides.
    """
    columns = read_columns(path, required=(*REQUIRED, probability))
    domains_and_names = zip(columns["domain"], columns["infant"], strict=True)
    known = {*REQUIRED, PART, CALIBRATED}
    everything = Predictions(
        files=as_words(columns["file"]),
        folds=as_words(columns["fold"]),
        infants=as_words([f"{domain}/{name}" for domain, name in domains_and_names]),
        labels=read_labels(columns["label"]),
        probabilities=read_shares(columns[probability], probability),
        context={name: as_words(words) for name, words in columns.items() if name not in known},
    )
    parts = as_words(columns.get(PART, ["test"] * len(everything)))
    if unknown := sorted(set(parts) - set(PARTS)):
        raise TrainingRefused("unknown_part", f"A part is “test” or “validation”, not {listed(unknown)}.")
    test, validation = everything.only(parts == "test"), everything.only(parts == "validation")
    if not len(test):
        raise TrainingRefused("no_test_rows", f"“{path.name}” has no row of the test part.")
    if len(set(test.files)) < len(test):
        raise TrainingRefused("tested_twice", "A picture is tested more than once; each may be tested by one fold.")
    both = set(zip(test.folds, test.infants, strict=True)) & set(zip(validation.folds, validation.infants, strict=True))
    if both:
        names = sorted(f"{infant} in {fold}" for fold, infant in both)
        raise TrainingRefused("infant_on_two_sides", f"Validated and tested on one infant: {listed(names)}.")
    return test, validation
