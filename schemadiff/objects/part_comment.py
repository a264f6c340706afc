"""Comments on parts that are an attribute of something else, which can have a comment, too (PostgreSQL documentation, COMMENT).

Attributes of composite types, NOT NULL constraints, indexes behind constraints, the _RETURN rules of views (catalog pg_description).
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal, qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
WITH part(classid, objid, objsubid, parent_classid, parent_objid, parent_objsubid, path, class, name, whole) AS (
    SELECT 1259, a.attrelid, a.attnum, 1247, c.reltype, 0, ARRAY[a.attname], 'COLUMN', ARRAY[n.nspname, c.relname, a.attname], '{}'::name[]
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind = 'c'
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    UNION ALL
    SELECT 2606, k.oid, 0, 1259, k.conrelid, k.conkey[1], '{}', 'CONSTRAINT', ARRAY[k.conname], ARRAY[n.nspname, c.relname]
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'n'
    UNION ALL
    SELECT 2606, k.oid, 0, 1247, k.contypid, 0, '{}', 'CONSTRAINT', ARRAY[k.conname], ARRAY['DOMAIN', n.nspname, t.typname]
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_type t ON t.oid = k.contypid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    WHERE k.contype = 'n'
    UNION ALL
    SELECT 1259, c.oid, 0, 2606, k.oid, 0, '{}', 'INDEX', ARRAY[n.nspname, c.relname], '{}'
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class c ON c.oid = k.conindid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype IN ('p', 'u', 'x')
    UNION ALL
    SELECT 2618, r.oid, 0, 1259, r.ev_class, 0, '{}', 'RULE', ARRAY[r.rulename], ARRAY[n.nspname, c.relname]
    FROM pg_catalog.pg_rewrite r
    JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE r.rulename = '_RETURN'
)
SELECT NULL::int8, NULL::int8, NULL::int4, p.parent_classid::int8, p.parent_objid::int8, p.parent_objsubid::int4, NULL::int8,
       p.path::text[], 0, d.description, p.class, p.name::text[], p.whole::text[]
FROM pg_catalog.pg_description d
JOIN part p ON p.classid = d.classoid::int8 AND p.objid = d.objoid AND p.objsubid = d.objsubid
WHERE d.objoid >= 16384
ORDER BY p.parent_classid, p.parent_objid, p.parent_objsubid, p.path
"""


@definition
class PartComment:
    """`part` is COMMENT ON's word; `name` and, for what is named within another object, that object, `whole`, say on what."""

    text: str
    part: str = field(compare=False)
    name: tuple[str, ...] = field(compare=False)
    whole: tuple[str, ...] = field(compare=False)


def comment(fact: Fact, text: str) -> Statements:
    d: PartComment = fact.definition
    on = f"{d.part} {qualified(*d.name)}"
    if d.whole:
        on += f" ON {'DOMAIN ' if len(d.whole) > 2 else ''}{qualified(*d.whole[-2:])}"
    return (Sql(f"COMMENT ON {on} IS {text}"),)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return comment(fact, literal(fact.definition.text))


def drop(fact: Fact, context: Context) -> Statements:
    return comment(fact, "NULL")


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return create(new, (), context)


KIND = ObjectKind(
    name="part comment",
    definition=PartComment,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"text": alter},
    drop_rank=1,
    follows=True,
)
