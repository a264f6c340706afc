"""Sequences (PostgreSQL documentation, CREATE SEQUENCE and ALTER SEQUENCE; catalogs pg_class, pg_sequence).

The sequence of an identity column is that column's; which column owns a sequence is a fact of its own. Altering keeps the counter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal, qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.parts import sequence_options

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 1259::int8, c.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, c.relname]::text[], 0,
       pg_catalog.format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
       c.relpersistence = 'u'
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
ORDER BY n.nspname, c.relname
"""


@definition
class Sequence:
    """All that CREATE SEQUENCE takes."""

    type: str
    start: int
    increment: int
    minimum: int
    maximum: int
    cache: int
    cycle: bool
    unlogged: bool


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Sequence = fact.definition
    words = ["CREATE UNLOGGED SEQUENCE" if d.unlogged else "CREATE SEQUENCE", qualified(*fact.id.path)]
    if d.type != "bigint":
        words.append(f"AS {d.type}")
    words += sequence_options(d.type, d.start, d.increment, d.minimum, d.maximum, d.cache, d.cycle)
    return (Sql(" ".join(words)),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP SEQUENCE {qualified(*fact.id.path)}"),)


def alter_options(old: Fact, new: Fact, context: Context) -> Statements:
    """Only what differs is named; a changed type moves limits that were its own."""
    was, want = old.definition, new.definition
    words = [f"ALTER SEQUENCE {qualified(*new.id.path)}"]
    if was.type != want.type:
        words.append(f"AS {want.type}")
    if was.increment != want.increment:
        words.append(f"INCREMENT BY {want.increment}")
    if was.type != want.type or (was.minimum, was.maximum) != (want.minimum, want.maximum):
        words += [f"MINVALUE {want.minimum}", f"MAXVALUE {want.maximum}"]
    if was.start != want.start:
        words.append(f"START WITH {want.start}")
    if was.cache != want.cache:
        words.append(f"CACHE {want.cache}")
    if was.cycle != want.cycle:
        words.append("CYCLE" if want.cycle else "NO CYCLE")
    if apart(was, want):
        words.append(f"RESTART WITH {want.start}")
    return (*counter_within(new, was, want), Sql(" ".join(words)))


def counter_within(fact: Fact, was: Sequence, want: Sequence) -> Statements:
    """Narrower limits are refused while the counter is outside of them; until they are set, it must be within the old ones, too."""
    if (want.minimum <= was.minimum and want.maximum >= was.maximum) or apart(was, want):
        return ()
    name, low, high = qualified(*fact.id.path), max(want.minimum, was.minimum), min(want.maximum, was.maximum)
    value = f"least(greatest(last_value, {low}), {high})"
    called = f"is_called AND last_value BETWEEN {low} AND {high}"
    return (Sql(f"SELECT pg_catalog.setval({literal(name)}::pg_catalog.regclass, {value}, {called}) FROM {name}"),)


def apart(was: Sequence, want: Sequence) -> bool:
    """Whether no value of the counter is within both limits: it can only begin anew."""
    return want.minimum > was.maximum or want.maximum < was.minimum


def alter_persistence(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER SEQUENCE {qualified(*new.id.path)} SET {'UNLOGGED' if new.definition.unlogged else 'LOGGED'}"),)


OPTIONS = ("type", "start", "increment", "minimum", "maximum", "cache", "cycle")

KIND = ObjectKind(
    name="sequence",
    definition=Sequence,
    query=QUERY,
    create=create,
    drop=drop,
    alter={**dict.fromkeys(OPTIONS, alter_options), "unlogged": alter_persistence},
    address=lambda id: qualified(*id.path),
    sql_name="SEQUENCE",
    grant_class="SEQUENCE",
    rank=30,
    drop_rank=70,
    follows=True,
    names=lambda fact: (("relation", *fact.id.path),),
)
