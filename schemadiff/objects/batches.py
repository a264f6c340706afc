"""Rows written batch by batch, with a COMMIT after each, while others use the table (PostgreSQL documentation, 43.8, DO, 13.3.2).

What adds a column with a volatile default, or changes a type, writes the whole table anew while nobody can read it; here the same
comes about by UPDATE of few rows at a time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemadiff.core.identity import ObjectId, literal
from schemadiff.core.kind import RERUNNABLE, Context, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

PAGES = 16
"""Of a batch. Its rows, two thousand perhaps, are locked for some ten milliseconds."""
PASSES = 10


def reasoned(statements: Statements, reason: str) -> Statements:
    """The same statements, which say why."""
    return tuple(replace(s, because=reason) if s.rewrites else s for s in statements)


def hindrance(column: Fact, context: Context, *events: str) -> str | None:
    """Why not all rows of the column's table can be written by UPDATE with nothing else happening; None where they can.

    `events`: those whose triggers would be in the way.
    """
    table = ObjectId("table", column.id.path[:2])
    for state in (context.current, context.desired):
        if table not in state.facts:
            continue
        d = state.facts[table].definition
        if d.partition_key is not None or d.inherits or d.of_type is not None or column.id in state.derived or column.origin is not None:
            return "the table has partitions, children, a parent or a type of its own"
        if d.force_row_security:
            return "the table's policies hold for its owner, too"
        for part in state.children.get(table, ()):
            if part.id.kind == "trigger" and any(f" {e} " in part.definition.text.partition(" ON ")[0] + " " for e in events):
                return f"{part.id} would fire for each row"
            if part.id.kind == "rule":
                return f"{part.id} would apply to each row"
            if part.id.kind == "table constraint" and part.definition.type == "c" and not part.definition.validated:
                return f"{part.id}, which is not valid, would stop at rows that break it"
    return None


def in_batches(table: str, change: str, condition: str) -> Sql:
    """UPDATE of all rows of `table` for which `condition` holds, after which it does not.

    A row that another session has locked is passed over, so that nobody waits for two rows in a circle; one that another session
    writes may come to lie among those that were looked at already. Both are found by the next pass. The last one waits for rows.
    The query that ends it sees all rows at one moment.
    """
    text = f"""{RERUNNABLE}
DECLARE
    this CONSTANT regclass := {literal(table)};
    page bigint;
    pages bigint;
BEGIN
    FOR pass IN 1 .. {PASSES} LOOP
        page := 0;
        pages := pg_catalog.pg_relation_size(this) / pg_catalog.current_setting('block_size')::bigint;
        WHILE page <= pages LOOP
            UPDATE {table} SET {change}
            WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM {table}
                WHERE ctid >= pg_catalog.format('(%s,0)', page)::tid AND ctid < pg_catalog.format('(%s,0)', page + {PAGES})::tid
                  AND {condition}
                FOR NO KEY UPDATE SKIP LOCKED));
            COMMIT;
            page := page + {PAGES};
        END LOOP;
        IF NOT EXISTS (SELECT FROM {table} WHERE {condition}) THEN
            RETURN;
        END IF;
    END LOOP;
    UPDATE {table} SET {change} WHERE {condition};
END
$again$"""
    return Sql(text, transactional=False)
