"""How far operators agree on each scale, and which videos are kept."""

from typing import Any

from annotator.accounts.models import User
from annotator.agreement.answers import Question, answered_videos, ask
from annotator.agreement.figures.draw import draw
from annotator.agreement.flow import flow_of
from annotator.agreement.models import TOTAL
from annotator.agreement.study_statistics import statistics_of
from annotator.reports.chapters.base import Facts, mark_of
from annotator.reports.document import Chapter, Figure, Section, Source, Table, drawn
from annotator.reports.words import Say
from annotator.scoring.models import ScoreSheet
from annotator.studies.models import Study
from annotator.studies.services import current_protocol

SHOWN = (
    *("agreement_all", "agreement_pairwise", "krippendorff_ordinal", "icc_2_1", "icc_2_k"),
    *("gwet_ac2_quadratic", "fleiss", "light_kappa_quadratic"),
)
OF_PAIRS = ("operators", "videos", "agreement", "kappa_quadratic", "bland_altman", "ci95")
OF_NODES = ("key", "videos", "infants")
OF_LOST = ("reason", "videos", "infants")


def gather(study: Study, user: User) -> Facts | None:
    """Statistics and flow of the sampling score and of every scale's total; None before anything was scored."""
    questions = [ask(study, wanted) for wanted in _asked(study)]
    parts = [_of(question, user) for question in questions]
    found = [part for part in parts if part["sheets"]]
    return {"study": str(study.pk), "questions": found} if found else None


def _asked(study: Study) -> list[dict[str, str]]:
    document = current_protocol(study).document
    usual = document["sampling"]["score"]
    wanted = [{"scale": choice["scale"], "item": TOTAL} for choice in document["scales"]]
    first = {"scale": usual["scale"], "item": usual.get("item", TOTAL)}
    known = usual["scale"] in {one["scale"] for one in wanted}
    return [first, *(one for one in wanted if one != first)] if known else wanted


def _of(question: Question, user: User) -> Facts:
    videos = answered_videos(question, user)
    sheets = [answer.sheet for one in videos for answer in one.answers]
    measured = statistics_of(user, question)
    flow = flow_of(user, question, rule=question.rule)
    versions = ScoreSheet.objects.filter(pk__in=sheets).values_list("pk", "version")
    return {
        "scale": question.scale.key,
        "item": question.item,
        "sheets": len(sheets),
        "sheets_sha256": mark_of(f"{sheet} {version}" for sheet, version in versions),
        "operators": len(measured["operators"]),
        "names": {name: measured["names"][name] for name in measured["statistics"]},
        **{name: measured[name] for name in ("statistics", "prevalence", "videos", "infants", "draws")},
        "pairs": [{name: pair[name] for name in OF_PAIRS} for pair in measured["pairs"]],
        "flow": _without_names(flow),
    }


def _without_names(flow: dict[str, Any]) -> Facts:
    """The flow by counts alone: names that people gave to files stay in the house."""
    kept = {name: flow["kept"][name] for name in ("videos", "infants", "by_value")}
    nodes = [
        {
            **{name: node[name] for name in OF_NODES},
            "excluded": [{name: lost[name] for name in OF_LOST} for lost in node["excluded"]],
        }
        for node in flow["nodes"]
    ]
    return {"rule": flow["rule"], "nodes": nodes, "kept": kept}


def tell(facts: Facts, say: Say) -> Chapter:
    """For each question a table, its pairs and two figures."""
    chapter = Chapter(say("agreement"), [], [])
    for place, part in enumerate(facts["questions"]):
        named = {"scale": part["scale"].upper(), "item": say(f"item.{part['item']}")}
        counts = {name: part[name] for name in ("videos", "infants", "operators")}
        shares = "; ".join(f"{score}: {say.share(share)}" for score, share in part["prevalence"].items())
        told = [say("agreement.told", **counts), say("agreement.prevalence", shares=shares)]
        section = Section(say("agreement.of", **named), [" ".join(told)])
        chapter.sections.append(section)
        if place == 0:  # by the score that frames are drawn by
            _figure(section, say, "flow", part["flow"], caption=say("agreement.flow", **named))
        if part["operators"] > 1:
            section.tables = [_coefficients(part, named, say), _pairs(part, named, say)]
            _figure(section, say, "coefficients", part, caption=say("agreement.drawn", **named))
        else:
            section.paragraphs.append(say("agreement.too_few"))
        page = f"/studies/{facts['study']}/disagreement?scale={part['scale']}&item={part['item']}"
        what = say("agreement.source", scale=part["scale"].upper(), count=part["sheets"])
        if what not in {source.what for source in chapter.sources}:
            chapter.sources.append(Source(what, part["sheets_sha256"], page))
    return chapter


def _figure(section: Section, say: Say, name: str, facts: Facts, *, caption: str) -> None:
    section.figures.append(Figure(caption, drawn(draw(name, facts, language=say.language))))


def _coefficients(part: Facts, named: dict[str, str], say: Say) -> Table:
    rows = []
    for name in SHOWN:
        found = part["statistics"][name]
        said = say.known(name, part["names"][name])
        value = say.measured(found["value"], found["ci95"])
        rows.append([said, value, say.interval(found["leave_one_out"]), say.number(found["videos"])])
    heads = [say(f"agreement.{name}") for name in ("statistic", "value", "leave_one_out", "videos")]
    return Table(say("agreement.coefficients", **named), heads, rows)


def _pairs(part: Facts, named: dict[str, str], say: Say) -> Table:
    rows = []
    for pair in part["pairs"]:
        limits, ends = pair["bland_altman"] or {}, pair["ci95"] or {}
        rows.append(
            [
                " / ".join(pair["operators"]),
                say.number(pair["videos"]),
                say.measured(pair["agreement"], ends.get("agreement")),
                say.measured(pair["kappa_quadratic"], ends.get("kappa_quadratic")),
                say.measured(limits.get("bias"), ends.get("bias")),
                say.interval([limits.get("low"), limits.get("high")]),
            ]
        )
    heads = [say(f"agreement.{name}") for name in ("pair", "videos", "agree", "kappa", "bias", "limits")]
    return Table(say("agreement.pairs", **named), heads, rows)
