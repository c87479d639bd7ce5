"""What a withdrawn consent reaches among windows, intervals and scores, and its erasure."""

from uuid import UUID

from django.db import transaction

from annotator.scoring.models import CodedInterval, Coding, ObservationWindow, ScoreSheet, SecondReading


def subjects(infant_id: UUID) -> list[UUID]:
    """Nothing here is worked on by jobs."""
    return []


def count(infant_id: UUID) -> dict[str, int]:
    """How much there is to erase, superseded rows included."""
    return {
        "windows": ObservationWindow.objects.filter(video__infant=infant_id).count(),
        "intervals": CodedInterval.objects.filter(coding__video__infant=infant_id).count(),
        "sheets": ScoreSheet.objects.filter(video__infant=infant_id).count(),
    }


@transaction.atomic
def erase(infant_id: UUID) -> None:
    """Removes every row; done twice, it changes nothing more."""
    ScoreSheet.objects.filter(video__infant=infant_id).delete()
    ObservationWindow.objects.filter(video__infant=infant_id).delete()
    Coding.objects.filter(video__infant=infant_id).delete()
    SecondReading.objects.filter(video__infant=infant_id).delete()
