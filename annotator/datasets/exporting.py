"""Which rows an export holds, and what infants are called in it."""

import json
import random
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from annotator.core.errors import DomainError
from annotator.datasets.card import card_of, card_text
from annotator.datasets.manifest import Row, read_rows
from annotator.datasets.models import Audience, DatasetExport, Origin
from annotator.studies.models import Consent, Scope

# What would lead from an export back to this installation, or to a name somebody gave a file.
INTERNAL = ("frame_id", "original_file")
SCOPES = {Audience.HOUSE: (Scope.TRAIN,), Audience.OUTSIDE: (Scope.TRAIN, Scope.SHARE)}


@dataclass(frozen=True, slots=True)
class Leaving:
    """A picture, its name in the export, and its row."""

    name: str
    place: Path
    fields: Row


@dataclass
class Load:
    """Everything of an export but its format; `left_out` counts rows that consent does not cover now."""

    rows: list[Leaving]
    left_out: int
    card: str
    facts: str


def load_of(export: DatasetExport) -> Load:
    """The rows whose consent allows this export.

    For the house the names in the manifest stay, and the same version gives the same bytes; for outside infants and
    videos get names made anew each time, which are kept nowhere.

    Raises:
        DomainError: `nobody_shares` (409) when no row is left.
    """
    dataset = export.dataset
    rows = list(read_rows(dataset.manifest_place))
    kept = rows
    if dataset.origin == Origin.STUDY:
        allowed = infants_with(dataset.study_id, SCOPES[Audience(export.audience)])
        kept = [row for row in rows if row["infant"] in allowed]
    if not kept:
        message = "No infant of this dataset may be exported this way: their parents did not agree to it."
        raise DomainError("nobody_shares", message, status_code=409)
    if export.audience == Audience.OUTSIDE:
        kept = _renamed(kept)
    folder = dataset.pictures_place
    leaving = [
        Leaving(
            name=f"pictures/{row['label']}/{number:07d}{Path(row['file']).suffix}",
            place=folder / row["file"],
            fields={name: value for name, value in row.items() if name not in _hidden(export)},
        )
        for number, row in enumerate(kept, start=1)
    ]
    card = card_of(dataset)
    facts = json.dumps(card, ensure_ascii=False, indent=1, sort_keys=True)
    return Load(leaving, len(rows) - len(kept), card_text(card), facts)


def infants_with(study_id: UUID, scopes: Iterable[Scope]) -> set[str]:
    """The infants whose consent in force covers all of this, as a manifest calls them."""
    wanted = {str(scope) for scope in scopes}
    consents = Consent.objects.filter(infant__study=study_id, infant__withdrawn_at=None, superseded_at=None)
    return {str(infant) for infant, given in consents.values_list("infant_id", "scopes") if wanted <= set(given)}


def _hidden(export: DatasetExport) -> tuple[str, ...]:
    return ("file", *(INTERNAL if export.audience == Audience.OUTSIDE else ()))


def _renamed(rows: list[Row]) -> list[Row]:
    """The rows by new names of infants and videos, in their order, so that the old order tells nothing."""
    infants = _new_names("P", {row["infant"] for row in rows})
    videos = _new_names("V", {row["video"] for row in rows})
    renamed = [{**row, "infant": infants[row["infant"]], "video": videos[row["video"]]} for row in rows]
    return sorted(renamed, key=lambda row: (row["infant"], row["video"], int(row["frame_index"])))


def _new_names(letter: str, names: set[str]) -> dict[str, str]:
    """New names in an order that nobody can foresee."""
    shuffled = sorted(names)
    random.SystemRandom().shuffle(shuffled)
    used: set[str] = set()
    while len(used) < len(shuffled):
        used.add(f"{letter}{secrets.token_hex(4)}")
    return dict(zip(shuffled, sorted(used), strict=True))
