"""UNIQUE, PRIMARY KEY and unique indexes fail where two rows have the same key.

PostgreSQL documentation, "CREATE INDEX", UNIQUE and NULLS NOT DISTINCT; "Partial Indexes".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.apply.preflight.model import Probe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.apply.preflight.items import Unique
    from schemadiff.apply.preflight.live import Live


def probes(item: Unique, live: Live) -> Iterator[Probe]:
    """Keys that more than one row has; NULL is no such key unless the index says so."""
    table = live.tables[item.table]
    nulls = [] if item.nulls_not_distinct else [f"{key} IS NOT NULL" for key in item.keys]
    conditions = [*nulls, *([f"({item.where})"] if item.where else [])]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    shown = " || ', ' || ".join(f"coalesce(({key})::pg_catalog.text, 'NULL')" for key in item.keys)
    yield Probe(
        check="unique",
        subject=f"{table.shown} ({', '.join(item.keys)})",
        sql=f"SELECT {shown} || ', ' || count(*) || ' rows' FROM {table.rows()}{where} GROUP BY {', '.join(item.keys)} HAVING count(*) > 1",
        found="several rows have the same key",
        pages=live.pages(table, item.columns[:1]),
    )
