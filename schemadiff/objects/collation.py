"""Collations (PostgreSQL documentation, 24.2 and CREATE COLLATION; catalog pg_collation).

The catalog's columns differ between majors, so they are read through to_jsonb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal, qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 3456::int8, c.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, c.collname]::text[], 0,
       CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'c' THEN 'libc' WHEN 'b' THEN 'builtin' ELSE 'default' END,
       coalesce(j->>'colllocale', j->>'colliculocale', CASE WHEN c.collprovider = 'i' THEN c.collcollate::text END),
       CASE WHEN c.collprovider = 'c' THEN c.collcollate::text END,
       CASE WHEN c.collprovider = 'c' THEN c.collctype::text END,
       c.collisdeterministic,
       j->>'collicurules'
FROM pg_catalog.pg_collation c
JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
CROSS JOIN LATERAL to_jsonb(c) j
WHERE c.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.collname
"""


@definition
class Collation:
    """`locale` for icu and builtin, `lc_collate` and `lc_ctype` for libc."""

    provider: str
    locale: str | None
    lc_collate: str | None
    lc_ctype: str | None
    deterministic: bool
    rules: str | None


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Collation = fact.definition
    options = [f"provider = {d.provider}"]
    if d.locale is not None:
        options.append(f"locale = {literal(d.locale)}")
    if d.lc_collate is not None and d.lc_collate == d.lc_ctype:
        options.append(f"locale = {literal(d.lc_collate)}")
    elif d.lc_collate is not None:
        options += [f"lc_collate = {literal(d.lc_collate)}", f"lc_ctype = {literal(d.lc_ctype or d.lc_collate)}"]
    if not d.deterministic:
        options.append("deterministic = false")
    if d.rules is not None:
        options.append(f"rules = {literal(d.rules)}")
    return (Sql(f"CREATE COLLATION {qualified(*fact.id.path)} ({', '.join(options)})"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP COLLATION {qualified(*fact.id.path)}"),)


KIND = ObjectKind(
    name="collation",
    definition=Collation,
    query=QUERY,
    create=create,
    drop=drop,
    replace=frozenset({"provider", "locale", "lc_collate", "lc_ctype", "deterministic", "rules"}),
    address=lambda id: qualified(*id.path),
    sql_name="COLLATION",
    rank=20,
    drop_rank=85,
)
