"""Views (PostgreSQL documentation, 41.2 and CREATE VIEW; catalogs pg_class, pg_rewrite)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import stable
from schemadiff.core.identity import qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.parts import changed_options, reloptions

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 1259::int8, c.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, c.relname]::text[], 0,
       rtrim(pg_catalog.pg_get_viewdef(c.oid), ';'),
       coalesce((SELECT array_agg(ARRAY[a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attcollation::text]
                                  ORDER BY a.attnum)
                 FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '{}'),
       coalesce(c.reloptions, '{}')
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'v' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.relname
"""


@definition
class View:
    """`columns` are (name, type, collation's oid) in order; `options` the catalog's `name=value` texts."""

    query: str
    columns: tuple[tuple[str, str, str], ...]
    options: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple((c[0], c[1], c[2] if c[2] and int(c[2]) < 16384 else "") for c in self.columns))


def define(fact: Fact, verb: str) -> Statements:
    d: View = fact.definition
    options = f" WITH ({reloptions(d.options)})" if d.options else ""
    return (Sql(f"{verb} {qualified(*fact.id.path)}{options} AS\n{stable(d.query)}"),)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return define(fact, "CREATE VIEW")


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP VIEW {qualified(*fact.id.path)}"),)


def alter_query(old: Fact, new: Fact, context: Context) -> Statements | None:
    """CREATE OR REPLACE where the old columns stay as they are and new ones come at the end."""
    have, want = old.definition.columns, new.definition.columns
    return define(new, "CREATE OR REPLACE VIEW") if want[: len(have)] == have else None


def alter_options(old: Fact, new: Fact, context: Context) -> Statements | None:
    if old.definition.query != new.definition.query or old.definition.columns != new.definition.columns:
        return ()
    fresh, gone = changed_options(old.definition.options, new.definition.options)
    name = qualified(*new.id.path)
    return tuple(Sql(f"ALTER VIEW {name} {verb} ({text})") for verb, text in (("RESET", gone), ("SET", fresh)) if text)


KIND = ObjectKind(
    name="view",
    definition=View,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"query": alter_query, "columns": alter_query, "options": alter_options},
    address=lambda id: qualified(*id.path),
    sql_name="VIEW",
    grant_class="TABLE",
    rank=75,
    drop_rank=10,
    names=lambda fact: (("relation", *fact.id.path), ("type", *fact.id.path)),
)
