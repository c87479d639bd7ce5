"""The board as a table, and its figures."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from annotator.accounts.models import User
from annotator.agreement.answers import Question, answered_videos
from annotator.agreement.board import columns_of, row_of
from annotator.agreement.consensus import Rule
from annotator.agreement.figures.draw import draw
from annotator.agreement.flow import flow_of
from annotator.agreement.ratings_file import FOLLOWING, INFANT, VIDEO
from annotator.agreement.study_statistics import drift_of, statistics_of
from annotator.audit.services import record

# What makes a spreadsheet take a field for a formula when a file is opened.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@transaction.atomic
def export_board(*, actor: User, question: Question) -> str:
    """The board as CSV, a row for each video; `manage.py agreement` reads it again."""
    rows = list(_rows(actor, question))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    facts = {"videos": len(rows) - 1, "scale": str(question.scale.pk)}
    record(actor=actor, action="agreement.exported", study_id=question.study.pk, subject=question.study, detail=facts)
    return text.getvalue()


def figure_of(user: User, question: Question, name: str, wanted: dict[str, Any]) -> str:
    """A figure as SVG text, of the same facts as the address of its name."""
    if name == "flow":
        facts = flow_of(user, question, rule=Rule(wanted.get("rule", question.rule)))
    elif name == "drift":
        facts = drift_of(user, question)
    else:
        # Only the coefficients show intervals; the panels of pairs need no draws.
        facts = statistics_of(user, question, **({} if name == "coefficients" else {"draws": 0}))
    return draw(name, facts, language=wanted["language"], theme=wanted["theme"])


def _rows(user: User, question: Question) -> Iterator[list[Any]]:
    videos = answered_videos(question, user)
    operators = columns_of(question, videos)
    yield [VIDEO, INFANT, *(operator.code for operator in operators), *FOLLOWING]
    for one in videos:
        row = row_of(one, question, operators)
        consensus = row["consensus"]
        following = [row["median"], row["range"], consensus["value"], consensus["state"], guarded(row["name"])]
        values = ["" if value is None else value for value in (*row["values"], *following)]
        yield [row["video"], guarded(row["infant"]["pseudonym"]), *values]


def guarded(words: str) -> str:
    """Words that a spreadsheet shows instead of carrying out."""
    return f"'{words}" if words.startswith(FORMULA) else words
