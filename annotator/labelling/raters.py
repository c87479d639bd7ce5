"""How raters are called: by the letter they have on the board, by name only where that may be known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from annotator.accounts.models import User
from annotator.agreement.operators import Operator, code_of, may_name, operators_of
from annotator.labelling.models import LabelImport, LabelSource, LabelTask
from annotator.studies.models import Study

# A person by id; whoever a file's labels belong to, by id or by name, is a rater apart.
RaterKey = int | tuple[int | None, str]


def rater_of(source: str, rater: int | None, imported_rater: str) -> RaterKey | None:
    """Whose label it is; None for one by rule."""
    return (rater, imported_rater) if source == LabelSource.IMPORT else rater


@dataclass(frozen=True)
class Raters:
    """Everybody who labels in a study, as one reader may know them.

    `everybody` are the people who label here; `imported` those whose labels came in files, who go by I1, I2, ... in
    the order in which they first came.
    """

    everybody: dict[int, Operator]
    imported: dict[RaterKey, str]
    reader: int
    named: bool

    @classmethod
    def of(cls, study: Study, reader: User) -> Self:
        """The study's operators, others who have labelled after them, and the raters of imported files."""
        everybody = operators_of(study)
        tasks = LabelTask.objects.filter(study=study, rater__isnull=False).exclude(rater__in=list(everybody))
        others = tasks.order_by("rater_id").values_list("rater_id", "rater__name").distinct()
        for number, (pk, name) in enumerate(others, start=len(everybody)):
            everybody[pk] = Operator(pk, code_of(number), name)
        files = LabelImport.objects.filter(study=study).order_by("created_at", "pk")
        keys = dict.fromkeys(files.values_list("rater_id", "rater_name"))
        imported: dict[RaterKey, str] = {key: f"I{number}" for number, key in enumerate(keys, start=1)}
        return cls(everybody, imported, reader.pk, may_name(reader, study))

    def shown(self, rater: RaterKey | None) -> dict[str, Any] | None:
        """A rater as JSON; None where there is none, as for a label by rule."""
        if isinstance(rater, tuple):
            name = rater[1] if self.named and rater[1] else None
            return {"id": None, "code": self.code_of(rater), "name": name}
        operator = self.everybody.get(rater) if rater is not None else None
        return operator.shown(named=self.named or rater == self.reader) if operator else None

    def code_of(self, rater: RaterKey | None) -> str:
        """The rater's letter, or number of an imported one; empty for a label by rule."""
        if isinstance(rater, tuple):
            return self.imported.get(rater, "")
        operator = self.everybody.get(rater) if rater is not None else None
        return operator.code if operator else ""

    def in_order(self, raters: Sequence[RaterKey]) -> list[RaterKey]:
        """People by their letters, then imported raters by their numbers."""
        place = {key: number for number, key in enumerate([*self.everybody, *self.imported])}
        return sorted(raters, key=lambda rater: place.get(rater, len(place)))
