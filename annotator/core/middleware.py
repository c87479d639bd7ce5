"""What holds for every request and answer: bounded bodies, private answers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve

from annotator.core.answers import error_body

UPLOAD_CHUNK = "application/offset+octet-stream"


class PrivateResponses:
    """Keeps answers out of shared caches: everything but the static files is for one person only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Adds `no-store` unless the view said something stricter, and closes browser features never used."""
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        return response


class BoundedBodies:
    """Refuses bodies past the limit before a byte of them is read; only chunks of uploads are streamed past it.

    A body without Content-Length reads as empty here, so the header is all there is to check.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers 413 for a body that is too large."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if request.content_type != UPLOAD_CHUNK and length.isdigit() and int(length) > limit:
            limit = limit_of(request)
            if int(length) > limit:
                message = "This is more than this address accepts at once."
                return JsonResponse(error_body("body_too_large", message, limit_bytes=limit), status=413)
        return self.get_response(request)


def limit_of(request: HttpRequest) -> int:
    """How many bytes the address takes: more than usual only as JSON and where `LARGER_BODIES` says so."""
    usual: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if request.content_type != "application/json" or request.method != "POST":
        return usual
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        return usual
    return int(settings.LARGER_BODIES.get(name or "", usual))
