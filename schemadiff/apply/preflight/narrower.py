"""ALTER COLUMN … TYPE fails where a value has no place in the new type, or cuts and rounds it silently.

PostgreSQL documentation, "Character Types", "Numeric Types", "Enumerated Types"; `pg_input_is_valid` since 16. An assignment
refuses a text that is too long; the explicit cast of a USING clause cuts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemadiff.apply.preflight.model import Probe, Verdict
from schemadiff.core.identity import literal, quote
from schemadiff.parser import node_sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.apply.preflight.items import Retype
    from schemadiff.apply.preflight.live import Column, Live
    from schemadiff.apply.preflight.pending import Pending

TYPE = """
SELECT t.oid::bigint, t.typname, t.typtype::text, t.typcategory::text, ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e
  WHERE e.enumtypid = coalesce(nullif(t.typelem, 0), t.oid) ORDER BY e.enumsortorder)
FROM pg_catalog.pg_type t WHERE t.oid = %s
"""
IMPLICIT = "SELECT FROM pg_catalog.pg_cast WHERE castsource = %s AND casttarget = %s AND castcontext = 'i'"
INTEGERS = {"int2": 2**15, "int4": 2**31, "int8": 2**63}
TEXTS = ("varchar", "bpchar")
VALID_SINCE = 160000
NO_WORD = "whether all values convert shows when the statement runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The new type: `mods` are the numbers in its parentheses, `labels` those of an enum, `explicit` tells of a USING cast to it."""

    oid: int
    type: str
    sort: str
    category: str
    mods: tuple[int, ...]
    labels: tuple[str, ...]
    text: str
    explicit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What is true for values that do not fit; `sql` is None where that cannot be said."""

    sql: str | None
    found: str
    verdict: Verdict = Verdict.VIOLATED


def probes(item: Retype, live: Live, pending: Pending) -> Iterator[Probe]:
    """Questions about values that do not fit the new type."""
    table = live.tables[item.table]
    name = item.columns[0]
    old = live.columns(table).get(name)
    if old is None:
        return
    subject = f"{table.shown}.{name}"
    simple = item.using is None or casts(item.using, name)
    new = target(item, live, pending)
    if not simple or new is None:
        yield Probe(check="type", subject=subject, reason="USING is an expression of its own" if new else NO_WORD)
        return
    for condition in conditions(quote(name), old, new, live):
        if condition.sql is None:
            yield Probe(check="type", subject=subject, reason=condition.found)
        else:
            yield Probe(
                check="type",
                subject=subject,
                sql=f"SELECT {live.label(table)} FROM {table.sql} WHERE {condition.sql}",
                found=condition.found,
                verdict=condition.verdict,
                pages=table.pages,
            )


def casts(using: Any, column: str) -> bool:
    """Whether a USING clause only casts the column, once or more."""
    while type(using).__name__ == "TypeCast":
        using = using.arg
    return type(using).__name__ == "ColumnRef" and using.fields[-1].sval == column


def limits(using: Any) -> bool:
    """Whether the last cast of a USING clause is to a type with a length or precision: that cuts, where assignment refuses."""
    return type(using).__name__ == "TypeCast" and bool(using.typeName.typmods)


def target(item: Retype, live: Live, pending: Pending) -> Target | None:
    """What is known of the new type; None for one that is not there yet and no enum."""
    names = tuple(n.sval for n in item.type.names)
    mods = tuple(m.val.ival for m in item.type.typmods or () if type(getattr(m, "val", None)).__name__ == "Integer")
    array = "[]" if item.type.arrayBounds else ""
    text, explicit = node_sql(item.type), limits(item.using)
    made = next((labels for path, labels in pending.enums.items() if path[-len(names) :] == names[-len(path) :]), None)
    if made is not None:
        return Target(oid=0, type=names[-1], sort="e", category="A" if array else "E", mods=(), labels=made, text=text, explicit=explicit)
    rows = live.rows(TYPE, live.type_oid(".".join(map(quote, names)) + array))
    if not rows:
        return None
    oid, type_, sort, category, labels = rows[0]
    return Target(oid=oid, type=type_, sort=sort, category=category, mods=mods, labels=tuple(labels), text=text, explicit=explicit)


def conditions(column: str, old: Column, new: Target, live: Live) -> Iterator[Condition]:
    """What stands against a value of type `old` in `new`; nothing where every value fits."""
    if new.labels and (old.oid != new.oid or not new.oid):
        yield labels(column, new)
    elif new.sort == "d" or (old.category == "S" and new.category != "S"):
        yield valid(column, new, live)
    elif "A" in (old.category, new.category):
        if old.oid != new.oid or new.mods:
            yield Condition(sql=None, found=NO_WORD)
    elif new.type in TEXTS and new.mods:
        yield from shorter(column, old, new)
    elif new.type == "numeric" and new.mods and old.category == "N":
        yield from numeric(column, old, new)
    elif new.type in INTEGERS and old.category == "N":
        yield from integer(column, old, new)
    elif old.oid != new.oid and new.category != "S" and not live.rows(IMPLICIT, old.oid, new.oid):
        yield Condition(sql=None, found=NO_WORD)


def labels(column: str, new: Target) -> Condition:
    """Values that the enum does not have (any more)."""
    known = f"ARRAY[{', '.join(map(literal, new.labels))}]::pg_catalog.text[]"
    if new.category == "A":
        sql = f"EXISTS (SELECT FROM unnest({column}::pg_catalog.text[]) one WHERE one <> ALL ({known}))"
    else:
        sql = f"{column}::pg_catalog.text <> ALL ({known})"
    return Condition(sql=sql, found=f"values are no labels of {new.type}")


def valid(column: str, new: Target, live: Live) -> Condition:
    """Texts that the new type does not read, values that a domain does not allow."""
    if live.version < VALID_SINCE:
        return Condition(sql=None, found="PostgreSQL before 16 cannot tell beforehand whether a text converts")
    sql = f"NOT pg_catalog.pg_input_is_valid({column}::pg_catalog.text, {literal(new.text)})"
    return Condition(sql=sql, found=f"values are not valid as {new.text}")


def shorter(column: str, old: Column, new: Target) -> Iterator[Condition]:
    """Texts longer than the new limit; spaces at the end do not count."""
    limit = new.mods[0]
    # The modifier of these types is the length and 4 bytes of a header.
    if old.type == "varchar" and 0 <= old.modifier - 4 <= limit:
        return
    length = f"pg_catalog.char_length(pg_catalog.rtrim({column}::pg_catalog.text, ' '))"
    verdict = Verdict.CHANGED if new.explicit else Verdict.VIOLATED
    cut = ", and the cast of USING cuts them" if new.explicit else ""
    yield Condition(sql=f"{length} > {limit}", found=f"values are longer than {limit}{cut}", verdict=verdict)


def numeric(column: str, old: Column, new: Target) -> Iterator[Condition]:
    """Numbers with too many digits before the point, and those that would be rounded."""
    precision, scale = (*new.mods, 0)[:2]
    if old.type == "numeric" and old.modifier >= 4:
        had = ((old.modifier - 4) >> 16, (old.modifier - 4) & 0x7FF)
        if had[1] <= scale and had[0] - had[1] <= precision - scale:
            return
    value = f"{column}::pg_catalog.numeric"
    rounded = f"pg_catalog.round({value}, {scale})"
    large = f"{value} <> 'NaN' AND pg_catalog.abs({rounded}) >= 10::pg_catalog.numeric ^ {precision - scale}"
    yield Condition(sql=large, found=f"values are too large for {new.text}")
    if old.type not in INTEGERS:
        yield Condition(sql=f"{value} <> {rounded}", found="values would be rounded silently", verdict=Verdict.CHANGED)


def integer(column: str, old: Column, new: Target) -> Iterator[Condition]:
    """Numbers out of the range of an integer type, and those that would be rounded."""
    limit = INTEGERS[new.type]
    if INTEGERS.get(old.type, limit + 1) <= limit:
        return
    value = f"{column}::pg_catalog.numeric"
    outside = f"pg_catalog.round({value}) NOT BETWEEN {-limit} AND {limit - 1}"
    yield Condition(sql=outside, found=f"values are out of the range of {new.text}")
    if old.type not in INTEGERS:
        rounded = f"{value} <> pg_catalog.round({value})"
        yield Condition(sql=rounded, found="values would be rounded silently", verdict=Verdict.CHANGED)
