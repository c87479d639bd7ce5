"""What every format writes: a picture and the facts of its row."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from training.dataset import CLASSES, SOFT


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A row on its way out.

    Attributes:
        name: The picture's path within the export, with forward slashes.
        place: Where the picture lies.
        fields: Every column but `file`, as text, in the order in which it is written.
    """

    name: str
    place: Path
    fields: Mapping[str, str]

    @property
    def label(self) -> int:
        """1 pain, 0 nonpain."""
        return CLASSES.index(self.fields["label"])

    @property
    def soft(self) -> float:
        """The share of raters who said pain; the label itself where it is not given."""
        return float(self.fields.get(SOFT) or self.label)


@dataclass(frozen=True, slots=True)
class Papers:
    """What accompanies the rows: the data card as Markdown and as JSON."""

    card: str
    facts: str
