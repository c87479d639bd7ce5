"""The tus 1.0 protocol: core, creation, checksum, termination, expiration. Specification: tus.io, 2016."""

import base64
import binascii
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import http_date
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from annotator.accounts.authentication import person_of
from annotator.core.errors import DomainError
from annotator.core.middleware import UPLOAD_CHUNK
from annotator.core.requests import find
from annotator.recordings import uploads
from annotator.recordings.models import Upload
from annotator.studies.models import Infant
from annotator.studies.permissions import Action, require

VERSION = "1.0.0"
STALL_SECONDS = 60  # a client that sends nothing for so long is let go; it resumes where it was
OVERRIDE = "HTTP_X_HTTP_METHOD_OVERRIDE"
MAX_METADATA_LENGTH = 4096


class Untouched(BaseParser):
    """Leaves the body on the wire: chunks are streamed to disk, not parsed."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Nothing."""
        return {}


class TusView(APIView):
    """What both addresses of the protocol share."""

    parser_classes = [Untouched]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuses other protocol versions before anything else happens, as the specification asks."""
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            raise DomainError("tus_version", "The upload speaks another protocol version.", status_code=412)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Every answer names the version."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        if response.status_code == status.HTTP_412_PRECONDITION_FAILED:
            response["Tus-Version"] = VERSION
        return response

    @extend_schema(exclude=True)
    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """What this server can do."""
        return Response(
            status=status.HTTP_204_NO_CONTENT,
            headers={
                "Tus-Version": VERSION,
                "Tus-Extension": "creation,checksum,termination,expiration",
                "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
                "Tus-Checksum-Algorithm": ",".join(uploads.CHECKSUM_ALGORITHMS),
            },
        )


def number_in(request: Request, header: str) -> int:
    """A header that must be a whole number; raises `header_invalid` otherwise."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise DomainError("header_invalid", f"The upload's {header} header is missing or wrong.")
    return int(text)


def metadata_in(request: Request) -> dict[str, str]:
    """The Upload-Metadata header: `key base64, key base64`; raises `metadata_invalid`."""
    header = request.headers.get("Upload-Metadata", "")
    try:
        if len(header) > MAX_METADATA_LENGTH:
            raise ValueError
        pairs = [pair.strip().partition(" ") for pair in header.split(",") if pair.strip()]
        return {key: base64.b64decode(value, validate=True).decode() for key, _, value in pairs}
    except (ValueError, binascii.Error):
        raise DomainError("metadata_invalid", "The upload does not say what it is.") from None


def modified_in(metadata: dict[str, str]) -> int | None:
    """When the file last changed, in milliseconds of Unix time; None when the client does not say."""
    text = metadata.get("modified", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def infant_in(metadata: dict[str, str], request: Request) -> Infant:
    """The visible infant an upload is for; raises `metadata_invalid`, 404 or 403."""
    try:
        infant_id, study_id = UUID(metadata["infant"]), UUID(metadata["study"])
    except (KeyError, ValueError):
        raise DomainError("metadata_invalid", "The upload does not say which infant it shows.") from None
    visible = Infant.objects.visible_to(person_of(request)).select_related("study")
    infant = find(visible, pk=infant_id, study_id=study_id)
    require(person_of(request), Action.VIDEO_UPLOAD, infant.study)
    return infant


class UploadCreation(TusView):
    """Where uploads begin."""

    @extend_schema(operation_id="uploads_create", request=None, responses={201: None})
    def post(self, request: Request) -> Response:
        """Answers 201 with the Location the bytes go to."""
        size = number_in(request, "Upload-Length")
        metadata = metadata_in(request)
        infant = infant_in(metadata, request)
        upload = uploads.create_upload(
            user=person_of(request),
            infant=infant,
            file_name=metadata.get("filename", ""),
            size_bytes=size,
            modified_ms=modified_in(metadata),
        )
        location = reverse("upload", kwargs={"upload_id": upload.pk}, request=request)
        return Response(status=status.HTTP_201_CREATED, headers={"Location": location, **expiry(upload)})


def expiry(upload: Upload) -> dict[str, str]:
    """When an unfinished upload is forgotten."""
    return {"Upload-Expires": http_date(upload.expires_at.timestamp())}


class UploadDetail(TusView):
    """One upload: how far it is, its next chunk, its end."""

    def _upload(self, request: Request, upload_id: UUID) -> Upload:
        upload = find(Upload.objects.visible_to(person_of(request)).select_related("study"), pk=upload_id)
        if upload.expires_at <= timezone.now():
            raise DomainError("upload_expired", "This upload was left too long. Start it again.", status_code=410)
        require(person_of(request), Action.VIDEO_UPLOAD, upload.study)
        return upload

    @extend_schema(exclude=True)
    def post(self, request: Request, upload_id: UUID) -> HttpResponse:
        """For networks that let no PATCH or DELETE through: the method stands in a header."""
        handlers = {"PATCH": self.patch, "DELETE": self.delete}
        handler = handlers.get(request.META.get(OVERRIDE, ""))
        if handler is None:
            raise DomainError("method_not_allowed", "This address takes no POST.", status_code=405)
        return handler(request, upload_id)

    @extend_schema(exclude=True)
    def head(self, request: Request, upload_id: UUID) -> Response:
        """How many bytes have arrived."""
        upload = self._upload(request, upload_id)
        return Response(headers=self._standing(upload) | {"Upload-Length": str(upload.size_bytes)})

    @extend_schema(operation_id="uploads_append", request={UPLOAD_CHUNK: bytes}, responses={204: None})
    def patch(self, request: Request, upload_id: UUID) -> Response:
        """Appends a chunk; the answer to the last one names the video."""
        if request.content_type != UPLOAD_CHUNK:
            raise DomainError("chunk_type", "The chunk has the wrong content type.", status_code=415)
        upload = self._upload(request, upload_id)
        promised = request.headers.get("Upload-Checksum")
        let_go_of_stalled(request)
        uploads.receive(
            upload,
            offset=number_in(request, "Upload-Offset"),
            length=body_length(request),
            stream=request._request,
            checksum=uploads.Checksum.parse(promised) if promised is not None else None,
        )
        return Response(status=status.HTTP_204_NO_CONTENT, headers=self._standing(upload))

    @extend_schema(operation_id="uploads_discard", responses={204: None})
    def delete(self, request: Request, upload_id: UUID) -> Response:
        """Ends it; what has arrived is removed."""
        uploads.discard(self._upload(request, upload_id))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @staticmethod
    def _standing(upload: Upload) -> dict[str, str]:
        video = uploads.finish_if_whole(upload)
        done = {"X-Video": str(video.pk)} if video else {}
        offset = upload.size_bytes if video else uploads.offset_of(upload)
        return {"Upload-Offset": str(offset), **expiry(upload), **done}


def body_length(request: Request) -> int:
    """How many bytes the body has; raises `length_required` (411) for one that is streamed without saying."""
    if request.headers.get("Transfer-Encoding"):
        raise DomainError("length_required", "The chunk does not say how long it is.", status_code=411)
    return number_in(request, "Content-Length") if request.headers.get("Content-Length") else 0


def let_go_of_stalled(request: Request) -> None:
    """Bounds how long one silent client can hold a thread; servers other than gunicorn do this themselves."""
    connection = request.META.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(STALL_SECONDS)
