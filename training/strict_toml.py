"""Read TOML into frozen dataclasses: an unknown key, a missing one or a wrong type is refused by name."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from training.refusal import TrainingRefused, listed

T = TypeVar("T")


def read_strictly(kind: type[T], path: Path) -> T:
    """A TOML file as a dataclass; dataclasses inside it are tables.

    Args:
        kind: Its fields may be bool, int, float, str, Literal, tuples of these, another dataclass, or any of them
            or None. TOML has no null, so None is what a key that is left out means where its default is None.
        path: A file in UTF-8.

    Raises:
        TrainingRefused: preset_unreadable, unknown_key, missing_key, wrong_type, wrong_value.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TrainingRefused("preset_unreadable", f"“{path.name}” cannot be read as TOML: {error}.") from error
    return _dataclass(kind, table, where="")


def from_table(kind: type[T], table: Mapping[str, Any]) -> T:
    """A dataclass back from what `dataclasses.asdict` and JSON made of it; refuses as `read_strictly`."""
    return _dataclass(kind, _without_none(table), where="")


def _without_none(table: Mapping[str, Any]) -> dict[str, Any]:
    """None stands for a key that was left out."""
    return {
        name: _without_none(value) if isinstance(value, dict) else value
        for name, value in table.items()
        if value is not None
    }


def _dataclass(kind: type[T], table: Mapping[str, Any], *, where: str) -> T:
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(table) - set(known)):
        raise TrainingRefused(
            "unknown_key", f"The preset has no setting called {listed([where + k for k in unknown])}."
        )
    needed = [name for name, field in known.items() if field.default is MISSING]
    if missing := [where + name for name in needed if name not in table]:
        raise TrainingRefused("missing_key", f"The preset does not say {listed(missing)}.")
    values = {name: _value(hints[name], value, where=where + name) for name, value in table.items()}
    return kind(**values)


def _value(hint: Any, value: Any, *, where: str) -> Any:
    origin = get_origin(hint)
    if origin is UnionType:
        (hint,) = [choice for choice in get_args(hint) if choice is not type(None)]
        return _value(hint, value, where=where)
    if is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, dict):
            raise TrainingRefused("wrong_type", f"“{where}” must be a table.")
        return _dataclass(hint, value, where=f"{where}.")
    if origin is Literal:
        if value not in get_args(hint):
            choices = listed([str(choice) for choice in get_args(hint)], most=20)
            raise TrainingRefused("wrong_value", f"“{where}” must be one of {choices}, not “{value}”.")
        return value
    if origin is tuple:
        return _tuple(get_args(hint), value, where=where)
    return _number_or_word(hint, value, where=where)


def _tuple(hints: tuple[Any, ...], value: Any, *, where: str) -> tuple[Any, ...]:
    open_ended = len(hints) == 2 and hints[1] is ...
    if not isinstance(value, list) or (not open_ended and len(value) != len(hints)):
        many = "a list" if open_ended else f"a list of {len(hints)}"
        raise TrainingRefused("wrong_type", f"“{where}” must be {many}.")
    each = hints[:1] * len(value) if open_ended else hints
    return tuple(_value(hint, one, where=where) for hint, one in zip(each, value, strict=True))


def _number_or_word(hint: type, value: Any, *, where: str) -> Any:
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:  # not isinstance: true would pass for the number 1
        raise TrainingRefused("wrong_type", f"“{where}” must be of type {hint.__name__}, not {type(value).__name__}.")
    return value
