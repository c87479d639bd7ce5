"""A report as parts of a page, and the page: one chapter looks like the next."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from annotator.reports.words import Say


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words; the first cell of each names the row."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture inside the document; `address` is a data address, so that the document is one file."""

    caption: str
    address: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where numbers come from: what it is, its SHA-256 or id, and its page on this site (empty where it has none)."""

    what: str
    mark: str
    page: str = ""


@dataclass(slots=True)
class Section:
    """Words, then tables, then figures about one thing."""

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


@dataclass(slots=True)
class Chapter:
    """One part of the report; `mark` is the SHA-256 of the facts it was told from."""

    title: str
    sections: list[Section]
    sources: list[Source]
    mark: str = ""


def hash_of(facts: Any) -> str:
    """SHA-256 of facts in their one canonical form."""
    told = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(told.encode()).hexdigest()


def drawn(svg: str) -> str:
    """A drawing as a data address."""
    return data_address(svg.encode(), "image/svg+xml")


def data_address(content: bytes, kind: str) -> str:
    """Bytes of a picture as a data address."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def page_of(
    chapters: Sequence[Chapter], say: Say, *, study: str, made_at: datetime, hashes: Mapping[str, str], address: str
) -> str:
    """The whole document as HTML: one file, no script, nothing from elsewhere."""
    context = {
        "language": say.language,
        "title": say("title", study=study),
        "made": say("made", date=say.date(made_at)),
        "use": say("use"),
        "contents": say("contents"),
        "sources": say("sources"),
        "facts": say("facts"),
        "whole": say("whole"),
        "whole_mark": hash_of(dict(hashes)),
        "chapters": chapters,
        "address": address.rstrip("/"),
    }
    return render_to_string("reports/report.html", context)
