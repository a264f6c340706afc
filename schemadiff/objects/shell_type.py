"""Shell types (PostgreSQL documentation, CREATE TYPE, "Notes"; catalog pg_type, typisdefined false).

A type that functions must know before it can be complete, as a base type by its input function, has its name from a shell type:
the base type, or range type with a canonical function, is that fact's part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.fact import EdgeType
from schemadiff.core.identity import qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 1247::int8, t.oid::int8, CASE WHEN t.typisdefined THEN -1 ELSE 0 END,
       NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, t.typname]::text[], 0
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND (NOT t.typisdefined
       OR (t.typtype = 'b' AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type e WHERE e.typarray = t.oid))
       OR EXISTS (SELECT 1 FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid AND r.rngcanonical <> 0))
ORDER BY n.nspname, t.typname
"""


@definition
class ShellType:
    """Only a name."""


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"CREATE TYPE {qualified(*fact.id.path)}"),)


def drop(fact: Fact, context: Context) -> Statements:
    """A type and its functions depend on each other: they can only go together."""
    together = any(e.type is EdgeType.AUTO for e in context.current.incoming.get(fact.id, ()))
    return (Sql(f"DROP TYPE {qualified(*fact.id.path)}{' CASCADE' if together else ''}"),)


KIND = ObjectKind(
    name="shell type",
    definition=ShellType,
    query=QUERY,
    create=create,
    drop=drop,
    address=lambda id: qualified(*id.path),
    sql_name="TYPE",
    rename=no_rename,
    stub=True,
    rank=27,
    drop_rank=80,
    names=lambda fact: (("type", *fact.id.path),),
)
