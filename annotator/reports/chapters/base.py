"""What every chapter can do, and what several of them need."""

import hashlib
from collections.abc import Iterable
from typing import Any, Protocol

from annotator.accounts.models import User
from annotator.reports.document import Chapter
from annotator.reports.words import Say
from annotator.studies.models import Study

Facts = dict[str, Any]


class Teller(Protocol):
    """A chapter as a module."""

    def gather(self, study: Study, user: User) -> Facts | None:
        """The numbers as JSON, as far as the person may know them; None where the study has nothing of the kind.

        The same statements give the same facts, so that a report can be made again and compared by hash.
        """
        ...

    def tell(self, facts: Facts, say: Say) -> Chapter:
        """The facts in words, tables and figures; from nothing else."""
        ...


def mark_of(parts: Iterable[object]) -> str:
    """SHA-256 over the names of statements that never change once made, whatever their order."""
    return hashlib.sha256("\n".join(sorted(str(part) for part in parts)).encode()).hexdigest()
