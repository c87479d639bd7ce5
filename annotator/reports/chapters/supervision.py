"""What clinicians decided, and what the model's suggestions changed."""

from annotator.accounts.models import User
from annotator.labelling.models import FinalLabel
from annotator.reports.chapters.base import Facts, mark_of
from annotator.reports.document import Chapter, Section, Source, Table
from annotator.reports.words import Say
from annotator.studies.models import Study
from annotator.supervision.effect import effect_of

SHARES = ("as_suggested", "as_raters", "sided_with_model", "changed")


def gather(study: Study, user: User) -> Facts | None:
    """Every arm's shares of decisions; None before the first decision."""
    ids = list(FinalLabel.objects.visible_to(user).live().filter(study=study).values_list("pk", flat=True))
    if not ids:
        return None
    return {"study": str(study.pk), "decisions": len(ids), "decisions_sha256": mark_of(ids), **effect_of(user, study)}


def tell(facts: Facts, say: Say) -> Chapter:
    """One table of arms."""
    rows = [
        [
            say(f"supervision.{arm['arm']}"),
            say.number(arm["frames"]),
            *(say.measured(arm["shares"][name]["value"], arm["shares"][name]["interval"]) for name in SHARES),
        ]
        for arm in facts["arms"]
    ]
    heads = [say(f"supervision.{name}") for name in ("arm", "frames", *SHARES)]
    counts = {"frames": say.number(facts["decisions"]), "infants": say.number(facts["infants"])}
    table = Table(say("supervision.table"), heads, rows)
    what = say("supervision.source", count=say.number(facts["decisions"]))
    page = f"/studies/{facts['study']}?tab=supervision"
    section = Section(paragraphs=[say("supervision.told", **counts)], tables=[table])
    return Chapter(say("supervision"), [section], [Source(what, facts["decisions_sha256"], page)])
