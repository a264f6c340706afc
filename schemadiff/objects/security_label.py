"""Security labels on anything (PostgreSQL documentation, SECURITY LABEL; catalogs pg_seclabel and, of roles, pg_shseclabel).

One fact for each provider.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, literal, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT NULL::int8, NULL::int8, NULL::int4, l.classoid::int8, l.objoid::int8, l.objsubid::int4, NULL::int8, ARRAY[l.provider], 0, l.label
FROM pg_catalog.pg_seclabel l
WHERE (l.objoid >= 16384 OR (l.classoid = 2615 AND l.objoid = 2200))
  AND NOT (l.classoid IN (1247, 1255) AND EXISTS (
      SELECT 1 FROM pg_catalog.pg_depend i WHERE i.classid = l.classoid AND i.objid = l.objoid AND i.deptype = 'i'))
UNION ALL
SELECT NULL, NULL, NULL, s.classoid::int8, s.objoid::int8, 0, NULL, ARRAY[s.provider], 0, s.label
FROM pg_catalog.pg_shseclabel s WHERE s.classoid = 1260 AND s.objoid >= 16384
ORDER BY 4, 5, 6, 8
"""


@definition
class SecurityLabel:
    """The label, in the provider's own form."""

    label: str


def target(fact: Fact) -> ObjectId:
    return ObjectId(fact.id.path[0], fact.id.path[1:-1])


def labelling(fact: Fact, context: Context) -> str:
    return f"SECURITY LABEL FOR {quote(fact.id.path[-1])} ON {context.designation(target(fact))} IS"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"{labelling(fact, context)} {literal(fact.definition.label)}"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return create(new, (), context)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"{labelling(fact, context)} NULL"),)


KIND = ObjectKind(
    name="security label",
    definition=SecurityLabel,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"label": alter},
    drop_rank=1,
    about=True,
    follows=True,
)
