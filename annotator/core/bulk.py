"""Many new rows at once, without an object for each: a fifth of the time of `bulk_create`."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import DEFAULT_DB_ALIAS, connections

from annotator.core.models import BaseModel

MOST_PARAMETERS = 9_000  # of one statement; every SQLite since 3.32 takes 32,766


def insert_rows(
    model: type[BaseModel], varying: Sequence[str], rows: Iterable[Sequence[Any]], **constants: Any
) -> None:
    """Writes a new row, with an id of its own, for each of `rows`.

    Args:
        model: where to.
        varying: the columns whose values `rows` gives, in this order.
        rows: values as Python has them; keys of other rows as ids.
        constants: columns with one value for all rows. Every other column has its default, taken once.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    changing: list[Any] = [
        model._meta.get_field(name) for name in ("id", *(model._meta.get_field(one).name for one in varying))
    ]
    fixed = [field for field in model._meta.concrete_fields if field not in changing]
    constant = [
        field.get_db_prep_save(constants.get(field.attname, field.get_default()), connection) for field in fixed
    ]
    quoted = [connection.ops.quote_name(str(field.column)) for field in (*changing, *fixed)]
    table = connection.ops.quote_name(model._meta.db_table)
    places = f"({', '.join(['%s'] * len(quoted))})"
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while page := list(islice(waiting, MOST_PARAMETERS // len(quoted))):
            values: list[Any] = []
            for row in page:
                given = zip(changing, (uuid4(), *row), strict=True)
                values += [field.get_db_prep_save(value, connection) for field, value in given]
                values += constant
            # The only text put together here is the names of our own tables and columns, quoted.
            lines = ", ".join([places] * len(page))
            cursor.execute(" ".join(("INSERT INTO", table, f"({', '.join(quoted)})", "VALUES", lines)), values)


def refresh_statistics(*models: type[BaseModel]) -> None:
    """Lets PostgreSQL look at tables that have just been filled; until it has, it plans as if they were empty.

    It would by itself within some minutes, in which a query that takes milliseconds takes minutes. SQLite keeps no
    statistics unless asked and goes by its indexes.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")
