"""Labels from files: stored and looked at by a worker, written whole or not at all."""

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.core.errors import DomainError
from annotator.frames.models import Frame
from annotator.jobs.models import Job, Queue
from annotator.jobs.services import start_job
from annotator.jobs.tracking import Run
from annotator.labelling.claiming import without_consent
from annotator.labelling.export_services import Kind
from annotator.labelling.interchange import coco, cvat, label_studio, table
from annotator.labelling.interchange.rows import FileRow
from annotator.labelling.matching import Content, Known, Report, frame_of, match
from annotator.labelling.models import FIRST, FrameLabel, LabelImport, LabelSource
from annotator.labelling.rules import label_rule_of
from annotator.scoring.blindness import standing_of
from annotator.scoring.interchange.events import UnreadableFileError
from annotator.studies.models import Membership, Study
from annotator.studies.services import current_protocol

IMPORT = "labelling.import_labels"
BATCH = 2_000
ASKED_AT_ONCE = 500  # parameters of one query
READERS = {
    Kind.TABLE: table.read,
    Kind.LABEL_STUDIO: label_studio.read,
    Kind.CVAT: cvat.read,
    Kind.COCO: coco.read,
}


def read_rows(kind: Kind, content: str) -> list[FileRow]:
    """The rows of a file; raises `file_unreadable` (422)."""
    try:
        return READERS[kind](content.encode())
    except UnreadableFileError as error:
        raise DomainError("file_unreadable", str(error), status_code=422) from None


@transaction.atomic
def start_import(*, actor: User, study: Study, kind: Kind, content: str, **wanted: Any) -> tuple[LabelImport, Job]:
    """Keeps the file and starts the work.

    Args:
        actor: who brings it.
        study: whose frames it is about.
        kind: the format.
        content: the file's text.
        wanted: `rater` (a member's id) or `rater_name`, `file_rater` and `skip_unmatched` as in `LabelImport`.

    Raises:
        DomainError: `file_unreadable`, `rater_missing`, `rater_unknown` (422), `labels_of_others` (409).
    """
    rater, name = wanted["rater"], wanted["rater_name"]
    if (rater is None) == (not name):
        raise DomainError("rater_missing", "Say whose labels these are: a member or a name.", status_code=422)
    if rater is not None and not Membership.objects.filter(study=study, user=rater).exists():
        raise DomainError("rater_unknown", "This person is no member of the study.", status_code=422)
    _require_no_oracle(actor, study, rater, name)
    read_rows(kind, content)
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    facts = {"rater_id": rater, **{key: wanted[key] for key in ("rater_name", "file_rater", "skip_unmatched")}}
    brought = LabelImport.objects.create(
        study=study, kind=kind, content=content, sha256=sha256, created_by=actor, **facts
    )
    job = start_job(kind=IMPORT, queue=Queue.IO, study=study, subject_id=brought.pk, created_by=actor)
    record(
        actor=actor,
        action="labels.import_started",
        study_id=study.pk,
        subject=brought,
        detail={"kind": kind, "sha256": sha256},
    )
    return brought, job


def _require_no_oracle(actor: User, study: Study, rater: int | None, name: str) -> None:
    """Whoever labels blind here would learn from the report what others said, by guessing."""
    if study.pk in standing_of(actor).open:
        return
    others = LabelImport.objects.filter(study=study, rater_name=name).exclude(created_by=actor)
    if (rater is not None and rater != actor.pk) or (rater is None and others.exists()):
        message = "You label in this study yourself. Somebody who does not must bring the labels of others."
        raise DomainError("labels_of_others", message, status_code=409)


def carry_out(run: Run, brought: LabelImport) -> None:
    """Writes the file's labels, all of them, or the report of what has no place.

    Raises:
        DomainError: `labels_unmatched` when rows have no place and may not be skipped, `labels_changed` when labels
            of this rater came meanwhile; nothing was written.
    """
    run.progress(0, 1, stage="reading")
    rows = read_rows(Kind(brought.kind), brought.content)
    report = match(rows, _known(brought, rows), file_rater=brought.file_rater)
    if report.unmatched and not brought.skip_unmatched:
        _end(brought, report)
        count = len(report.unmatched)
        raise DomainError("labels_unmatched", f"{count} of {len(rows)} rows have no place here. Nothing was imported.")
    run.progress(0, 1, stage="writing")
    try:
        with run.completing():
            FrameLabel.objects.bulk_create(_labels(brought, report), batch_size=BATCH)
            _end(brought, report)
            sizes = {name: report.counts[name] for name in ("matched", "there", "unmatched")}
            detail = {"kind": brought.kind, "sha256": brought.sha256, **sizes}
            record(
                actor=brought.created_by,
                action="labels.imported",
                study_id=brought.study_id,
                subject=brought,
                detail=detail,
            )
    except IntegrityError:
        message = "Labels of this rater came while the file was read. Nothing was imported; try again."
        raise DomainError("labels_changed", message) from None


def _end(brought: LabelImport, report: Report) -> None:
    """The report takes the file's place."""
    brought.counts, brought.unmatched, brought.content = report.counts, report.unmatched, ""
    brought.save(update_fields=["counts", "unmatched", "content"])


def _labels(brought: LabelImport, report: Report) -> Iterable[FrameLabel]:
    protocol = current_protocol(brought.study)
    for one in report.matched:
        value, reason, actions = one.content
        yield FrameLabel(
            study_id=brought.study_id,
            frame_id=one.frame,
            protocol=protocol,
            rater_id=brought.rater_id,
            imported_rater=brought.rater_name,
            value=value,
            reason=reason,
            actions=list(actions),
            source=LabelSource.IMPORT,
            blind=False,  # nobody here knows what could be seen where it was said
            client_at=one.client_at,
        )


def _known(brought: LabelImport, rows: list[FileRow]) -> Known:
    named = sorted({frame for frame in map(frame_of, rows) if frame is not None})
    mine = Frame.objects.filter(video__study=brought.study_id, video__infant__withdrawn_at=None)
    infants: dict[UUID, UUID] = {}
    elsewhere: set[UUID] = set()
    there: dict[UUID, Content] = {}
    for start in range(0, len(named), ASKED_AT_ONCE):
        part = named[start : start + ASKED_AT_ONCE]
        infants.update(mine.filter(pk__in=part).values_list("pk", "video__infant_id"))
        strangers = [frame for frame in part if frame not in infants]
        if strangers:
            elsewhere.update(
                Frame.objects.visible_to(brought.created_by).filter(pk__in=strangers).values_list("pk", flat=True)
            )
        there.update(_there(brought, part))
    refused = without_consent(set(infants.values()))
    closed = frozenset(frame for frame, infant in infants.items() if infant in refused)
    rule = label_rule_of(current_protocol(brought.study).document)
    return Known(frozenset(infants), frozenset(elsewhere), closed, there, rule)


def _there(brought: LabelImport, frames: list[UUID]) -> dict[UUID, Content]:
    """What the rater says of the frames; a label taken back is there, too, and differs from every other."""
    facts = {"rater": brought.rater_id, "imported_rater": brought.rater_name, "reading": FIRST, "superseded_at": None}
    rows = FrameLabel.objects.filter(frame__in=frames, **facts).exclude(source=LabelSource.RULE)
    return {
        frame: (value, reason, tuple(sorted(actions)))
        for frame, value, reason, actions in rows.values_list("frame_id", "value", "reason", "actions")
    }
