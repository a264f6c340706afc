"""CHECK, of a table or of a domain, fails where its expression is false for a row; NULL passes.

PostgreSQL documentation, "Check Constraints", "ALTER DOMAIN".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.apply.preflight.model import Probe
from schemadiff.core.identity import qualified, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.apply.preflight.items import Check, DomainRule
    from schemadiff.apply.preflight.live import Live

# Columns of a domain, of domains over it, and of arrays of them, by pg_type.typbasetype and typelem.
COLUMNS = """
WITH RECURSIVE over(oid, plain) AS (
  SELECT t.oid, true FROM pg_catalog.pg_type t WHERE t.typtype = 'd' AND t.oid = %s
  UNION
  SELECT t.oid, over.plain AND t.typbasetype = over.oid FROM pg_catalog.pg_type t
  JOIN over ON t.typbasetype = over.oid OR (t.typelem = over.oid AND t.typcategory = 'A'))
SELECT n.nspname, c.relname, a.attname, over.plain FROM pg_catalog.pg_attribute a JOIN over ON over.oid = a.atttypid
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND NOT c.relispartition ORDER BY 1, 2, 3
"""
RULE = """
SELECT pg_catalog.pg_get_expr(c.conbin, 0) FROM pg_catalog.pg_constraint c
WHERE c.conname = %s AND NOT c.convalidated AND c.contypid = %s
"""


def probes(item: Check, live: Live) -> Iterator[Probe]:
    """Rows for which the expression is false."""
    table = live.tables[item.table]
    yield Probe(
        check="check",
        subject=f"{table.shown}{f', {item.name}' if item.name else ''}",
        sql=f"SELECT {live.label(table)} FROM {table.rows(own=item.only)} WHERE NOT ({item.expression})",
        found=f"rows do not satisfy {item.expression}",
        pages=table.pages,
    )


def domain(item: DomainRule, live: Live) -> Iterator[Probe]:
    """Values of a domain's columns for which the expression over VALUE is false."""
    schema, name = item.table
    oid = live.type_oid(qualified(schema, name) if schema else quote(name))
    expression = item.expression
    if not expression:
        known = live.rows(RULE, item.name, oid)
        if not known:
            return
        expression = known[0][0]
    for path, relation, column, plain in live.rows(COLUMNS, oid):
        table = live.tables[path, relation]
        subject = f"{table.shown}.{column}, domain {name}"
        if not plain:
            yield Probe(check="domain", subject=subject, reason="elements of arrays are not looked at")
            continue
        # VALUE is a keyword for the constraint only: here it is a column of that name.
        rows = f"(SELECT {live.label(table)} AS row_, {quote(column)} AS value FROM {table.sql}) found"
        yield Probe(
            check="domain",
            subject=subject,
            sql=f"SELECT row_ FROM {rows} WHERE NOT ({expression})",
            found=f"values do not satisfy {expression}",
            pages=table.pages,
        )
