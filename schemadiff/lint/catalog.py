"""The facts of a database that rules ask: columns and their types, constraints, indexes, partitions, domains."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from schemadiff.lint.tree import Name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import psycopg


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: `type` is its type's bare name (`varchar`), `domain` the domain that it is of; `typmod` as in pg_attribute."""

    type: str
    typmod: int
    not_null: bool
    domain: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A constraint: `type` as in pg_constraint.contype, `definition` by pg_get_constraintdef, `columns` in its order."""

    name: str
    type: str
    valid: bool
    columns: tuple[str, ...]
    definition: str
    referenced: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index; `columns` are those before the first expression. `partial` ones have a predicate."""

    name: Name
    columns: tuple[str, ...]
    unique: bool
    valid: bool
    partial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A relation with columns; `kind` is pg_class.relkind, `parents` are those it inherits from or is a partition of."""

    kind: str
    columns: Mapping[str, Column]
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    parents: tuple[Name, ...] = ()
    default_partition: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """`empty` are the tables known to hold no rows; `volatile` the functions that are; `domains` with the tables that use them."""

    version: int
    tables: Mapping[Name, Table]
    domains: Mapping[Name, tuple[Name, ...]]
    checked_domains: frozenset[Name]
    volatile: frozenset[str]
    names: frozenset[Name] = field(repr=False)
    empty: frozenset[Name] = frozenset()

    def index(self, name: Name) -> tuple[Name, Index] | None:
        """An index and its table."""
        return next(((t, i) for t, table in self.tables.items() for i in table.indexes if i.name == name), None)


_OURS = """n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'schemadiff') AND n.nspname NOT LIKE 'pg\\_temp\\_%%'"""

# PostgreSQL documentation, chapter "System Catalogs".
_TABLES = f"""
SELECT n.nspname, c.relname, c.relkind::text, dn.nspname, dc.relname
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = c.oid
LEFT JOIN pg_catalog.pg_class dc ON dc.oid = p.partdefid
LEFT JOIN pg_catalog.pg_namespace dn ON dn.oid = dc.relnamespace
WHERE c.relkind IN ('r', 'p', 'm', 'f') AND {_OURS} ORDER BY 1, 2
"""
_COLUMNS = f"""
SELECT n.nspname, c.relname, a.attname, t.typname, a.atttypmod, a.attnotnull, t.typtype = 'd', tn.nspname
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
WHERE c.relkind IN ('r', 'p', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND {_OURS} ORDER BY 1, 2, a.attnum
"""
_CONSTRAINTS = f"""
SELECT n.nspname, c.relname, k.conname, k.contype::text, k.convalidated,
    ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(num, place)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY u.place),
    pg_catalog.pg_get_constraintdef(k.oid), fn.nspname, fc.relname
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class fc ON fc.oid = k.confrelid LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = fc.relnamespace
WHERE {_OURS} ORDER BY 1, 2, 3
"""
_INDEXES = f"""
SELECT n.nspname, c.relname, ic.relname, i.indisunique, i.indisvalid, i.indpred IS NOT NULL,
    ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY u(num, place)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.num
          WHERE u.place <= i.indnkeyatts AND u.place <= coalesce(array_position(i.indkey::int2[], 0::int2), 99) ORDER BY u.place)
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE {_OURS} ORDER BY 1, 2, 3
"""
_PARENTS = f"""
SELECT n.nspname, c.relname, pn.nspname, pc.relname
FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class pc ON pc.oid = h.inhparent JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
WHERE {_OURS} ORDER BY 1, 2, 3, 4
"""
_DOMAINS = f"""
SELECT n.nspname, t.typname,
    t.typnotnull OR EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid)
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'd' AND {_OURS} ORDER BY 1, 2
"""
_VOLATILE = "SELECT DISTINCT p.proname FROM pg_catalog.pg_proc p WHERE p.provolatile = 'v' AND p.prokind = 'f'"
_NAMES = f"""
SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE {_OURS}
UNION SELECT n.nspname, t.typname FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE {_OURS}
UNION SELECT n.nspname, p.proname FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE {_OURS}
UNION SELECT '', n.nspname FROM pg_catalog.pg_namespace n
"""
_EMPTY = f"""
SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND pg_catalog.pg_relation_size(c.oid) = 0 AND {_OURS}
"""


def read_catalog(connection: psycopg.Connection[Any], *, empty: frozenset[Name] = frozenset()) -> Catalog:
    """The facts of the database of `connection`; `empty` tables are known by the caller, who has the rows."""

    def rows(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query.replace("%%", "%").encode()).fetchall()

    columns: dict[Name, dict[str, Column]] = {}
    for schema, table, name, type_, typmod, not_null, is_domain, type_schema in rows(_COLUMNS):
        domain = Name(type_schema, type_) if is_domain else None
        columns.setdefault(Name(schema, table), {})[name] = Column(type=type_, typmod=typmod, not_null=not_null, domain=domain)
    constraints: dict[Name, list[Constraint]] = {}
    for schema, table, *rest in rows(_CONSTRAINTS):
        constraints.setdefault(Name(schema, table), []).append(_constraint(*rest))
    indexes: dict[Name, list[Index]] = {}
    for schema, table, name, unique, valid, partial, keys in rows(_INDEXES):
        found = Index(name=Name(schema, name), columns=tuple(keys), unique=unique, valid=valid, partial=partial)
        indexes.setdefault(Name(schema, table), []).append(found)
    parents: dict[Name, list[Name]] = {}
    for schema, table, parent_schema, parent in rows(_PARENTS):
        parents.setdefault(Name(schema, table), []).append(Name(parent_schema, parent))
    tables = {
        (key := Name(schema, name)): Table(
            kind=kind,
            columns=columns.get(key, {}),
            constraints=tuple(constraints.get(key, ())),
            indexes=tuple(indexes.get(key, ())),
            parents=tuple(parents.get(key, ())),
            default_partition=Name(default_schema, default) if default else None,
        )
        for schema, name, kind, default_schema, default in rows(_TABLES)
    }
    domains = rows(_DOMAINS)
    return Catalog(
        version=connection.info.server_version,
        tables=tables,
        domains={
            (d := Name(s, n)): tuple(t for t, cs in columns.items() if any(c.domain == d for c in cs.values())) for s, n, _ in domains
        },
        checked_domains=frozenset(Name(schema, name) for schema, name, checked in domains if checked),
        volatile=frozenset(name for (name,) in rows(_VOLATILE)),
        names=frozenset(Name(*row) for row in rows(_NAMES)),
        empty=empty,
    )


def empty_tables(connection: psycopg.Connection[Any]) -> frozenset[Name]:
    """The tables of a live database that have not a single page."""
    return frozenset(Name(*row) for row in connection.execute(_EMPTY.replace("%%", "%").encode()).fetchall())


def _constraint(
    name: str, type: str, valid: bool, columns: list[str], definition: str, other_schema: str | None, other: str | None
) -> Constraint:
    referenced = Name(other_schema, other) if other_schema and other else None
    return Constraint(name=name, type=type, valid=valid, columns=tuple(columns), definition=definition, referenced=referenced)
