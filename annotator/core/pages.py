"""The one HTML page: the front end's shell, for every address that is not data."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

NOT_BUILT = "The front end is not built yet: run `make setup`."


@require_safe
@ensure_csrf_cookie
def shell(request: HttpRequest, path: str = "") -> HttpResponse:
    """The built index.html, with the CSRF cookie the API wants back."""
    index = Path(settings.FRONTEND_DIR) / "index.html"
    if not index.is_file():
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain")
    return HttpResponse(index.read_bytes(), content_type="text/html; charset=utf-8")
