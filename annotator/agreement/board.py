"""The board: every video with its answers side by side."""

from typing import Any

from annotator.accounts.models import User
from annotator.agreement.answers import Answered, Question, answered_videos, hidden_from
from annotator.agreement.consensus import lower_median
from annotator.agreement.models import PRIMARY, TOTAL
from annotator.agreement.operators import Operator, among, may_name, operators_of
from annotator.recordings.models import Video
from annotator.scoring.models import ScoreSheet, SheetState
from annotator.scoring.openness import answers_open_to
from annotator.scoring.scale_services import scale_in_use

PAGE = 2000
TOTAL_NAME = {"en": "Total", "it": "Totale"}


def board_of(user: User, question: Question, *, page: int = 1) -> dict[str, Any]:
    """The board as JSON, videos furthest apart first; at most PAGE rows of it.

    A row's `values` and `sheets` stand in the order of `operators`; both are None where somebody gave no answer, the
    value alone where it could not be assessed.
    """
    videos = answered_videos(question, user)
    operators = columns_of(question, videos)
    named = may_name(user, question.study)
    rows = [row_of(one, question, operators) for one in videos]
    rows.sort(key=lambda row: (1 if row["range"] is None else -row["range"], row["name"]))
    start = (page - 1) * PAGE
    return {
        "scale": question.scale.key,
        "item": question.item,
        "phase": question.phase,
        "reading": question.reading,
        "rule": question.rule,
        "levels": question.levels,
        "cutoff": None if question.cutoff is None else {"from": question.cutoff},
        "phases": phases_of(user, question),
        "choices": choices_of(question),
        "operators": [operator.shown(named=named) for operator in operators],
        "rows": rows[start : start + PAGE],
        "hidden": hidden_from(user, question),
        "videos": len(videos),
        "infants": len({one.infant for one in videos}),
        "unresolved": sum(row["unresolved"] for row in rows),
        "page": page,
        "pages": max(1, -(-len(rows) // PAGE)),
    }


def columns_of(question: Question, videos: list[Answered]) -> list[Operator]:
    """The operators who gave one of these answers."""
    return among(operators_of(question.study), {answer.operator for one in videos for answer in one.answers})


def row_of(one: Answered, question: Question, operators: list[Operator]) -> dict[str, Any]:
    """One video's answers and what follows from them."""
    given = {answer.operator: answer for answer in one.answers}
    found = [given.get(operator.id) for operator in operators]
    values, consensus = one.values, one.consensus(question)
    return {
        "video": str(one.video),
        "name": one.name,
        "infant": {"id": str(one.infant), "pseudonym": one.pseudonym},
        "values": [answer.value if answer else None for answer in found],
        "sheets": [str(answer.sheet) if answer else None for answer in found],
        "median": lower_median(values) if values else None,
        "range": max(values) - min(values) if values else None,
        "consensus": {
            "state": consensus.state,
            "value": consensus.value,
            "rule": consensus.rule,
            "stale": consensus.stale,
        },
        "unresolved": consensus.unresolved,
    }


def phases_of(user: User, question: Question) -> list[str]:
    """`primary`, and the start events of further windows with answers the person may see."""
    opened = Video.objects.visible_to(user).filter(answers_open_to(user), study=question.study)
    further = ScoreSheet.objects.live().filter(
        video__in=opened, state=SheetState.SUBMITTED, window__is_primary=False, window__retired_at=None
    )
    return [PRIMARY, *sorted(set(further.order_by().values_list("window__start_event", flat=True).distinct()))]


def choices_of(question: Question) -> list[dict[str, Any]]:
    """The scales the protocol uses, with their items in use and the total."""
    choices = []
    for chosen in question.protocol["scales"]:
        scale, in_use = scale_in_use(question.study, question.protocol, chosen["scale"])
        items = [
            {"key": item["key"], "name": item["name"]} for item in scale.document["items"] if item["key"] in in_use
        ]
        total = {"key": TOTAL, "name": TOTAL_NAME}
        choices.append({"scale": scale.key, "name": scale.document["name"], "items": [*items, total]})
    return choices
