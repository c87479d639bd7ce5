"""The data card of a dataset: what a reader must know before using it (after Gebru et al., Datasheets, 2021)."""

from typing import Any

from annotator.datasets.figure_words import WORDS
from annotator.datasets.models import Dataset, Origin

RESEARCH_ONLY = "Research use only, not for patient care."
WARNINGS = {
    "no_rows": "No row is left.",
    "one_class": "Only one class: there is nothing to tell apart.",
    "one_infant": "Only one infant: nothing could be tested on another.",
    "few_infants": "Fewer than five infants: five folds cannot be filled.",
    "few_pain_infants": "Fewer than five infants in pain: recall rests on very few.",
}
LABELS = {
    "consensus": "the raters' consensus ({agreement})",
    "rater": "one rater's labels (rater {rater})",
    "soft": "the share of raters who said pain",
}


def card_of(dataset: Dataset) -> dict[str, Any]:
    """The facts as JSON; it names no person and no infant."""
    return {
        "name": dataset.name,
        "version": dataset.number,
        "study": dataset.study.name,
        "domain": dataset.domain,
        "origin": dataset.origin,
        "built_at": dataset.ready_at.isoformat() if dataset.ready_at else None,
        "sha256": dataset.sha256,
        "note": dataset.note,
        "rules": {name: value for name, value in dataset.rules.items() if name != "rater_key"},
        "counts": dataset.summary,
        "contains_withdrawn": dataset.contains_withdrawn,
        "withdrawn_infants": dataset.withdrawn_infants,
        "use": RESEARCH_ONLY,
    }


def card_text(card: dict[str, Any]) -> str:
    """The card as Markdown."""
    counts = card["counts"]
    lines = [
        f"# {_plain(card['name'])} (version {card['version']})",
        "",
        f"Study: {_plain(card['study'])}. Domain: {card['domain']}. Built: {card['built_at'][:10]}.",
        f"SHA-256 of the manifest: `{card['sha256']}`",
        "",
        f"**{RESEARCH_ONLY}** Pictures of infants' faces are never anonymous.",
        *_withdrawn(card),
        *([] if not card["note"] else ["", _plain(card["note"])]),
        "",
        "## Contents",
        "",
        "| | rows | infants |",
        "|---|---|---|",
        *(
            f"| {name} | {counts[rows]} | {counts[infants]} |"
            for name, rows, infants in (
                ("pain", "pain", "pain_infants"),
                ("nonpain", "nonpain", "nonpain_infants"),
                ("all", "rows", "infants"),
            )
        ),
        "",
        *_made(card),
        "",
        "## Left out",
        "",
        *_left_out(counts),
        "",
        "## Labels by source",
        "",
        *(f"- {one['source']}: {one['pain']} pain, {one['nonpain']} nonpain" for one in counts["sources"]),
        "",
        "Labels by rule follow from the video's score and are weak; they never enter statistics of agreement.",
        *(["", "## Warnings", "", *(f"- {WARNINGS[one]}" for one in counts["warnings"])] if counts["warnings"] else []),
    ]
    return "\n".join(lines) + "\n"


def _made(card: dict[str, Any]) -> list[str]:
    rules = card["rules"]
    if card["origin"] != Origin.STUDY:
        classes = card["counts"].get("original_classes", {})
        told = [f"- {_plain(name)}: {number}" for name, number in classes.items()]
        return ["## How it came", "", "Brought from elsewhere. Pictures by their class there:", "", *told]
    labels = LABELS[rules["labels"]].format(**rules)
    return [
        "## How it was made",
        "",
        f"- Label of a frame: {labels}; sources: {', '.join(rules['sources'])}.",
        f"- Raters needed for a frame: {rules['raters_needed']}.",
        f"- Faces cut to {rules['side_px']} px, margin {rules['margin']:g}.",
        "- Only infants whose parents agreed to training.",
    ]


def _left_out(counts: dict[str, Any]) -> list[str]:
    words = WORDS["en"]
    if not counts["exclusions"]:
        return ["Nothing."]
    return [
        f"- {words.get(one['reason'], one['reason'])}: {one['frames']} frames, {one['infants']} infants"
        for one in counts["exclusions"]
    ]


def _withdrawn(card: dict[str, Any]) -> list[str]:
    if not card["contains_withdrawn"]:
        return []
    told = f"Consent was withdrawn for {card['withdrawn_infants']} of its infants after it was built"
    return ["", f"**{told}; their rows and pictures are erased. Nothing new may be made of it.**"]


def _plain(words: str) -> str:
    """Words as Markdown shows them, without carrying out what they could mean."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|!" else letter for letter in words)
