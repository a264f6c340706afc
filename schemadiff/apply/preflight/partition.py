"""ATTACH PARTITION fails where a row is outside the bound, and a new partition where the default one has its rows.

PostgreSQL documentation, "CREATE TABLE", PARTITION OF, for what a bound means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadiff.apply.preflight.model import Probe
from schemadiff.core.identity import quote
from schemadiff.parser import node_sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemadiff.apply.preflight.items import Partition
    from schemadiff.apply.preflight.live import Live

# pg_partitioned_table; an expression in the key has no attribute number.
KEY = """
SELECT d.nspname, p.relname,
  ARRAY(SELECT a.attname::text FROM unnest(k.partattrs::int2[]) WITH ORDINALITY u(n, i)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.partrelid AND a.attnum = u.n ORDER BY u.i), k.partnatts
FROM pg_catalog.pg_partitioned_table k
LEFT JOIN pg_catalog.pg_class p ON p.oid = k.partdefid LEFT JOIN pg_catalog.pg_namespace d ON d.oid = p.relnamespace
WHERE k.partrelid = %s
"""


def probes(item: Partition, live: Live) -> Iterator[Probe]:
    """Rows of the child outside the bound; rows of the default partition inside it."""
    parent = live.tables.get(item.parent)
    found = live.rows(KEY, parent.oid) if parent else []
    if parent is None or not found:
        return
    schema, default, columns, size = found[0]
    child = live.tables.get(item.table)
    subject = f"{'.'.join(item.table)}, partition of {parent.shown}"
    if len(columns) != size:
        yield Probe(check="partition", subject=subject, reason="the key of the parent is an expression")
        return
    inside = within(item.bound, columns, parent.oid)
    if child and not item.fresh:
        yield Probe(
            check="partition",
            subject=subject,
            sql=f"SELECT {live.label(child)} FROM {child.sql} WHERE ({inside}) IS NOT TRUE",
            found="rows are outside the bound",
            pages=child.pages,
        )
    if default and (schema, default) != item.table:
        rest = live.tables[schema, default]
        yield Probe(
            check="partition",
            subject=subject,
            sql=f"SELECT {live.label(rest)} FROM {rest.sql} WHERE {inside}",
            found=f"the default partition {rest.shown} has rows that belong to it",
            pages=live.pages(rest, columns[:1]),
        )


def within(bound: Any, columns: Sequence[str], parent: int) -> str:
    """A PartitionBoundSpec as a condition on the key's columns."""
    keys = [quote(c) for c in columns]
    if bound.strategy == "h":
        return f"pg_catalog.satisfies_hash_partition({parent}, {bound.modulus}, {bound.remainder}, {', '.join(keys)})"
    if bound.strategy == "l":
        given = [v for v in bound.listdatums if not getattr(v, "isnull", False)]
        parts = [f"{keys[0]} IN ({', '.join(map(node_sql, given))})"] if given else []
        if len(given) < len(bound.listdatums):
            parts.append(f"{keys[0]} IS NULL")
        return " OR ".join(parts) if len(given) < len(bound.listdatums) else f"{keys[0]} IS NOT NULL AND {parts[0]}"
    present = [f"{key} IS NOT NULL" for key in keys]
    return " AND ".join([*present, *edge(bound.lowerdatums, keys, lower=True), *edge(bound.upperdatums, keys, lower=False)])


def edge(values: Sequence[Any], keys: Sequence[str], *, lower: bool) -> list[str]:
    """One end of a range. MINVALUE and MAXVALUE end the comparison: what stands after them does not count."""
    texts = [node_sql(v) for v in values]
    stop = next((i for i, text in enumerate(texts) if text.lower() in ("minvalue", "maxvalue")), len(texts))
    if stop == 0:
        return []
    inclusive = lower if stop == len(texts) else (texts[stop].lower() == "minvalue") == lower
    sign = (">" if lower else "<") + ("=" if inclusive else "")
    return [f"ROW({', '.join(keys[:stop])}) {sign} ROW({', '.join(texts[:stop])})"]
