"""Columns of views and materialized views: what comments, defaults and dependencies refer to (catalogs pg_attribute, pg_attrdef)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import stable
from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename
from schemadiff.objects.column_settings import alter_compression, alter_options, alter_statistics, alter_storage, settings

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from schemadiff.core.fact import Fact
    from schemadiff.core.identity import ObjectId

QUERY = r"""
SELECT 1259::int8, a.attrelid::int8, a.attnum::int4, 1259::int8, a.attrelid::int8, 0, NULL::int8, ARRAY[a.attname]::text[], a.attnum::int4,
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       pg_catalog.pg_get_expr(d.adbin, d.adrelid),
       CASE WHEN a.attstorage <> t.typstorage AND c.relkind = 'm' THEN a.attstorage::text END,
       a.attcompression::text,
       nullif(a.attstattarget, -1)::int4,
       (SELECT coalesce(array_agg(o), '{}') FROM unnest(a.attoptions) o WHERE o LIKE 'n\_distinct%')
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('v', 'm') AND c.relpersistence <> 't'
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY a.attrelid, a.attnum
"""


@definition
class ViewColumn:
    """Only a view's column has a `default`, for INSERT through the view, only a materialized view's the rest: see table column."""

    type: str = field(compare=False)
    default: str | None
    storage: str | None
    compression: str
    statistics: int | None
    options: tuple[str, ...]


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    """The view's query makes its columns."""
    return finish(fact, context)


def inline(fact: Fact, clauses: tuple[str, ...], context: Context) -> str:
    return ""


def finish(fact: Fact, context: Context) -> Statements:
    d: ViewColumn = fact.definition
    default = () if d.default is None else (set_default(fact, d.default),)
    compression = alter_compression(fact, fact, context) if d.compression else ()
    return (*default, *settings(fact), *compression)


def set_default(fact: Fact, default: str) -> Sql:
    return Sql(f"ALTER VIEW {qualified(*fact.id.path[:2])} ALTER COLUMN {quote(fact.id.path[2])} SET DEFAULT {stable(default)}")


def drop(fact: Fact, context: Context) -> Statements:
    return ()


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    default = new.definition.default
    if default is not None:
        return (set_default(new, default),)
    return (Sql(f"ALTER VIEW {qualified(*new.id.path[:2])} ALTER COLUMN {quote(new.id.path[2])} DROP DEFAULT"),)


def entails(fact: Fact, verb: str, removed: AbstractSet[ObjectId], context: Context) -> tuple[ObjectId, ...]:
    """A column goes with its view only, even where the view's new query would do without what the column's type was (CREATE VIEW)."""
    return (fact.parent,) if verb == "drop" and fact.parent is not None else ()


KIND = ObjectKind(
    name="view column",
    definition=ViewColumn,
    query=QUERY,
    create=create,
    drop=drop,
    inline=inline,
    inline_in_cycle=True,
    finish=finish,
    alter={
        "default": alter,
        "storage": alter_storage,
        "compression": alter_compression,
        "statistics": alter_statistics,
        "options": alter_options,
    },
    address=lambda id: qualified(*id.path),
    sql_name="COLUMN",
    rename=no_rename,
    entails=entails,
)
