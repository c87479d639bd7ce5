"""The one shape in which every error leaves the application."""

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from annotator.core.errors import DomainError

logger = logging.getLogger(__name__)


def error_body(code: str, message: str, **extra: Any) -> dict[str, Any]:
    """The JSON body of every error."""
    return {"error": {"code": code, "message": message, **extra}}


SENTENCES = {
    exceptions.NotAuthenticated: ("not_authenticated", "Please sign in."),
    exceptions.AuthenticationFailed: ("not_authenticated", "Please sign in again."),
    exceptions.PermissionDenied: ("forbidden", "You may not do this."),
    exceptions.NotFound: ("not_found", "This does not exist, or you may not see it."),
    exceptions.MethodNotAllowed: ("method_not_allowed", "This address does not take that kind of request."),
    exceptions.NotAcceptable: ("not_acceptable", "This address answers in JSON only."),
    exceptions.UnsupportedMediaType: ("unsupported_media_type", "This address takes JSON only."),
    exceptions.ParseError: ("not_json", "The request is not valid JSON."),
    exceptions.Throttled: ("throttled", "Too many requests. Please wait a moment."),
}


# The connection broke, or there is none: nothing of the request was kept, and it may be sent again.
DATABASE_AWAY = (OperationalError, InterfaceError)
AWAY = ("database_away", "The database does not answer at the moment. Your work is kept; it will be tried again.")
RETRY_AFTER_SECONDS = "2"


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turns an exception of a view into the one error shape; unknown ones stay a logged 500."""
    if isinstance(error, DomainError):
        return Response(error_body(error.code, error.message, **error.extra), status=error.status_code)
    if isinstance(error, DATABASE_AWAY):
        logger.error("the database is away: %s", error)
        return Response(error_body(*AWAY), status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        response.data = error_body("invalid", "Some values are missing or wrong.", fields=error.detail)
        return response
    kind = exceptions.NotFound if isinstance(error, Http404) else type(error)
    code, message = SENTENCES.get(kind, ("refused", "The request was refused."))
    if isinstance(error, exceptions.PermissionDenied) and "CSRF" in str(error.detail):
        code, message = "csrf_failed", "The page is out of date. Please reload it."
    response.data = error_body(code, message)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    """Django's CSRF refusal in the one error shape."""
    return JsonResponse(error_body("csrf_failed", "The page is out of date. Please reload it."), status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """The answer for addresses that do not exist."""
    return JsonResponse(error_body("not_found", "This does not exist, or you may not see it."), status=404)


def server_error(request: HttpRequest) -> JsonResponse:
    """The answer when we failed; the log has the rest. Outside of views a database that is away ends up here, too."""
    if isinstance(sys.exc_info()[1], DATABASE_AWAY):
        return JsonResponse(error_body(*AWAY), status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
    return JsonResponse(error_body("server_error", "Something went wrong here. Nothing was lost."), status=500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """The answer for requests Django itself refuses, such as a foreign Host header."""
    return JsonResponse(error_body("bad_request", "The request is malformed."), status=400)
