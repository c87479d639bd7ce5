"""How operators are called on screens and in files that compare them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from annotator.accounts.models import User
from annotator.scoring.models import ScoreSheet, SheetState
from annotator.studies.models import Membership, Role, Study
from annotator.studies.permissions import roles_of

LETTERS = 26


@dataclass(frozen=True)
class Operator:
    """An operator and the letter they go by in the study."""

    id: int
    code: str
    name: str

    def shown(self, *, named: bool) -> dict[str, Any]:
        """As JSON; who it is only where that may be known."""
        return {"id": self.id if named else None, "code": self.code, "name": self.name if named else None}


def code_of(number: int) -> str:
    """A, B, ... Z, AA, AB, ... for 0, 1, ..."""
    more, last = divmod(number, LETTERS)
    return (code_of(more - 1) if more else "") + chr(ord("A") + last)


def operators_of(study: Study) -> dict[int, Operator]:
    """Everybody with a letter, by id: the study's operators, and others who have submitted a score.

    Operators go by the order in which they joined; who left, or scores without that role, comes after them.
    """
    joined = list(Membership.objects.filter(study=study).order_by("created_at", "user_id"))
    ids = [membership.user_id for membership in joined if Role.OPERATOR in membership.roles]
    submitted = ScoreSheet.objects.filter(video__study=study, state=SheetState.SUBMITTED).order_by()
    others = sorted(set(submitted.values_list("operator_id", flat=True).distinct()) - set(ids))
    names = dict(User.objects.filter(pk__in=[*ids, *others]).values_list("pk", "name"))
    return {pk: Operator(pk, code_of(place), names[pk]) for place, pk in enumerate([*ids, *others])}


def among(operators: dict[int, Operator], ids: Iterable[int]) -> list[Operator]:
    """Those with the given ids, in the order of their letters."""
    wanted = set(ids)
    return [operator for pk, operator in operators.items() if pk in wanted]


def may_name(user: User, study: Study) -> bool:
    """Whether the person may know who an operator is: the study's admins only."""
    return Role.ADMIN in roles_of(user, study)
