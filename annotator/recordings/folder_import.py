"""Videos from a folder on the server: one folder per infant, named by its pseudonym."""

import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from annotator.accounts.models import User
from annotator.audit.files import place_of, sha256_of
from annotator.core.errors import DomainError
from annotator.recordings.models import Video, VideoState
from annotator.recordings.names import display_name
from annotator.recordings.services import original_path, register_recording, require_consent, require_space
from annotator.studies.models import Infant, Study

SETTLED_SECONDS = 5  # a file changed more recently than this may still be on its way


@dataclass(frozen=True)
class Outcome:
    """What became of one file: `code` is imported, already_there, still_arriving or an error's code."""

    path: Path
    code: str
    message: str


def import_folder(*, folder: Path, study: Study, actor: User) -> Iterator[Outcome]:
    """Brings in every file not yet in the study; each outcome is told as it happens, and the folder stays as it is.

    Files lie at `folder/<pseudonym>/<file>`; running it again imports only what is new.
    """
    for path in sorted(folder.glob("*/*")):
        # A link could point anywhere on the server.
        if path.is_file() and not path.is_symlink() and not path.parent.is_symlink():
            yield _import_file(path, study=study, actor=actor)


def _import_file(path: Path, *, study: Study, actor: User) -> Outcome:
    if time.time() - path.stat().st_mtime < SETTLED_SECONDS:
        return Outcome(path, "still_arriving", "Changed a moment ago; it will be taken next time.")
    try:
        infant = _infant_named(path.parent.name, study)
        name = display_name(path.name)
        require_consent(infant)
        sha256 = sha256_of(path)
        known = Video.objects.filter(study=study, sha256=sha256).exclude(state=VideoState.REFUSED)
        if known.exists() or _waits_already(path, sha256, infant):
            return Outcome(path, "already_there", "Already in the study.")
        require_space(path.stat().st_size)
        return _take(path, infant=infant, name=name, sha256=sha256, actor=actor)
    except DomainError as error:
        return Outcome(path, error.code, error.message)


def _infant_named(pseudonym: str, study: Study) -> Infant:
    infant = Infant.objects.filter(study=study, pseudonym=pseudonym, withdrawn_at=None).first()
    if infant is None:
        raise DomainError("infant_unknown", "There is no infant with this pseudonym in the study.")
    return infant


def _waits_already(path: Path, sha256: str, infant: Infant) -> bool:
    size = path.stat().st_size
    waiting = Video.objects.filter(infant=infant, state=VideoState.PROCESSING, size_bytes=size)
    return any(sha256_of(place_of(video.source_path)) == sha256 for video in waiting)


def _take(path: Path, *, infant: Infant, name: str, sha256: str, actor: User) -> Outcome:
    target = original_path(uuid.uuid4())
    try:
        shutil.copyfile(path, place_of(target))
        place_of(target).chmod(0o640)
        if sha256_of(place_of(target)) != sha256:
            raise DomainError("file_changed", "The file changed while it was copied; it will be taken next time.")
        with transaction.atomic():
            register_recording(actor=actor, infant=infant, name=name, source_path=target)
    except BaseException:
        place_of(target).unlink(missing_ok=True)
        raise
    return Outcome(path, "imported", "Imported; it is being read now.")
