"""A page about a trained model for people who did not train it (after Mitchell et al. 2019)."""

from typing import Any

from training.run_folder import Run

NOT_FOR = (
    "## What it is not for",
    "",
    "It suggests; a clinician decides. It was tested on the data named above and on nothing else, sees single",
    "pictures without movement or sound, and must not be used to withhold treatment of pain.",
    "",
)
SHOWN = ("accuracy", "f1", "precision", "recall", "specificity", "auc", "ece")


def model_card(run: Run, report: dict[str, Any]) -> str:
    """The card in Markdown."""
    pooled = report["pooled"]
    lines = [
        f"# {report['title']}",
        "",
        *(
            [f"**{report['stamp']}: infants stand on both sides, so these figures say nothing about new infants.**", ""]
            if report["stamp"]
            else []
        ),
        f"Preset `{report['preset_name']}`, {report['source']}.",
        f"Start: {report['initialisation']}.",
        f"Data: {pooled['rows']} tested pictures of {pooled['infants']} infants, {pooled['pain_rows']} with pain of "
        f"{pooled['pain_infants']} infants; manifest {report['manifest_sha256'][:12]}.",
        "",
        "## What it reaches on infants it has not seen" if not report["stamp"] else "## Figures",
        "",
        "| figure | mean ± SD over folds | pooled | 95 % interval over infants | always the more frequent class |",
        "|---|---|---|---|---|",
        *[_row(name, report) for name in SHOWN],
        "",
        f"Recall rests on {pooled['pain_infants']} infants with pain.",
        "",
        "## Folds",
        "",
        "| fold | pictures | infants | infants with pain | accuracy | F1 | kept epoch |",
        "|---|---|---|---|---|---|---|",
        *[_fold(fold, fit) for fold, fit in zip(report["folds"], report["fits"], strict=True)],
        "",
        "## Calibration",
        "",
        *[
            f"- {when}: " + ", ".join(f"{name} {_number(value)}" for name, value in found.items())
            for when, found in report["calibration"].items()
        ],
        "",
        *_published(report),
        *NOT_FOR,
    ]
    return "\n".join(lines)


def _published(report: dict[str, Any]) -> list[str]:
    return [
        "## Beside published figures",
        "",
        f"They are {report['reference']['note']}.",
        "",
        "| experiment | accuracy | F1 |",
        "|---|---|---|",
        *[
            f"| {one['experiment']} | {one['accuracy']} ± {one['accuracy_sd']} | {one['f1']} ± {one['f1_sd']} |"
            for one in report["reference"]["table_5_1"]
        ],
        "",
    ]


def _row(name: str, report: dict[str, Any]) -> str:
    across, pooled = report["across_folds"][name], report["pooled"]
    limits = pooled["intervals"][name]
    interval = "-" if limits is None else f"{limits[0]:.3f} to {limits[1]:.3f}"
    majority = report["baselines"]["majority"].get(name)
    mean = f"{_number(across['mean'])} ± {_number(across['sd'])}"
    return f"| {name} | {mean} | {_number(pooled['figures'][name])} | {interval} | {_number(majority)} |"


def _fold(fold: dict[str, Any], fit: dict[str, Any]) -> str:
    figures = fold["figures"]
    counts = f"{fold['rows']} | {fold['infants']} | {fold['pain_infants']}"
    shown = f"{_number(figures['accuracy'])} | {_number(figures['f1'])}"
    return f"| {fold['fold']} | {counts} | {shown} | {fit['kept_epoch'] or '-'} |"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
