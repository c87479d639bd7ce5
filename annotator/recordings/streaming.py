"""Sends a stored file in byte ranges, or leaves the sending to nginx."""

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

from annotator.audit.files import place_of
from annotator.audit.models import StoredFile

SPAN = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
MAX_SPAN_BYTES = 4 * 1024**2  # a shorter 206 than asked for is allowed, and browsers come back for the rest

# The file is ours, yet nothing in it may ever run or be embedded elsewhere.
SAFE_HEADERS = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "no-store, private",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def stream(request: HttpRequest, stored: StoredFile, *, content_type: str) -> HttpResponseBase:
    """The answer to a GET or HEAD for a stored file, after the caller has checked who asks."""
    response = _accelerated(stored) if settings.ACCEL_PREFIX else _ranged(request, stored)
    if response.status_code != 416:
        response.headers["Content-Type"] = content_type
    for name, value in {**SAFE_HEADERS, "ETag": etag_of(stored)}.items():
        response.headers[name] = value
    return response


def etag_of(stored: StoredFile) -> str:
    """A strong validator: the content's own hash."""
    return f'"{stored.sha256}"'


def _accelerated(stored: StoredFile) -> HttpResponse:
    return HttpResponse(headers={"X-Accel-Redirect": f"{settings.ACCEL_PREFIX}{stored.path}"})


def _ranged(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    place = place_of(stored.path)
    span = requested_span(request, stored)
    if span is None:
        return FileResponse(place.open("rb"), headers={"Content-Length": str(stored.size_bytes)})
    start, stop = span
    if start >= stop:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size_bytes}"})
    return HttpResponse(
        _read(place, start, stop),
        status=206,
        headers={
            "Content-Range": f"bytes {start}-{stop - 1}/{stored.size_bytes}",
            "Content-Length": str(stop - start),
        },
    )


def requested_span(request: HttpRequest, stored: StoredFile) -> tuple[int, int] | None:
    """The half-open span of bytes to send; None for the whole file, an empty one when it cannot be satisfied.

    A Range header that is malformed, names several ranges or comes with another version's If-Range is ignored,
    as RFC 9110 (2022) allows or asks.
    """
    match = SPAN.fullmatch(request.headers.get("Range", ""))
    if not match or request.headers.get("If-Range", etag_of(stored)) != etag_of(stored):
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    size = stored.size_bytes
    start = int(first) if first else max(0, size - int(last))
    stop = min(int(last) + 1, size) if first and last else size
    return start, min(stop, start + MAX_SPAN_BYTES)


def _read(place: Path, start: int, stop: int) -> bytes:
    with place.open("rb") as file:
        file.seek(start)
        return file.read(stop - start)
