"""From a study to the facts of a report, and from facts to chapters."""

from collections.abc import Callable
from typing import Any

from annotator.accounts.models import User
from annotator.reports.chapters import CHAPTERS
from annotator.reports.chapters.base import Facts
from annotator.reports.document import Chapter, hash_of
from annotator.reports.models import StudyReport
from annotator.reports.words import Say
from annotator.studies.models import Study

TRACES = "traces"
Step = Callable[[int, int], None]


def chapters_of(*, with_traces: bool) -> list[str]:
    """The chapters a report can have, in order."""
    return [name for name in CHAPTERS if with_traces or name != TRACES]


def gather(study: Study, user: User, *, with_traces: bool, step: Step = lambda done, total: None) -> dict[str, Facts]:
    """Each chapter's facts, as far as the person may know them; chapters the study has nothing for are left out."""
    names = chapters_of(with_traces=with_traces)
    found = {}
    for done, name in enumerate(names):
        step(done, len(names))
        facts = CHAPTERS[name].gather(study, user)
        if facts is not None:
            found[name] = facts
    return found


def hashes_of(facts: dict[str, Facts]) -> dict[str, str]:
    """Each chapter's SHA-256."""
    return {name: hash_of(told) for name, told in facts.items()}


def tell(facts: dict[str, Facts], say: Say) -> dict[str, Chapter]:
    """The chapters in words, from their facts alone."""
    told = {}
    for name in CHAPTERS:
        if name in facts:
            told[name] = CHAPTERS[name].tell(facts[name], say)
            told[name].mark = hash_of(facts[name])
    return told


def compare_with_now(report: StudyReport) -> list[dict[str, Any]]:
    """Each chapter's hash then and by the same person's view now; None where it was or is not there."""
    now = hashes_of(gather(report.study, report.created_by, with_traces=report.with_traces))
    then = report.hashes or {}
    names = [name for name in CHAPTERS if name in then or name in now]
    return [{"chapter": name, "then": then.get(name), "now": now.get(name)} for name in names]
