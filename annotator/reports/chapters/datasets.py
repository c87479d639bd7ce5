"""The versions of the dataset that something was learnt from."""

from annotator.accounts.models import User
from annotator.datasets.flow import draw_flow
from annotator.datasets.models import Dataset
from annotator.reports.chapters.base import Facts
from annotator.reports.document import Chapter, Figure, Section, Source, Table, drawn
from annotator.reports.words import Say
from annotator.studies.models import Study

COUNTS = ("rows", "infants", "pain", "pain_infants", "nonpain", "nonpain_infants")


def gather(study: Study, user: User) -> Facts | None:
    """The newest version and those of finished trainings, oldest first; None before any was built."""
    ready = Dataset.objects.visible_to(user).ready().filter(study=study)
    used = ready.filter(training_runs__finished_at__isnull=False) | ready.filter(helped_runs__finished_at__isnull=False)
    wanted = set(used.values_list("pk", flat=True)) | set(ready.order_by("-number").values_list("pk", flat=True)[:1])
    versions = [
        {
            "id": str(dataset.pk),
            "number": dataset.number,
            "name": dataset.name,
            "sha256": dataset.sha256,
            "summary": dataset.summary,
            "withdrawn_infants": dataset.withdrawn_infants,
        }
        for dataset in ready.filter(pk__in=wanted).order_by("number")
    ]
    return {"versions": versions} if versions else None


def tell(facts: Facts, say: Say) -> Chapter:
    """One table of all versions, and the flow of the last."""
    section = Section()
    chapter = Chapter(say("datasets"), [section], [])
    rows = []
    for version in facts["versions"]:
        counts = {name: say.number(version["summary"][name]) for name in COUNTS}
        left_out = sum(one["frames"] for one in version["summary"]["exclusions"])
        rows.append(
            [
                say("datasets.name", number=version["number"], name=version["name"]),
                counts["rows"],
                counts["infants"],
                f"{counts['pain']} ({counts['pain_infants']})",
                f"{counts['nonpain']} ({counts['nonpain_infants']})",
                say.number(left_out),
            ]
        )
        if version["withdrawn_infants"]:
            counted = {"number": version["number"], "infants": version["withdrawn_infants"]}
            section.paragraphs.append(say("datasets.withdrawn", **counted))
        what = say("datasets.source", number=version["number"])
        chapter.sources.append(Source(what, version["sha256"], f"/datasets/{version['id']}"))
    heads = [say(f"datasets.{name}") for name in ("version", "rows", "infants", "pain", "nonpain", "left_out")]
    section.tables = [Table(say("datasets.table"), heads, rows)]
    last = facts["versions"][-1]
    drawing = drawn(draw_flow(last["summary"], language=say.language))
    section.figures = [Figure(say("datasets.flow", number=last["number"]), drawing)]
    return chapter
