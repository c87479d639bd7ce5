"""Every label of a study that a person may see, as a file."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import islice

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.labelling.interchange import coco, cvat, label_studio, table
from annotator.labelling.interchange.rows import Label
from annotator.labelling.models import FrameLabel
from annotator.labelling.raters import Raters, rater_of
from annotator.studies.models import Study

ROWS_AT_ONCE = 2_000
PIECES_AT_ONCE = 200  # sent together: a packet for each label would cost more than the label
COLUMNS = (
    *("pk", "frame_id", "frame__video_id", "frame__video__infant__pseudonym", "frame__index", "frame__pts_ms"),
    *("frame__width", "frame__height", "value", "reason", "actions", "source", "rater_id", "imported_rater"),
    *("reading", "client_at", "created_at", "superseded_at", "previous_id"),
)


class Kind(StrEnum):
    """The files that can be written and read."""

    TABLE = "csv"
    LABEL_STUDIO = "label-studio"
    CVAT = "cvat"
    COCO = "coco"


def export_labels(*, actor: User, study: Study, kind: Kind, history: bool = False) -> Iterator[str]:
    """The file in pieces, in an order that does not change; one query however many labels there are.

    Args:
        actor: who asks; only labels visible to them are written.
        study: the study.
        kind: the format.
        history: with superseded and cleared statements; for the table only.
    """
    raters = Raters.of(study, actor)
    record(
        actor=actor,
        action="labels.exported",
        study_id=study.pk,
        subject=study,
        detail={"kind": kind, "history": history},
    )
    pieces = _written(_labels(actor, study, raters, history=history), kind, history=history)
    return iter(lambda: "".join(islice(pieces, PIECES_AT_ONCE)), "")


def _written(labels: Iterable[Label], kind: Kind, *, history: bool) -> Iterator[str]:
    if kind == Kind.TABLE:
        return table.write(labels, history=history)
    return {Kind.LABEL_STUDIO: label_studio.write, Kind.CVAT: cvat.write, Kind.COCO: coco.write}[kind](labels)


def _labels(user: User, study: Study, raters: Raters, *, history: bool) -> Iterator[Label]:
    labels = FrameLabel.objects.visible_to(user).filter(study=study)
    if not history:
        labels = labels.live()
    order = ("frame__video_id", "frame__index", "source", "rater_id", "imported_rater", "reading", "created_at", "pk")
    rows = labels.order_by(*order).values_list(*COLUMNS)
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        actions, source, rater, name, *times = row[10:]
        code = raters.code_of(rater_of(source, rater, name))
        facts = [*row[:10], tuple(actions), code, source, *times]
        yield Label(*facts)
