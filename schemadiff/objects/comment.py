"""Comments on anything (PostgreSQL documentation, COMMENT; catalogs pg_description and, of roles, pg_shdescription)."""

from __future__ import annotations

from schemadiff.core.definition import definition
from schemadiff.core.fact import Fact
from schemadiff.core.identity import ObjectId, literal
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

STANDARD_PUBLIC = "standard public schema"

QUERY = """
SELECT NULL::int8, NULL::int8, NULL::int4, d.classoid::int8, d.objoid::int8, d.objsubid::int4, NULL::int8, '{}'::text[], 0, d.description
FROM pg_catalog.pg_description d
WHERE (d.objoid >= 16384 OR (d.classoid = 2615 AND d.objoid = 2200))
  AND NOT (d.classoid IN (1247, 1255) AND EXISTS (
      SELECT 1 FROM pg_catalog.pg_depend i WHERE i.classid = d.classoid AND i.objid = d.objoid AND i.deptype = 'i'))
UNION ALL
SELECT NULL, NULL, NULL, s.classoid::int8, s.objoid::int8, 0, NULL, '{}', 0, s.description
FROM pg_catalog.pg_shdescription s WHERE s.classoid = 1260 AND s.objoid >= 16384
ORDER BY 4, 5, 6
"""


@definition
class Comment:
    """The text."""

    text: str


def target(fact: Fact) -> ObjectId:
    return ObjectId(fact.id.path[0], fact.id.path[1:])


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"COMMENT ON {context.designation(target(fact))} IS {literal(fact.definition.text)}"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return create(new, (), context)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"COMMENT ON {context.designation(target(fact))} IS NULL"),)


def builtin(version: int) -> tuple[Fact, ...]:
    """The comment on the schema public."""
    public = ObjectId("schema", ("public",))
    return (Fact(id=ObjectId("comment", ("schema", "public")), parent=public, definition=Comment(text=STANDARD_PUBLIC)),)


KIND = ObjectKind(
    name="comment",
    definition=Comment,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"text": alter},
    drop_rank=1,
    about=True,
    follows=True,
    builtin=builtin,
)
