"""Texts and names that several kinds share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from schemadiff.core.identity import ObjectId, literal, qualified, quote

INTEGER_RANGES = {"smallint": 15, "integer": 31, "bigint": 63}


def sequence_options(type: str, start: int, increment: int, minimum: int, maximum: int, cache: int, cycle: bool) -> tuple[str, ...]:
    """The options that differ from CREATE SEQUENCE's defaults, each as it takes them (documentation, CREATE SEQUENCE)."""
    limit = 2 ** INTEGER_RANGES[type]
    default_min, default_max = (1, limit - 1) if increment > 0 else (-limit, -1)
    options = []
    if increment != 1:
        options.append(f"INCREMENT BY {increment}")
    if minimum != default_min:
        options.append(f"MINVALUE {minimum}")
    if maximum != default_max:
        options.append(f"MAXVALUE {maximum}")
    if start != (minimum if increment > 0 else maximum):
        options.append(f"START WITH {start}")
    if cache != 1:
        options.append(f"CACHE {cache}")
    if cycle:
        options.append("CYCLE")
    return tuple(options)


def reloptions(options: tuple[str, ...]) -> str:
    """`{fillfactor=70}` of the catalog as `fillfactor='70'`, joined by commas."""
    return ", ".join(f"{name}={literal(value)}" for name, _, value in (o.partition("=") for o in options))


def changed_options(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str | None, str | None]:
    """What SET (…) and RESET (…) must name to come from old to new storage parameters; None where nothing."""
    gone = [o.partition("=")[0] for o in old if o.partition("=")[0] not in {n.partition("=")[0] for n in new}]
    fresh = tuple(o for o in new if o not in old)
    return reloptions(fresh) or None, ", ".join(gone) or None


def table_of(id: ObjectId) -> str:
    """The table of one of its parts."""
    return qualified(*id.path[:2])


def altering(id: ObjectId) -> str:
    """The head of statements that alter the table of a part."""
    return f"ALTER TABLE {table_of(id)}"


def column(id: ObjectId) -> str:
    """The head of a clause that alters a column."""
    return f"ALTER COLUMN {quote(id.path[2])}"


def nameless(definition: Any, name: str) -> Any:
    """A definition whose `text` is a CREATE statement, without the name there: keywords are in capitals, so it comes first."""
    return replace(definition, text=definition.text.replace(name, "", 1))
