"""What a withdrawn consent reaches among frame labels, and its erasure."""

from uuid import UUID

from django.db import transaction

from annotator.labelling.models import FinalLabel, FrameLabel, LabelImport, LabelTask, Question


def subjects(infant_id: UUID) -> list[UUID]:
    """The files of labels that still wait: they may name the infant's frames."""
    waiting = LabelImport.objects.filter(study__infants=infant_id).exclude(content="")
    return list(waiting.values_list("pk", flat=True))


def count(infant_id: UUID) -> dict[str, int]:
    """How much there is to erase, superseded rows included."""
    said = (rows.objects.filter(frame__video__infant=infant_id).count() for rows in (FrameLabel, FinalLabel))
    return {"labels": sum(said)}


@transaction.atomic
def erase(infant_id: UUID) -> None:
    """Removes every row; done twice, it changes nothing more."""
    for rows in (Question, FinalLabel, FrameLabel, LabelTask):
        rows.objects.filter(frame__video__infant=infant_id).delete()
    # What a file said of the infant's frames cannot be told from the rest of it once they are gone.
    LabelImport.objects.filter(study__infants=infant_id).update(content="", unmatched=[])
