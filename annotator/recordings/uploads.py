"""Resumable uploads: how much of a file has arrived is the size of the file, so nothing can disagree with it."""

import base64
import fcntl
import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http.request import UnreadablePostError
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.files import place_of
from annotator.core.errors import DomainError, saying_when_the_disk_is_full
from annotator.recordings import services
from annotator.recordings.models import Upload, Video
from annotator.recordings.names import display_name
from annotator.studies.models import Infant

BLOCK_BYTES = 1024 * 1024
CHECKSUM_ALGORITHMS = ("sha1", "sha256")
CHECKSUM_MISMATCH = 460  # as tus 1.0 defines it
FILE_MODE = 0o640


class ByteStream(Protocol):
    """What a request body can do."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; fewer at the end."""


@dataclass(frozen=True)
class Checksum:
    """The digest a client promises for one chunk."""

    algorithm: str
    digest: bytes

    @classmethod
    def parse(cls, header: str) -> "Checksum":
        """Reads `sha256 BASE64`; raises `checksum_unknown` for anything else."""
        algorithm, _, encoded = header.partition(" ")
        try:
            digest = base64.b64decode(encoded, validate=True)
        except ValueError:
            digest = b""
        if algorithm not in CHECKSUM_ALGORITHMS or not digest:
            raise DomainError("checksum_unknown", "The upload names a checksum this server does not know.")
        return cls(algorithm, digest)


@transaction.atomic
def create_upload(
    *, user: User, infant: Infant, file_name: str, size_bytes: int, modified_ms: int | None = None
) -> Upload:
    """Makes room for a file; `modified_ms` is when the file last changed, by the clock of its computer.

    Raises:
        DomainError: `file_name_invalid`, `container_not_supported`, `file_empty`, `file_too_large`,
            `consent_missing`, `too_many_uploads` or `disk_full`, before a byte was sent.
    """
    name = display_name(file_name)
    if size_bytes == 0:
        raise DomainError("file_empty", "This file is empty. Please check the original.")
    if size_bytes > settings.UPLOAD_MAX_BYTES:
        raise DomainError("file_too_large", "This file is larger than this server accepts.", status_code=413)
    services.require_consent(infant)
    if Upload.objects.filter(user=user, video=None).count() >= settings.UPLOAD_MAX_OPEN:
        message = "You have too many unfinished uploads. Finish or cancel some first."
        raise DomainError("too_many_uploads", message, status_code=429)
    services.require_space(size_bytes)
    upload = Upload.objects.create(
        study_id=infant.study_id,
        infant=infant,
        user=user,
        original_name=name,
        size_bytes=size_bytes,
        modified_ms=modified_ms,
        expires_at=timezone.now() + timedelta(hours=settings.UPLOAD_EXPIRES_HOURS),
    )
    os.close(os.open(place_of_upload(upload), os.O_CREAT | os.O_WRONLY, FILE_MODE))
    return upload


def path_of(upload: Upload) -> str:
    """Where the file grows; it stays there as the video's original."""
    return services.original_path(upload.pk)


def place_of_upload(upload: Upload) -> Path:
    """The absolute place of the growing file."""
    return place_of(path_of(upload))


def offset_of(upload: Upload) -> int:
    """How many bytes have arrived."""
    place = place_of_upload(upload)
    return place.stat().st_size if place.exists() else 0


def receive(upload: Upload, *, offset: int, length: int, stream: ByteStream, checksum: Checksum | None = None) -> int:
    """Appends the request's body at `offset`; returns the new offset.

    A connection that breaks leaves what has arrived, unless a checksum was promised: then a chunk counts whole
    or not at all.

    Raises:
        DomainError: `offset_mismatch` (409), `chunk_too_long` (413), `checksum_mismatch` (460), `disk_full` (507).
    """
    if offset != offset_of(upload):
        raise offset_mismatch()
    if offset + length > upload.size_bytes:
        raise DomainError("chunk_too_long", "More bytes arrived than the file has.", status_code=413)
    with saying_when_the_disk_is_full():
        if checksum is None:
            return append_at(place_of_upload(upload), offset, length, stream)
        return _append_verified(upload, offset, length, stream, checksum)


def offset_mismatch() -> DomainError:
    """Another request was faster, or bytes were lost on the way: the client asks for the offset and goes on."""
    return DomainError("offset_mismatch", "The upload continues somewhere else. It will resume.", status_code=409)


@contextmanager
def _only_writer(descriptor: int) -> Iterator[None]:
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def append_at(place: Path, offset: int, length: int, stream: ByteStream) -> int:
    """Appends what the stream gives while the file still ends at the offset; returns the new offset."""
    # Each block is written only if the file still ends where this request left it. Two requests on one file can
    # therefore neither overwrite nor leave gaps: one goes on, the other is told to ask for the offset.
    descriptor = os.open(place, os.O_CREAT | os.O_WRONLY, FILE_MODE)
    try:
        for block in _blocks(stream, length):
            with _only_writer(descriptor):
                if os.fstat(descriptor).st_size != offset:
                    raise offset_mismatch()
                offset += _write_whole(descriptor, block, offset)
    finally:
        os.close(descriptor)
    return offset


def _write_whole(descriptor: int, block: bytes, offset: int) -> int:
    written = 0
    try:
        while written < len(block):
            written += os.pwrite(descriptor, block[written:], offset + written)
    except OSError:
        os.ftruncate(descriptor, offset)
        raise
    return written


def _append_verified(upload: Upload, offset: int, length: int, stream: ByteStream, checksum: Checksum) -> int:
    place = place_of_upload(upload)
    waiting = place.with_suffix(f".{offset}-{os.getpid()}-{id(stream)}")
    digest = hashlib.new(checksum.algorithm, usedforsecurity=False)
    try:
        with waiting.open("xb") as file:
            for block in _blocks(stream, length):
                digest.update(block)
                file.write(block)
        if not hmac.compare_digest(digest.digest(), checksum.digest):
            message = "A part of the file was damaged on the way. It will be sent again."
            raise DomainError("checksum_mismatch", message, status_code=CHECKSUM_MISMATCH)
        with waiting.open("rb") as file:
            return append_at(place, offset, length, file)
    finally:
        waiting.unlink(missing_ok=True)


def _blocks(stream: ByteStream, length: int) -> Iterator[bytes]:
    while length > 0:
        try:
            block = stream.read(min(BLOCK_BYTES, length))
        except (UnreadablePostError, TimeoutError, ConnectionError):
            return
        if not block:
            return
        length -= len(block)
        yield block


def finish_if_whole(upload: Upload) -> Video | None:
    """Turns an upload whose last byte has arrived into a video, once; None while bytes are missing."""
    if offset_of(upload) < upload.size_bytes and upload.video_id is None:
        return None
    with transaction.atomic():
        upload = Upload.objects.select_for_update().select_related("infant__study", "user").get(pk=upload.pk)
        if upload.video_id is None:
            _flush_to_disk(place_of_upload(upload))
            upload.video = services.register_recording(
                actor=upload.user,
                infant=upload.infant,
                name=upload.original_name,
                source_path=path_of(upload),
            )
            upload.save(update_fields=["video"])
        return upload.video


def _flush_to_disk(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def discard(upload: Upload) -> None:
    """Forgets an upload; the file stays only if a video came of it."""
    upload_id = upload.pk
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload_id)
        keep = upload.video_id is not None
        upload.delete()
    if not keep:
        remove_pieces(upload_id)


def remove_pieces(upload_id: UUID) -> None:
    """Removes the file and chunks that waited for their checksum."""
    place = place_of(f"originals/{upload_id}")
    for piece in place.parent.glob(f"{place.name}*"):
        piece.unlink(missing_ok=True)


def tidy_uploads() -> int:
    """Finishes whole uploads nobody asked about again, and discards expired ones; returns how many expired."""
    for upload in Upload.objects.filter(video=None).iterator():
        finish_if_whole(upload)
    expired = list(Upload.objects.filter(expires_at__lt=timezone.now()))
    for upload in expired:
        discard(upload)
    return len(expired)
