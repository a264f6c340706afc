"""Columns of views and materialized views: what comments, defaults and dependencies refer to (catalogs pg_attribute, pg_attrdef)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadiff.core.expression import stable
from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 1259::int8, a.attrelid::int8, a.attnum::int4, 1259::int8, a.attrelid::int8, 0, NULL::int8, ARRAY[a.attname]::text[], a.attnum::int4,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid)
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('v', 'm') AND c.relpersistence <> 't'
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY a.attrelid, a.attnum
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewColumn:
    """Only a view's column has a `default`, for INSERT through the view."""

    default: str | None


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    """The view's query makes its columns."""
    return finish(fact, context)


def inline(fact: Fact, clauses: tuple[str, ...], context: Context) -> str:
    return ""


def finish(fact: Fact, context: Context) -> Statements:
    default = fact.definition.default
    return () if default is None else (set_default(fact, default),)


def set_default(fact: Fact, default: str) -> Sql:
    return Sql(f"ALTER VIEW {qualified(*fact.id.path[:2])} ALTER COLUMN {quote(fact.id.path[2])} SET DEFAULT {stable(default)}")


def drop(fact: Fact, context: Context) -> Statements:
    return ()


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    default = new.definition.default
    if default is not None:
        return (set_default(new, default),)
    return (Sql(f"ALTER VIEW {qualified(*new.id.path[:2])} ALTER COLUMN {quote(new.id.path[2])} DROP DEFAULT"),)


KIND = ObjectKind(
    name="view column",
    definition=ViewColumn,
    query=QUERY,
    create=create,
    drop=drop,
    inline=inline,
    inline_in_cycle=True,
    finish=finish,
    alter={"default": alter},
    address=lambda id: qualified(*id.path),
    sql_name="COLUMN",
    rename=no_rename,
)
