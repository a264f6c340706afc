"""Comments on NOT NULL constraints of columns (PostgreSQL documentation, COMMENT; catalogs pg_description, pg_constraint from 18 on).

The constraint is an attribute of its column, which has a comment of its own; so this one is a kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemadiff.core.identity import literal, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.parts import table_of

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT NULL::int8, NULL::int8, NULL::int4, 1259::int8, c.conrelid::int8, c.conkey[1]::int4, NULL::int8, '{}'::text[], 0,
       d.description, c.conname::text
FROM pg_catalog.pg_constraint c
JOIN pg_catalog.pg_description d ON d.classoid = 2606 AND d.objoid = c.oid
WHERE c.contype = 'n' AND c.conrelid >= 16384
ORDER BY c.conrelid, c.conkey
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNullComment:
    """The text, and the constraint's name, which the column compares."""

    text: str
    constraint: str = field(compare=False)


def comment(fact: Fact, text: str) -> Statements:
    return (Sql(f"COMMENT ON CONSTRAINT {quote(fact.definition.constraint)} ON {table_of(fact.id)} IS {text}"),)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return comment(fact, literal(fact.definition.text))


def drop(fact: Fact, context: Context) -> Statements:
    return comment(fact, "NULL")


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return create(new, (), context)


KIND = ObjectKind(
    name="not null comment",
    definition=NotNullComment,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"text": alter},
    drop_rank=1,
    follows=True,
)
