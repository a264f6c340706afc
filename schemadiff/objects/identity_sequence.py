"""The sequence behind an identity column: what comments, privileges and dependencies refer to (PostgreSQL documentation, 5.3).

Its options and its name are the column's (catalogs pg_depend, pg_class).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 1259::int8, s.oid::int8, 0, 1259::int8, t.oid::int8, d.refobjsubid::int4, NULL::int8, ARRAY[s.relname]::text[], 0,
       CASE WHEN s.relpersistence <> t.relpersistence THEN s.relpersistence::text END
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'i'
  AND s.oid >= 16384 AND t.relpersistence <> 't'
ORDER BY s.oid
"""


@definition
class IdentitySequence:
    """`persistence` (pg_class.relpersistence: p, u) only where it is not the table's."""

    persistence: str | None


def name_of(id: ObjectId) -> str:
    """It always lives in the schema of its table."""
    return qualified(id.path[0], id.path[-1])


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    """The column's clause makes it."""
    return ()


def inline(fact: Fact, clauses: tuple[str, ...], context: Context) -> str:
    return ""


def finish(fact: Fact, context: Context) -> Statements:
    persistence = fact.definition.persistence
    return () if persistence is None else (Sql(f"ALTER SEQUENCE {name_of(fact.id)} SET {'UNLOGGED' if persistence == 'u' else 'LOGGED'}"),)


def drop(fact: Fact, context: Context) -> Statements:
    """It goes with its column, or with the identity. One that only gets another name loses what is said about the old one."""
    column = context.desired.facts.get(fact.parent) if fact.parent is not None else None
    if column is None or column.definition.sequence is None:
        return ()
    return tuple(s for part in context.current.children.get(fact.id, ()) for s in context.kinds[part.id.kind].drop(part, context))


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    """A table that becomes logged or unlogged takes it along; where it says nothing of its own it is as the table."""
    table = context.desired.facts[ObjectId("table", new.id.path[:2])].definition
    unlogged = new.definition.persistence == "u" if new.definition.persistence else table.unlogged
    return (Sql(f"ALTER SEQUENCE {name_of(new.id)} SET {'UNLOGGED' if unlogged else 'LOGGED'}"),)


KIND = ObjectKind(
    name="identity sequence",
    definition=IdentitySequence,
    query=QUERY,
    create=create,
    drop=drop,
    inline=inline,
    inline_in_cycle=True,
    finish=finish,
    alter={"persistence": alter},
    address=name_of,
    sql_name="SEQUENCE",
    grant_class="SEQUENCE",
    rename=no_rename,
    rank=51,
    follows=True,
)
