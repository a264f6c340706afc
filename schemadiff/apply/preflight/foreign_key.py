"""FOREIGN KEY fails where a row refers to one that is not there.

PostgreSQL documentation, "CREATE TABLE", REFERENCES, MATCH SIMPLE and MATCH FULL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.apply.preflight.model import Probe
from schemadiff.core.identity import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.apply.preflight.items import ForeignKey
    from schemadiff.apply.preflight.live import Live

CHECK = "foreign-key"


def probes(item: ForeignKey, live: Live) -> Iterator[Probe]:
    """Rows whose reference is nobody's key."""
    table, target = live.tables[item.table], live.tables.get(item.target)
    subject = f"{table.shown} ({', '.join(item.columns)})"
    targets = item.targets or (live.key(target) if target else ())
    if target is None or len(targets) != len(item.columns):
        yield Probe(check=CHECK, subject=subject, reason="what it refers to is made or changed by an earlier statement")
        return
    own = [f"child.{quote(c)}" for c in item.columns]
    known = " AND ".join(f"parent.{quote(there)} = {here}" for there, here in zip(targets, own, strict=True))
    given = " AND ".join(f"{here} IS NOT NULL" for here in own)
    missing = f"({given}) AND NOT EXISTS (SELECT FROM {target.rows()} parent WHERE {known})"
    if item.full and len(own) > 1:
        some = " OR ".join(f"{here} IS NOT NULL" for here in own)
        missing = f"({missing}) OR (({some}) AND NOT ({given}))"
    value = " || ', ' || ".join(f"coalesce({here}::pg_catalog.text, 'NULL')" for here in own)
    yield Probe(
        check=CHECK,
        subject=subject,
        sql=f"SELECT {live.label(table, 'child.')} || ' refers to ' || {value} FROM {table.rows()} child WHERE {missing}",
        found=f"rows refer to what {target.shown} does not have",
        pages=table.pages,
    )
