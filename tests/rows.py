"""Rows for tables of any shape, and what became of them."""

from __future__ import annotations

import json
from dataclasses import dataclass

import psycopg
from psycopg import sql

OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
TABLES = f"""
SELECT c.oid, n.nspname, c.relname, c.relfilenode FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND {OURS} ORDER BY c.oid
"""
ROOTS = f"""
SELECT c.oid, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {OURS} ORDER BY c.oid
"""
COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), format_type(b.oid, t.typtypmod), coalesce(b.typcategory, t.typcategory),
       (SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = coalesce(b.oid, t.oid) ORDER BY e.enumsortorder LIMIT 1),
       a.atthasdef OR a.attidentity <> '', a.attgenerated <> ''
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = nullif(t.typbasetype, 0)
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
ANCESTORS = f"""
WITH RECURSIVE up AS (
    SELECT c.oid AS table, c.oid AS above FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND {OURS}
    UNION SELECT up.table, i.inhparent FROM up JOIN pg_inherits i ON i.inhrelid = up.above)
SELECT tn.nspname, t.relname, an.nspname, a.relname FROM up
JOIN pg_class t ON t.oid = up.table JOIN pg_namespace tn ON tn.oid = t.relnamespace
JOIN pg_class a ON a.oid = up.above JOIN pg_namespace an ON an.oid = a.relnamespace
"""
BY_CATEGORY = {"N": "{i}", "S": "{i}", "B": "true", "D": "2020-01-0{i}", "A": "{{}}", "T": "{i} days", "R": "empty"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a table holds. `columns` are (name, type, base type of a domain) of those that are stored as they were given."""

    columns: tuple[tuple[str, str, str | None], ...]
    rows: tuple[dict[str, object], ...]

    def values(self, columns):
        """The rows in these columns, in an order of their own."""
        return sorted(json.dumps([row[name] for name, *_ in columns]) for row in self.rows)


def value(type_name, category, label, i):
    if label is not None:
        return label
    if type_name in ("json", "jsonb"):
        return "{}"
    if type_name == "uuid":
        return f"00000000-0000-0000-0000-00000000000{i}"
    pattern = BY_CATEGORY.get(category)
    return pattern.format(i=i) if pattern else None


def insert_rows(connection):
    """Two rows for each table that takes some: of plain values, else of its defaults. References are not checked."""
    connection.execute("SET session_replication_role = replica")
    for oid, *name in connection.execute(ROOTS).fetchall():
        columns = [c for c in connection.execute(COLUMNS, (oid,)).fetchall() if not c[5] and not c[6]]
        for i in (1, 2):
            given = {
                name: sql.SQL("{}::{}").format(sql.Literal(value(base or type_name, category, label, i)), sql.SQL(type_name))
                for name, type_name, base, category, label, *_ in columns
            }
            names = sql.SQL(", ").join(map(sql.Identifier, given))
            values = sql.SQL("({}) VALUES ({})").format(names, sql.SQL(", ").join(given.values())) if given else None
            for what in (values, sql.SQL("DEFAULT VALUES")):
                if what is not None and insert(connection, sql.SQL("INSERT INTO {} ").format(sql.Identifier(*name)) + what):
                    break
    connection.execute("RESET session_replication_role")


def insert(connection, statement):
    try:
        connection.execute(statement)
    except psycopg.Error:
        return False
    return True


def contents(connection):
    found = {}
    for oid, schema, table, _ in connection.execute(TABLES).fetchall():
        columns = tuple(c[:3] for c in connection.execute(COLUMNS, (oid,)).fetchall() if not c[6])
        query = sql.SQL("SELECT to_jsonb(whole_row) FROM ONLY {} whole_row").format(sql.Identifier(schema, table))
        rows = tuple(row for (row,) in connection.execute(query))
        found[schema, table] = Contents(columns=columns, rows=rows)
    return found


def filenodes(connection):
    """The file of each table, by the table's oid."""
    return {oid: ((schema, table), node) for oid, schema, table, node in connection.execute(TABLES)}


def lineage(connection):
    """Each table with itself and all that it inherits from or is a partition of."""
    found = {}
    for schema, table, *above in connection.execute(ANCESTORS):
        found.setdefault((schema, table), set()).add(tuple(above))
    return found
