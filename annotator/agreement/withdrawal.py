"""What a withdrawn consent reaches among decisions, and its erasure."""

from uuid import UUID

from annotator.agreement.models import ConsensusScore


def subjects(infant_id: UUID) -> list[UUID]:
    """Nothing here is worked on by jobs."""
    return []


def count(infant_id: UUID) -> dict[str, int]:
    """How much there is to erase, superseded rows included."""
    return {"decisions": ConsensusScore.objects.filter(video__infant=infant_id).count()}


def erase(infant_id: UUID) -> None:
    """Removes every row; done twice, it changes nothing more."""
    ConsensusScore.objects.filter(video__infant=infant_id).delete()
