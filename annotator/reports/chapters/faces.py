"""How faces were found: the chain in force, what people said of it, and the comparison of detectors."""

from collections import Counter

from annotator.accounts.models import User
from annotator.faces.models import DetectorChoice, DetectorComparison, FaceReview, FoundFace, Verdict
from annotator.frames.models import Frame
from annotator.reports.chapters.base import Facts
from annotator.reports.document import Chapter, Section, Source, Table, hash_of
from annotator.reports.words import Say
from annotator.studies.models import Study

ALL = "all"


def gather(study: Study, user: User) -> Facts | None:
    """The choice in force, counts of faces, and the newest comparison that is done; None before frames were drawn."""
    frames = Frame.objects.filter(video__study=study, video__infant__withdrawn_at=None, retired_at=None)
    count = frames.count()
    if not count:
        return None
    choice = DetectorChoice.objects.filter(study=study, superseded_at=None).first()
    compared = DetectorComparison.objects.filter(study=study, result__isnull=False)
    comparison = (choice and choice.comparison) or compared.order_by("-created_at").first()
    verdicts = Counter(FaceReview.objects.live().filter(frame__in=frames).values_list("verdict", flat=True))
    return {
        "study": str(study.pk),
        "frames": count,
        "found": FoundFace.objects.filter(frame__in=frames, box__isnull=False).count(),
        "reviewed": sum(verdicts.values()),
        "covered": verdicts[Verdict.COVERED],
        "no_face": verdicts[Verdict.NO_FACE],
        "choice": choice and {"id": str(choice.pk), "arms": choice.arms, "date": f"{choice.created_at:%Y-%m-%d}"},
        "comparison": comparison and _compared(comparison),
    }


def _compared(comparison: DetectorComparison) -> Facts:
    result = comparison.result or {}
    return {
        "date": f"{comparison.created_at:%Y-%m-%d}",
        "sha256": hash_of(result),
        "arms": result["arms"],
        "correctness": {arm: groups.get(ALL) for arm, groups in result["correctness"]["arms"].items()},
        "corrected": result["correctness"]["frames"],
        "machine": result["machine"],
    }


def tell(facts: Facts, say: Say) -> Chapter:
    """The chain, the counts, and the table of detectors."""
    section = Section()
    chapter = Chapter(say("faces"), [section], [])
    page = f"/studies/{facts['study']}?tab=detectors"
    if choice := facts["choice"]:
        section.paragraphs.append(say("faces.chain", chain=say.listed(choice["arms"])))
        chapter.sources.append(Source(say("faces.choice", date=choice["date"]), choice["id"], page))
    counts = ("frames", "found", "reviewed", "covered", "no_face")
    section.paragraphs.append(say("faces.boxes", **{name: say.number(facts[name]) for name in counts}))
    comparison = facts["comparison"]
    if comparison is None:
        section.paragraphs.append(say("faces.none"))
        return chapter
    section.tables.append(_detectors(comparison, say))
    what = say("faces.comparison", date=comparison["date"])
    chapter.sources.append(Source(what, comparison["sha256"], page))
    return chapter


def _detectors(comparison: Facts, say: Say) -> Table:
    rows = []
    for arm, found in comparison["arms"].items():
        right = comparison["correctness"].get(arm) or {}
        frames = found["frames"] or None
        rows.append(
            [
                arm,
                say.share(found["empty"] / frames if frames else None),
                say.share(found["several"] / frames if frames else None),
                *(say.number(found[name], 1) for name in ("median_ms", "p95_ms")),
                *(say.number(right.get(name), 2) for name in ("recall", "precision", "mean_iou")),
            ]
        )
    heads = [
        say(f"faces.{name}") for name in ("detector", "empty", "several", "median", "p95", "recall", "precision", "iou")
    ]
    frames = max((found["frames"] for found in comparison["arms"].values()), default=0)
    caption = say("faces.table", frames=say.number(frames), corrected=say.number(comparison["corrected"]))
    return Table(caption, heads, rows, note=say("faces.machine", cpu=comparison["machine"]["cpu"]))
