"""Foreign tables (PostgreSQL documentation, 5.13, CREATE and ALTER FOREIGN TABLE; catalogs pg_foreign_table, pg_class).

Columns, constraints, triggers and partition bounds are those of tables; ALTER TABLE takes foreign tables, too.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.generic_options import options_change, options_clause, secret, visible
from schemadiff.objects.table import alter_inherits

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = f"""
SELECT 1259::int8, c.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, c.relname]::text[], 0,
       s.srvname::text,
       CASE WHEN c.relispartition THEN '{{}}'::text[] ELSE coalesce((
           SELECT array_agg(pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.relname) ORDER BY i.inhseqno)
           FROM pg_catalog.pg_inherits i
           JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
           JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
           WHERE i.inhrelid = c.oid), '{{}}') END,
       {visible("f.ftoptions")}, {secret("f.ftoptions")}
FROM pg_catalog.pg_foreign_table f
JOIN pg_catalog.pg_class c ON c.oid = f.ftrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.relname
"""


@definition
class ForeignTable:
    """`inherits` are qualified, quoted names in order."""

    server: str
    inherits: tuple[str, ...]
    options: tuple[str, ...]
    secrets: tuple[str, ...] = field(compare=False)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: ForeignTable = fact.definition
    columns = "(" + ",".join(f"\n    {c}" for c in clauses) + "\n)" if clauses else "()"
    text = f"CREATE FOREIGN TABLE {qualified(*fact.id.path)} {columns}"
    if d.inherits:
        text += f"\nINHERITS ({', '.join(d.inherits)})"
    return (Sql(f"{text}\nSERVER {quote(d.server)}{options_clause(d.options)}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP FOREIGN TABLE {qualified(*fact.id.path)}"),)


def alter_options(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER FOREIGN TABLE {qualified(*new.id.path)} {options_change(old.definition.options, new.definition.options)}"),)


KIND = ObjectKind(
    name="foreign table",
    definition=ForeignTable,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"inherits": alter_inherits, "options": alter_options},
    replace=frozenset({"server"}),
    unread=lambda fact: fact.definition.secrets,
    address=lambda id: qualified(*id.path),
    sql_name="FOREIGN TABLE",
    grant_class="TABLE",
    rank=50,
    drop_rank=60,
    names=lambda fact: (("relation", *fact.id.path), ("type", *fact.id.path)),
)
