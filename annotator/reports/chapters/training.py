"""What was trained, how well it did on infants it had not seen, and where it looks."""

from typing import Any

from annotator.accounts.models import User
from annotator.experiments.models import ModelVersion, TrainingRun
from annotator.experiments.regions import regions_of
from annotator.reports.chapters.base import Facts
from annotator.reports.document import Chapter, Figure, Section, Source, Table, drawn
from annotator.reports.drawings import draw_losses
from annotator.reports.words import Say
from annotator.studies.models import Study

FIGURES = ("accuracy", "precision", "recall", "specificity", "f1", "auc", "brier", "ece")
CLASSES = ("nonpain", "pain")
REPORTED = (
    *("title", "initialisation", "manifest_sha256", "manifest", "stamp", "threshold", "folds", "across_folds"),
    *("pooled", "baselines", "reliability", "versions", "machine"),
)
# Groups of one infant or one recording are no subgroups of patients, and their names stay in the house.
NO_GROUPS = ("video", "infant")


def gather(study: Study, user: User) -> Facts | None:
    """Every finished training with its model, oldest first; None before the first."""
    runs = TrainingRun.objects.visible_to(user).filter(study=study, finished_at__isnull=False, report__isnull=False)
    models = {model.run_id: model for model in ModelVersion.objects.filter(run__in=runs)}
    found = [_of(run, models.get(run.pk)) for run in runs.select_related("dataset").order_by("number")]
    return {"runs": found} if found else None


def _of(run: TrainingRun, model: ModelVersion | None) -> Facts:
    report: dict[str, Any] = run.report or {}
    return {
        "id": str(run.pk),
        "number": run.number,
        "name": run.name,
        "dataset": run.dataset.number,
        **{name: report[name] for name in REPORTED},
        "subgroups": [one for one in report["subgroups"] if one["column"] not in NO_GROUPS],
        "losses": [[epoch["validation_loss"] for epoch in fit["history"]] for fit in report["fits"]],
        "networks": {fit["name"]: fit["model_sha256"] for fit in report["fits"]},
        "model": model and {"status": model.status, "likeness": model.likeness_to_random, "regions": regions_of(model)},
    }


def tell(facts: Facts, say: Say) -> Chapter:
    """For each training its tables, and one figure of its course."""
    chapter = Chapter(say("training"), [], [])
    for run in facts["runs"]:
        chapter.sections.append(_section(run, say))
        page = f"/training/{run['id']}"
        chapter.sources.append(Source(say("training.data", number=run["number"]), run["manifest_sha256"], page))
        for fold, sha256 in run["networks"].items():
            what = say("training.model", number=run["number"], fold=_fold(fold, say))
            chapter.sources.append(Source(what, sha256, page))
    return chapter


def _section(run: Facts, say: Say) -> Section:
    title = say("training.one", number=run["number"], name=run["name"])
    tables = [_figures(run, say), _folds(run, say), _confusion(run, say), _calibration(run, say)]
    if run["subgroups"]:
        tables.append(_subgroups(run, say))
    if run["model"] and any(one["maps"] for one in run["model"]["regions"]):
        tables.append(_regions(run, say))
    section = Section(title, _paragraphs(run, say), tables)
    if any(run["losses"]):
        drawing = drawn(draw_losses(run["losses"], say=say))
        section.figures.append(Figure(say("training.curves", number=run["number"]), drawing))
    return section


def _fold(name: str, say: Say) -> str:
    return name.replace("fold", say("training.fold").lower(), 1)


def _paragraphs(run: Facts, say: Say) -> list[str]:
    pooled, model, machine = run["pooled"], run["model"], run["machine"]
    told = [
        say(
            "training.run",
            **{name: run[name] for name in ("title", "dataset")},
            initialisation=say.known(run["initialisation"], run["initialisation"]),
            folds=len(run["folds"]),
            **{name: say.number(pooled[name]) for name in ("rows", "infants", "pain_infants")},
        )
    ]
    if run["stamp"]:
        told.append(say("training.stamp", stamp=run["stamp"]))
    if model:
        status = say(f"training.{model['status']}")
        told.append(say("training.status", status=status, likeness=say.number(model["likeness"], 2)))
    versions = say.listed(f"{name} {version}" for name, version in run["versions"].items())
    told.append(say("training.machine", **machine, versions=versions))
    return told


def _figures(run: Facts, say: Say) -> Table:
    pooled, across, baselines = run["pooled"], run["across_folds"], run["baselines"]
    rows = [
        [
            say(f"training.{name}"),
            say.measured(pooled["figures"][name], pooled["intervals"][name]),
            say.number(across[name]["mean"], 2),
            say.number(across[name]["sd"], 2),
            *(say.number(baselines[line].get(name), 2) for line in ("majority", "all_pain")),
        ]
        for name in FIGURES
    ]
    heads = [say(f"training.{name}") for name in ("figure", "pooled", "mean", "sd", "majority", "all_pain")]
    caption = say("training.figures", number=run["number"], threshold=say.number(run["threshold"], 2))
    return Table(caption, heads, rows)


def _folds(run: Facts, say: Say) -> Table:
    rows = [
        [
            _fold(fold["fold"], say),
            *(say.number(fold[name]) for name in ("rows", "infants", "pain_infants")),
            *(say.number(fold["figures"][name], 2) for name in ("accuracy", "recall", "specificity", "f1", "auc")),
        ]
        for fold in run["folds"]
    ]
    counted = [say("training.fold"), say("datasets.rows"), say("datasets.infants"), say("datasets.pain")]
    heads = [*counted, *(say(f"training.{name}") for name in ("accuracy", "recall", "specificity", "f1", "auc"))]
    return Table(say("training.folds", number=run["number"]), heads, rows)


def _confusion(run: Facts, say: Say) -> Table:
    rows = []
    for label, counts in zip(CLASSES, run["pooled"]["confusion"], strict=True):
        total = sum(counts) or None
        shares = (say.share(count / total if total else None) for count in counts)
        cells = (f"{say.number(count)} ({share})" for count, share in zip(counts, shares, strict=True))
        rows.append([say(f"frames.{label}"), *cells])
    return Table(
        say("training.confusion", number=run["number"]), ["", *(say(f"frames.{one}") for one in CLASSES)], rows
    )


def _calibration(run: Facts, say: Say) -> Table:
    rows = [
        [
            f"{say.number(band['low'], 1)}-{say.number(band['high'], 1)}",
            say.number(band["frames"]),
            say.share(band["pain"] / band["frames"] if band["frames"] else None),
        ]
        for band in run["reliability"]
    ]
    heads = [say(f"training.{name}") for name in ("band", "band_frames", "band_share")]
    return Table(say("training.calibration", number=run["number"]), heads, rows)


def _subgroups(run: Facts, say: Say) -> Table:
    rows = [
        [
            f"{say(one['column'])}: {say.known(str(one['value']), str(one['value']))}",
            *(say.number(one[name]) for name in ("rows", "infants", "pain_infants")),
            *(say.measured(one["figures"][name], one["intervals"][name]) for name in ("recall", "specificity")),
        ]
        for one in run["subgroups"]
    ]
    counted = [say("training.subgroup"), say("datasets.rows"), say("datasets.infants"), say("datasets.pain")]
    heads = [*counted, say("training.recall"), say("training.specificity")]
    return Table(say("training.subgroups", number=run["number"]), heads, rows)


def _regions(run: Facts, say: Say) -> Table:
    by_class = {one["target"]: {r["region"]: r["share"] for r in one["regions"]} for one in run["model"]["regions"]}
    names = list(dict.fromkeys(name for shares in by_class.values() for name in shares))
    rows = [[say(f"region.{name}"), *(say.share(by_class[one].get(name)) for one in by_class)] for name in names]
    heads = [say("training.region"), *(say(f"frames.{target}") for target in by_class)]
    return Table(say("training.regions", number=run["number"]), heads, rows)
