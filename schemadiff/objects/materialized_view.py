"""Materialized views (PostgreSQL documentation, 41.3 and CREATE MATERIALIZED VIEW; catalog pg_class)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import stable
from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.parts import changed_options, reloptions

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 1259::int8, c.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, c.relname]::text[], 0,
       rtrim(pg_catalog.pg_get_viewdef(c.oid), ';'),
       coalesce(c.reloptions, '{}') || coalesce((SELECT array_agg('toast.' || o) FROM unnest(t.reloptions) o), '{}'),
       am.amname::text,
       s.spcname::text,
       c.relispopulated
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
WHERE c.relkind = 'm' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.relname
"""


@definition
class MaterializedView:
    """Whether it is `populated` is data, not schema: it is kept when it is made anew, and not compared."""

    query: str
    options: tuple[str, ...]
    access_method: str | None
    tablespace: str | None
    populated: bool = field(compare=False)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: MaterializedView = fact.definition
    words = [f"CREATE MATERIALIZED VIEW {qualified(*fact.id.path)}"]
    if d.access_method not in (None, "heap"):
        words.append(f"USING {quote(d.access_method or '')}")
    if d.options:
        words.append(f"WITH ({reloptions(d.options)})")
    if d.tablespace is not None:
        words.append(f"TABLESPACE {quote(d.tablespace)}")
    return (Sql(f"{' '.join(words)} AS\n{stable(d.query)}{'' if d.populated else ' WITH NO DATA'}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP MATERIALIZED VIEW {qualified(*fact.id.path)}"),)


def alter_options(old: Fact, new: Fact, context: Context) -> Statements:
    fresh, gone = changed_options(old.definition.options, new.definition.options)
    name = qualified(*new.id.path)
    return tuple(Sql(f"ALTER MATERIALIZED VIEW {name} {verb} ({text})") for verb, text in (("RESET", gone), ("SET", fresh)) if text)


def alter_tablespace(old: Fact, new: Fact, context: Context) -> Statements:
    tablespace = quote(new.definition.tablespace or "pg_default")
    return (Sql(f"ALTER MATERIALIZED VIEW {qualified(*new.id.path)} SET TABLESPACE {tablespace}", rewrites=True),)


KIND = ObjectKind(
    name="materialized view",
    definition=MaterializedView,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"options": alter_options, "tablespace": alter_tablespace},
    replace=frozenset({"query", "access_method"}),
    address=lambda id: qualified(*id.path),
    sql_name="MATERIALIZED VIEW",
    evaluates=True,
    grant_class="TABLE",
    rank=75,
    drop_rank=10,
    names=lambda fact: (("relation", *fact.id.path), ("type", *fact.id.path)),
)
