"""How views read what they are sent and page what they answer."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.core.errors import DomainError

T = TypeVar("T", bound=Model)


class StrictSerializer(serializers.Serializer[Any]):
    """Input that may hold the declared fields and nothing else.

    Unknown fields are refused instead of ignored: a client that sends `is_superuser` or `endpoint` should learn
    that it has no effect, and a typing error should not silently lose a value.
    """

    def to_internal_value(self, data: Any) -> Any:
        """Refuses fields that are not declared before validating the rest."""
        if isinstance(data, dict):
            unknown = set(data) - set(self.fields)
            if unknown:
                raise serializers.ValidationError({str(name): ["Unknown field."] for name in sorted(unknown)})
        return super().to_internal_value(data)


def body(request: Request, shape: type[serializers.Serializer[Any]], **options: Any) -> dict[str, Any]:
    """The validated JSON body; raises ValidationError (400) otherwise."""
    serializer = shape(data=request.data, **options)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def query(request: Request, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """The validated query parameters besides paging; unknown ones are refused with 400."""
    given = {name: value for name, value in request.query_params.items() if name not in ("cursor", "page_size")}
    serializer = shape(data=given)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def require_short(data: Any, name: str, most: int) -> None:
    """Refuses a list that is too long before any of it is looked at; raises `batch_too_large` (413)."""
    rows = data.get(name) if isinstance(data, dict) else None
    if isinstance(rows, list) and len(rows) > most:
        raise DomainError(
            "batch_too_large", f"At most {most} {name} are taken at once.", status_code=413, extra={"limit": most}
        )


class LargeJson(BaseParser):
    """JSON for an address in `LARGER_BODIES`: read from the stream, whose length the middleware has checked.

    REST framework hands its own JSON parser a body that Django has held against the usual limit.
    """

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The decoded body; raises ParseError (400) for anything that is no JSON."""
        return JSONParser().parse(stream, media_type, parser_context)


class NoQuery(StrictSerializer):
    """No query parameters besides paging."""


class KeysetPagination(CursorPagination):
    """Newest first, by position instead of by offset, so that page 1,000 costs what page 1 costs."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering: tuple[str, ...] = ("-created_at", "-id")


def page(
    request: Request,
    rows: QuerySet[Any],
    shape: Callable[..., serializers.BaseSerializer[Any]],
    *,
    ordering: tuple[str, ...] = KeysetPagination.ordering,
    context: dict[str, Any] | None = None,
) -> Response:
    """One page of `rows` in the given shape."""
    paginator = KeysetPagination()
    paginator.ordering = ordering
    chosen = paginator.paginate_queryset(rows, request)
    return paginator.get_paginated_response(shape(chosen, many=True, context=context or {}).data)


@cache
def page_of(shape: type[serializers.BaseSerializer[Any]]) -> type[serializers.Serializer[Any]]:
    """How the OpenAPI file describes one page of `shape`."""
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": shape(many=True),
    }
    return type(f"{shape.__name__}Page", (serializers.Serializer,), fields)


def find(rows: QuerySet[T], **lookup: Any) -> T:
    """The one visible row; raises DomainError `not_found` (404) when absent or invisible."""
    row = rows.filter(**lookup).first()
    if row is None:
        raise DomainError("not_found", "This does not exist, or you may not see it.", status_code=404)
    return row
