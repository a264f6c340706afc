"""SET NOT NULL and primary keys fail where a row has NULL; a new column without a default where there is any row.

PostgreSQL documentation, "ALTER TABLE", SET NOT NULL and ADD COLUMN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.apply.preflight.model import Probe
from schemadiff.core.identity import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.apply.preflight.items import Fewer, NotNull
    from schemadiff.apply.preflight.live import Live


def probes(item: NotNull, live: Live) -> Iterator[Probe]:
    """One question for each column that may be NULL now."""
    table = live.tables[item.table]
    columns = live.columns(table)
    for name in item.columns:
        if name in columns and not columns[name].required:
            yield Probe(
                check="not-null",
                subject=f"{table.shown}.{name}",
                sql=f"SELECT {live.label(table)} FROM {table.rows(own=item.only)} WHERE {quote(name)} IS NULL",
                found="rows have NULL in it",
                pages=live.pages(table, (name,)),
            )


def fewer(item: Fewer, live: Live) -> Iterator[Probe]:
    """The question whether a table has as many rows as a statement cannot stand."""
    table = live.tables[item.table]
    yield Probe(
        check="new-column",
        subject=f"{table.shown}.{item.name}",
        sql=f"SELECT {live.label(table)} FROM {table.sql} OFFSET {item.rows - 1}",
        found=item.reason,
    )
