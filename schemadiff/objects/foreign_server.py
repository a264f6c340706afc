"""Foreign servers (PostgreSQL documentation, 5.13, CREATE SERVER and ALTER SERVER; catalog pg_foreign_server)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.generic_options import options_change, options_clause, secret, visible

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = f"""
SELECT 1417::int8, s.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[s.srvname]::text[], 0,
       w.fdwname::text, s.srvtype, s.srvversion, {visible("s.srvoptions")}, {secret("s.srvoptions")}
FROM pg_catalog.pg_foreign_server s
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE s.oid >= 16384
ORDER BY s.srvname
"""


@definition
class ForeignServer:
    """`wrapper` is the name of the foreign-data wrapper."""

    wrapper: str
    type: str | None
    version: str | None
    options: tuple[str, ...]
    secrets: tuple[str, ...] = field(compare=False)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: ForeignServer = fact.definition
    type = f" TYPE {literal(d.type)}" if d.type is not None else ""
    version = f" VERSION {literal(d.version)}" if d.version is not None else ""
    wrapper = f" FOREIGN DATA WRAPPER {quote(d.wrapper)}"
    return (Sql(f"CREATE SERVER {qualified(*fact.id.path)}{type}{version}{wrapper}{options_clause(d.options)}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP SERVER {qualified(*fact.id.path)}"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    was, want = old.definition, new.definition
    words = []
    if was.version != want.version:
        words.append(f"VERSION {literal(want.version) if want.version is not None else 'NULL'}")
    if was.options != want.options:
        words.append(options_change(was.options, want.options))
    return (Sql(f"ALTER SERVER {qualified(*new.id.path)} {' '.join(words)}"),)


KIND = ObjectKind(
    name="server",
    definition=ForeignServer,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"version": alter, "options": alter},
    replace=frozenset({"wrapper", "type"}),
    unread=lambda fact: fact.definition.secrets,
    address=lambda id: qualified(*id.path),
    sql_name="SERVER",
    grant_class="FOREIGN SERVER",
    rank=17,
    drop_rank=88,
)
