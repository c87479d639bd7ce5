"""Queries that are built once and asked many times: what the database answers in 0.1 ms takes Django 1 to 9 to build.

For addresses that are asked at every key press; everything else is better served by a plain QuerySet.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model
from django.db.models.sql import UpdateQuery

M = TypeVar("M", bound=Model)

KEPT = "annotator_prepared"
MOST_SHAPES = 256  # kept of one query: lists of another length make another query


class Given(Expression):
    """A place in a query where a value will stand; `position` is one in a list, None for a single value."""

    def __init__(self, name: str, position: int | None, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name, self.position, self.field_of_value = name, position, field

    @property
    def pk(self) -> "Given":
        """Itself: a place for a row's key may stand where a row is asked for its key, as `visible_to(user)` does."""
        return self

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A placeholder whose parameter is the place itself."""
        return "%s", (self,)

    def value_in(self, values: dict[str, Any], connection: Any) -> Any:
        """The value as the database wants it."""
        value = values[self.name] if self.position is None else values[self.name][self.position]
        return self.field_of_value.get_db_prep_value(value, connection, prepared=False)


class _Shape:
    """A compiled query: its text, its parameters with their places, and how rows are read."""

    def __init__(self, query: Any, connection: Any) -> None:
        self._compiler = query.get_compiler(connection=connection)
        self.sql, self._parameters = self._compiler.as_sql()
        self._converters: dict[Any, Any] = {}
        if not isinstance(query, UpdateQuery):
            columns = [column[0] for column in self._compiler.select[: self._compiler.col_count]]
            self._converters = self._compiler.get_converters(columns)

    def ask(self, cursor: Any, values: dict[str, Any]) -> None:
        connection = self._compiler.connection
        given = [one.value_in(values, connection) if isinstance(one, Given) else one for one in self._parameters]
        cursor.execute(self.sql, given)

    def rows(self, cursor: Any) -> list[tuple[Any, ...]]:
        found = cursor.fetchall()
        return [tuple(row) for row in self._compiler.apply_converters(found, self._converters)]


class Prepared:
    """A query by a function that makes its QuerySet from places.

    The function is called with a `Given` for each of `fields` (a list of them where a list is given) and with every
    other value as it is, and answers a QuerySet that ends in `values_list`. In a list, values may be
    repeated: it may stand in `IN` only. An empty list is a query of its own, for the function to leave out.
    Joins, `visible_to` and `live` work as ever; what the function looks at in a value it gets as it is becomes part of
    the query, so such values should be few.

    A query is compiled once per connection and kept with it, because what compiles it belongs to the connection.
    """

    def __init__(self, build: Callable[..., Any], **fields: "Field[Any, Any]") -> None:
        self._build, self._fields = build, fields

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows, as `values_list` would give them."""
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            shape = self._asked(cursor, values, connection)
            return shape.rows(cursor)

    def _asked(self, cursor: Any, values: dict[str, Any], connection: Any) -> _Shape:
        filled = {name: _filled_up(value) if name in self._fields else value for name, value in values.items()}
        shape = self._shape(filled, connection)
        shape.ask(cursor, filled)
        return shape

    def _shape(self, values: dict[str, Any], connection: Any) -> _Shape:
        lengths = {name: len(value) if isinstance(value, list) else None for name, value in values.items()}
        key = tuple(lengths[name] if name in self._fields else value for name, value in values.items())
        shapes: dict[Any, _Shape] = vars(connection).setdefault(KEPT, {}).setdefault(self, {})
        if key not in shapes:
            if len(shapes) >= MOST_SHAPES:
                shapes.clear()
            places = {name: self._place(name, lengths[name]) for name in self._fields if name in values}
            shapes[key] = _Shape(self._query(self._build(**{**values, **places})), connection)
        return shapes[key]

    def _place(self, name: str, length: int | None) -> Any:
        field = self._fields[name]
        if length is None:
            return Given(name, None, field)
        return [Given(name, position, field) for position in range(length)]

    def _query(self, built: Any) -> Any:
        return built.query


class PreparedUpdate(Prepared):
    """An update by a function that answers a QuerySet of one table and the new values."""

    def run(self, **values: Any) -> int:
        """How many rows were changed."""
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            self._asked(cursor, values, connection)
            return int(cursor.rowcount)

    def _query(self, built: Any) -> Any:
        rows, changes = built
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        return query


def _filled_up(value: Any) -> Any:
    """A list with its last value repeated up to a power of two, so that few lengths exist: `IN` does not mind."""
    if not isinstance(value, list) or not value:
        return value
    return value + value[-1:] * ((1 << (len(value) - 1).bit_length()) - len(value))


def objects_of(model: type[M], rows: list[tuple[Any, ...]]) -> list[M]:
    """Instances from rows of `values_list(*columns_of(model))`."""
    names = columns_of(model)
    return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in rows]


def columns_of(model: type[Model]) -> list[str]:
    """Every column of a model, in its order."""
    return [field.attname for field in model._meta.concrete_fields]
