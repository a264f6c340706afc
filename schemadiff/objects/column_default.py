"""Defaults of columns (PostgreSQL documentation, 5.2; catalog pg_attrdef)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import stable
from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = r"""
SELECT 2604::int8, d.oid::int8, 0, 1259::int8, d.adrelid::int8, d.adnum::int4, NULL::int8, '{}'::text[], 0,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid),
       EXISTS (SELECT 1 FROM pg_catalog.regexp_matches(d.adbin::text, ':(?:op)?funcid (\d+)', 'g') f
               JOIN pg_catalog.pg_proc p ON p.oid = f[1]::oid WHERE p.provolatile = 'v')
FROM pg_catalog.pg_attrdef d
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE a.attgenerated = '' AND d.adrelid >= 16384
ORDER BY d.adrelid, d.adnum
"""


@definition
class ColumnDefault:
    """The expression as pg_get_expr() prints it; whether it calls a `volatile` function."""

    expression: str
    volatile: bool = field(compare=False)


def head(id: ObjectId) -> str:
    """ONLY, since a partition may have a default of its own."""
    return f"ALTER TABLE ONLY {qualified(*id.path[:2])}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"ALTER COLUMN {quote(fact.id.path[2])} SET DEFAULT {stable(fact.definition.expression)}", head=head(fact.id)),)


def inline(fact: Fact, clauses: tuple[str, ...], context: Context) -> str:
    return f"DEFAULT {stable(fact.definition.expression)}"


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER COLUMN {quote(fact.id.path[2])} DROP DEFAULT", head=head(fact.id)),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return create(new, (), context)


KIND = ObjectKind(
    name="default value",
    definition=ColumnDefault,
    query=QUERY,
    create=create,
    drop=drop,
    inline=inline,
    alter={"expression": alter},
    rank=52,
    drop_rank=8,
)
