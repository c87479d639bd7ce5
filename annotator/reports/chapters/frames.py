"""What raters said of frames, and how far they agree."""

from annotator.accounts.models import User
from annotator.labelling.frame_agreement import frame_agreement
from annotator.labelling.models import FrameLabel, LabelSource
from annotator.reports.chapters.base import Facts, mark_of
from annotator.reports.document import Chapter, Section, Source, Table
from annotator.reports.words import Say
from annotator.studies.models import Study

VALUES = ("pain", "nonpain", "unusable", "unsure")


def gather(study: Study, user: User) -> Facts | None:
    """Labels by rater and their agreement; None before any frame was labelled by eye."""
    labels = FrameLabel.objects.visible_to(user).live().filter(study=study).exclude(source=LabelSource.RULE)
    ids = list(labels.values_list("pk", flat=True))
    if not ids:
        return None
    measured = frame_agreement(user, study)
    return {
        "study": str(study.pk),
        "labels": len(ids),
        "labels_sha256": mark_of(ids),
        # Their letters, never their names: a report leaves the house.
        "raters": [{"code": one["rater"]["code"], **{v: one[v] for v in VALUES}} for one in measured["raters"]],
        **{
            part: {name: measured[part][name] for name in ("statistics", "names", "videos", "infants")}
            for part in ("pain", "shares")
        },
    }


def tell(facts: Facts, say: Say) -> Chapter:
    """Who said how much, and two tables of agreement."""
    heads = [say(f"frames.{name}") for name in ("rater", *VALUES)]
    rows = [[one["code"], *(say.number(one[value]) for value in VALUES)] for one in facts["raters"]]
    section = Section(tables=[Table(say("frames.raters"), heads, rows)])
    if len(facts["raters"]) > 1:
        section.tables += [
            _statistics(facts["pain"], say("frames.agreement"), say("frames.count"), say),
            _statistics(facts["shares"], say("frames.shares"), say("agreement.videos"), say),
        ]
    what = say("frames.source", count=say.number(facts["labels"]))
    source = Source(what, facts["labels_sha256"], f"/studies/{facts['study']}?tab=labels")
    return Chapter(say("frames"), [section], [source])


def _statistics(part: Facts, caption: str, unit: str, say: Say) -> Table:
    rows = []
    for name, found in part["statistics"].items():
        said = say.known(name, part["names"][name])
        value = say.measured(found["value"], found["ci95"])
        rows.append([said, value, say.interval(found["leave_one_out"]), say.number(found["videos"])])
    heads = [*(say(f"agreement.{name}") for name in ("statistic", "value", "leave_one_out")), unit]
    return Table(caption, heads, rows)
