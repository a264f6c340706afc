"""What a migration's statements ask of rows, read from their syntax trees: one dataclass for each sort of question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemadiff.core.identity import quote
from schemadiff.parser import mentions, node_sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.apply.preflight.live import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that must hold for the rows of `table`; `columns` are those that it looks at. `name` is a constraint's.

    `deferred` is true where only a later VALIDATE looks at the rows that are there, `only` where those of inheriting tables do not
    matter.
    """

    table: Name
    columns: tuple[str, ...] = ()
    name: str | None = None
    deferred: bool = False
    only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNull(Item):
    """No NULL in the columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique(Item):
    """No two rows with the same `keys` (SQL expressions) among those for which `where` holds."""

    keys: tuple[str, ...]
    where: str | None = None
    nulls_not_distinct: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey(Item):
    """Each row has its row in `target`; () as `targets` is its primary key. `full` is MATCH FULL."""

    target: Name
    targets: tuple[str, ...] = ()
    full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Item):
    """`expression` is not false for any row."""

    expression: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclude(Item):
    """No two rows conflict by an EXCLUDE constraint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retype(Item):
    """The values of a column convert to `type`, a TypeName. `using` is the conversion that the statement gives, a tree."""

    type: Any
    using: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fewer(Item):
    """The table has fewer than `rows` rows: what a statement gives each of them is the same."""

    rows: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition(Item):
    """The rows of `table` are within `bound` (a PartitionBoundSpec) of `parent`; a new partition has no rows (`fresh`).

    Rows of the parent's default partition are not within it.
    """

    parent: Name
    bound: Any
    fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainRule(Item):
    """`expression` over VALUE is not false in any column of the domain that `table` names."""

    expression: str


def constraint(table: Name, node: Any, target: Name | None, column: str | None = None) -> Iterator[Item]:
    """What a Constraint of a tree asks of the rows of `table`. `column` is the one that it stands at."""
    keys = names(node.keys) or ((column,) if column else ())
    sort = node.contype.name
    common: dict[str, Any] = {
        "table": table,
        "name": node.conname,
        "deferred": bool(node.skip_validation),
        "only": bool(node.is_no_inherit),
    }
    if sort == "CONSTR_NOTNULL":
        yield NotNull(**common, columns=keys)
    elif sort == "CONSTR_CHECK" and node.is_enforced:
        yield Check(**common, columns=tuple(mentions(node.raw_expr)), expression=node_sql(node.raw_expr))
    elif sort == "CONSTR_FOREIGN" and node.is_enforced and target:
        own = names(node.fk_attrs) or keys
        yield ForeignKey(**common, columns=own, target=target, targets=names(node.pk_attrs), full=node.fk_matchtype == "f")
    elif sort == "CONSTR_EXCLUSION":
        yield Exclude(**common)
    elif sort in ("CONSTR_PRIMARY", "CONSTR_UNIQUE") and keys and not node.without_overlaps:
        if sort == "CONSTR_PRIMARY":
            yield NotNull(**common, columns=keys)
        yield Unique(**common, columns=keys, keys=tuple(map(quote, keys)), nulls_not_distinct=node.nulls_not_distinct)
    elif sort in ("CONSTR_PRIMARY", "CONSTR_UNIQUE") and node.without_overlaps:
        yield Exclude(**common)


def index(table: Name, node: Any) -> Iterator[Item]:
    """What a unique IndexStmt asks of the rows of `table`."""
    if not node.unique:
        return
    keys = tuple(quote(p.name) if p.name else f"({node_sql(p.expr)})" for p in node.indexParams)
    where = node_sql(node.whereClause) if node.whereClause else None
    columns = tuple(c for p in node.indexParams for c in ((p.name,) if p.name else mentions(p.expr)))
    columns += tuple(mentions(node.whereClause))
    yield Unique(table=table, name=node.idxname, columns=columns, keys=keys, where=where, nulls_not_distinct=node.nulls_not_distinct)


def names(nodes: Any) -> tuple[str, ...]:
    """The texts of String nodes."""
    return tuple(n.sval for n in nodes or ())
