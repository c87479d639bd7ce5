"""In which studies a person may see other people's answers: never, always, or once their own are in."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from annotator.accounts.models import User
from annotator.studies.models import Membership, Protocol, Role

OVERSEERS = frozenset({Role.SUPERVISOR, Role.RESEARCHER, Role.ADMIN})


@dataclass
class Standing:
    """What a person's roles let them see of others' submitted answers.

    Attributes:
        mine: every study the person belongs to.
        open: studies where they see them at any time: the protocol is not blind, or they oversee and do not score.
        after_own: studies where they both oversee and score, hence see a video's answers only after giving all
            their own; with the scales that takes.
    """

    mine: list[UUID] = field(default_factory=list)
    open: list[UUID] = field(default_factory=list)
    after_own: dict[UUID, list[str]] = field(default_factory=dict)


def standing_of(user: User) -> Standing:
    """The person's standing; two queries, empty for people shut out."""
    standing = Standing()
    if not user.is_active:
        return standing
    roles = {m.study_id: frozenset(m.roles) for m in Membership.objects.filter(user_id=user.pk)}
    standing.mine = list(roles)
    for study_id, document in newest_protocols(standing.mine).items():
        if not works_blind(roles[study_id], document):
            standing.open.append(study_id)
        elif roles[study_id] & OVERSEERS:
            standing.after_own[study_id] = [choice["scale"] for choice in document["scales"]]
    return standing


def works_blind(roles: frozenset[str], document: dict[str, Any]) -> bool:
    """Whether somebody with these roles must answer before seeing others' answers.

    Nobody must where the protocol is open; who oversees and does not score is no operator to be kept blind.
    """
    return bool(document["blind"]) and (Role.OPERATOR in roles or not roles & OVERSEERS)


def newest_protocols(study_ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """The protocol document in force, by study."""
    newest = Protocol.objects.filter(study=OuterRef("study")).order_by("-version").values("pk")[:1]
    rows = Protocol.objects.filter(study_id__in=study_ids, pk=Subquery(newest))
    return {row.study_id: row.document for row in rows}
