"""What a withdrawn consent reaches among the recordings, and its erasure."""

from uuid import UUID

from annotator.audit.files import erase_file, place_of
from annotator.recordings.models import Upload, Video
from annotator.recordings.uploads import remove_pieces


def subjects(infant_id: UUID) -> list[UUID]:
    """The ids that jobs on this infant's recordings are about."""
    return list(Video.objects.filter(infant_id=infant_id).values_list("pk", flat=True))


def count(infant_id: UUID) -> dict[str, int]:
    """How much there is to erase."""
    videos = Video.objects.filter(infant_id=infant_id).select_related("original", "playback")
    files = [stored for video in videos for stored in (video.original, video.playback) if stored]
    return {
        "videos": len(videos),
        "uploads": Upload.objects.filter(infant_id=infant_id, video=None).count(),
        "playback_copies": sum(video.playback is not None for video in videos),
        "files": len(files),
        "bytes": sum(stored.size_bytes for stored in files),
    }


def erase(infant_id: UUID) -> None:
    """Removes every file and row; done twice, it changes nothing more."""
    for upload in Upload.objects.filter(infant_id=infant_id):
        remove_pieces(upload.pk)
        upload.delete()
    for video in Video.objects.filter(infant_id=infant_id).select_related("original", "playback"):
        _erase_video(video)


def _erase_video(video: Video) -> None:
    files = [stored for stored in (video.original, video.playback) if stored]
    # Bytes first: should we stop here, the rows still say what is left to do.
    place_of(video.source_path).unlink(missing_ok=True)
    for copy in place_of("playback").glob(f"{video.pk}-*"):
        copy.unlink(missing_ok=True)
    video.delete()
    for stored in files:
        erase_file(stored)
