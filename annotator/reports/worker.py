"""Writes a report: facts, page and print, whole or not at all."""

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from annotator.audit.files import place_of, register_file, sha256_of
from annotator.audit.models import StoredFile
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.jobs.tracking import Run
from annotator.jobs.worker import lasting, run_program
from annotator.reports.document import Figure, Section, data_address, page_of
from annotator.reports.making import gather, hashes_of, tell
from annotator.reports.models import StudyReport
from annotator.reports.pictures import examples_of, hide_faces
from annotator.reports.printing import print_pdf
from annotator.reports.words import Say
from inference.commands.detecting import FOR_MODELS


def make(run: Run) -> None:
    """Writes one report; done twice, it changes nothing more."""
    waiting = StudyReport.objects.filter(pk=run.subject_id, facts__isnull=True, erased_at=None)
    report = waiting.select_related("study", "created_by").first()
    if report is None:
        with run.completing():
            return
    facts = gather(
        report.study,
        report.created_by,
        with_traces=report.with_traces,
        step=lambda done, total: run.progress(done, total, stage="counting"),
    )
    page = _page(run, report, facts)
    # Its name holds the fence: of two attempts neither writes into the other's files.
    html, pdf = (place_of(f"{report.folder}/{report.pk}-{run.job.fence}.{kind}") for kind in ("html", "pdf"))
    html.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    try:
        html.write_text(page, encoding="utf-8")
        run.progress(0, 1, stage="printing")
        no_pdf = _print(html, pdf)
        written = [place for place in (html, pdf) if place.is_file()]
        hashes = {place: sha256_of(place) for place in written}
        with run.completing():
            report.facts, report.hashes, report.no_pdf = facts, hashes_of(facts), no_pdf
            report.html = _register(html, hashes[html])
            report.pdf = _register(pdf, hashes[pdf]) if pdf in hashes else None
            report.save(update_fields=["facts", "hashes", "no_pdf", "html", "pdf"])
            record(actor=None, action="report.made", study_id=report.study_id, subject=report)
    except BaseException:
        for place in (html, pdf):
            with suppress(OSError):
                place.unlink(missing_ok=True)
        raise


def _page(run: Run, report: StudyReport, facts: dict[str, Any]) -> str:
    say = Say(report.language)
    told = tell(facts, say)
    if "frames" in told:
        run.progress(0, 1, stage="hiding_faces")
        if figures := _pictures(run, report, say):
            told["frames"].sections.append(Section(paragraphs=[say("frames.pictures")], figures=figures))
    return page_of(
        list(told.values()),
        say,
        study=report.study.name,
        made_at=report.created_at,
        hashes=hashes_of(facts),
        address=report.address,
    )


def _pictures(run: Run, report: StudyReport, say: Say) -> list[Figure]:
    """Labelled frames with every face hidden; none where no detector can run or no parents agreed."""

    def command(words: list[str]) -> dict[str, Any]:
        return run_program(run, words, limits=lasting(FOR_MODELS), step=run.progress, is_final=lambda code: True)

    examples = examples_of(report.study, report.created_by)
    with tempfile.TemporaryDirectory() as name:
        hidden = hide_faces(examples, Path(name), command, Path(settings.WEIGHTS_DIR))
    return [
        Figure(
            say(f"frames.{one.label}"),
            data_address(hidden[one.frame], "image/png"),
            small=True,
        )
        for one in examples
        if one.frame in hidden
    ]


def _print(page: Path, place: Path) -> str:
    """Why there is no PDF; empty where there is one."""
    try:
        print_pdf(page, place)
    except DomainError as problem:
        return problem.message
    return ""


def _register(place: Path, sha256: str) -> StoredFile:
    place.chmod(0o640)
    return register_file(str(place.relative_to(place_of(""))), sha256=sha256)
