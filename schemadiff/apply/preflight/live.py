"""What a preflight needs to know of the live database's catalogs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemadiff.apply.session import server_path
from schemadiff.core.identity import qualified, quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    Name = tuple[str, str]

# pg_class; a partitioned table is as large as its leaves together (pg_partition_tree).
TABLES = """
SELECT n.nspname, c.relname, c.oid::bigint, c.relkind::text, CASE c.relkind WHEN 'p' THEN
  (SELECT coalesce(sum(greatest(l.relpages, 0)), 0)::bigint FROM pg_catalog.pg_partition_tree(c.oid) p
   JOIN pg_catalog.pg_class l ON l.oid = p.relid) ELSE greatest(c.relpages, 0) END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384
"""
COLUMNS = """
SELECT a.attname, t.oid::bigint, t.typname, t.typcategory::text, a.atttypmod, a.attnotnull
FROM pg_catalog.pg_attribute a
CROSS JOIN LATERAL (WITH RECURSIVE b(oid, base) AS (SELECT y.oid, y.typbasetype FROM pg_catalog.pg_type y WHERE y.oid = a.atttypid
  UNION SELECT y.oid, y.typbasetype FROM b JOIN pg_catalog.pg_type y ON y.oid = b.base) SELECT oid FROM b WHERE base = 0) base
JOIN pg_catalog.pg_type t ON t.oid = base.oid
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
"""
KEY = """
SELECT a.attname FROM pg_catalog.pg_index i
CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(attnum, position)
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indrelid = %s AND i.indisprimary AND k.position <= i.indnkeyatts ORDER BY k.position
"""
# The columns that begin a valid, whole index.
INDEXED = """
SELECT DISTINCT a.attname FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
WHERE i.indrelid = %s AND i.indisvalid AND i.indpred IS NULL
"""
CONSTRAINT = """
SELECT c.contype::text, c.convalidated, pg_catalog.pg_get_expr(c.conbin, c.conrelid),
  ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, i)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.i),
  fn.nspname, f.relname,
  ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k(n, i)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.i),
  c.confmatchtype = 'f'
FROM pg_catalog.pg_constraint c
LEFT JOIN pg_catalog.pg_class f ON f.oid = c.confrelid
LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
WHERE c.conrelid = %s AND c.conname = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its size in pages."""

    schema: str
    name: str
    oid: int
    partitioned: bool
    pages: int

    @property
    def sql(self) -> str:
        """Its qualified, quoted name."""
        return qualified(self.schema, self.name)

    def rows(self, *, own: bool = True) -> str:
        """What FROM reads: its `own` rows, without those of tables that inherit from it; a partitioned table has none of its own."""
        return f"ONLY {self.sql}" if own and not self.partitioned else self.sql

    @property
    def shown(self) -> str:
        """Its name for a person."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's type, that of its domain's base: pg_type's oid, name and category, and the modifier."""

    oid: int
    type: str
    category: str
    modifier: int
    required: bool


class Live:
    """Catalogs of the database, read when first asked for."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        found = (
            Table(schema=schema, name=name, oid=oid, partitioned=kind == "p", pages=pages)
            for schema, name, oid, kind, pages in connection.execute(TABLES)
        )
        self.tables: dict[Name, Table] = {(t.schema, t.name): t for t in found}
        self._columns: dict[int, dict[str, Column]] = {}

    @property
    def version(self) -> int:
        """server_version_num."""
        return self.connection.info.server_version

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """The rows of a catalog query, in which names are the server's, whatever the file's search_path is."""
        with server_path(self.connection):
            return self.connection.execute(sql.encode(), values or None).fetchall()

    def type_oid(self, name: str) -> int | None:
        """The oid of a type as the file's search_path finds its quoted name."""
        query = "SELECT pg_catalog.to_regtype(%s)::pg_catalog.oid::pg_catalog.int8"
        row = self.connection.execute(query, (name,)).fetchone()
        return row[0] if row else None

    def name(self, schema: str | None, name: str) -> Name:
        """The full name of what a statement calls so; what is not there is made in the first schema of the search_path."""
        if schema is not None:
            return schema, name
        row = self.connection.execute("SELECT pg_catalog.current_schemas(false)::pg_catalog.text[]").fetchone()
        path = row[0] if row else []
        return next(((s, name) for s in path if (s, name) in self.tables), (path[0] if path else "public", name))

    def columns(self, table: Table) -> dict[str, Column]:
        """The columns of a table by their names."""
        if table.oid not in self._columns:
            self._columns[table.oid] = {
                r[0]: Column(oid=r[1], type=r[2], category=r[3], modifier=r[4], required=r[5]) for r in self.rows(COLUMNS, table.oid)
            }
        return self._columns[table.oid]

    def key(self, table: Table) -> tuple[str, ...]:
        """The columns of the primary key, () without one."""
        return tuple(r[0] for r in self.rows(KEY, table.oid))

    def pages(self, table: Table, leading: Sequence[str] = ()) -> int:
        """How much is read to answer a question: nothing where an index that begins with one of `leading` answers it."""
        indexed = {r[0] for r in self.rows(INDEXED, table.oid)} if leading else set()
        return 0 if indexed & set(leading) else table.pages

    def label(self, table: Table, alias: str = "") -> str:
        """An SQL expression that names a row to a person: its primary key, else its place."""
        key = self.key(table)
        if not key:
            return f"'ctid ' || {alias}ctid::pg_catalog.text"
        return " || ', ' || ".join(f"'{c.replace(chr(39), chr(39) * 2)}=' || {alias}{quote(c)}::pg_catalog.text" for c in key)

    def constraint(self, table: Table, name: str) -> Any:
        """The row of CONSTRAINT for a constraint of a table, None where it has no such one."""
        return next(iter(self.rows(CONSTRAINT, table.oid, name)), None)
