"""From a statement to the items that it asks of rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from schemadiff.apply.preflight.items import (
    Check,
    DomainRule,
    Fewer,
    ForeignKey,
    Item,
    NotNull,
    Partition,
    Retype,
    Unique,
    constraint,
    index,
    names,
)
from schemadiff.parser import node_sql, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.apply.preflight.live import Name
    from schemadiff.apply.preflight.pending import Pending
    from schemadiff.parser import LocatedStatement

SERIAL = ("serial", "bigserial", "smallserial", "serial2", "serial4", "serial8")


def items(statement: LocatedStatement, pending: Pending) -> Iterator[Item]:
    """What `statement` asks of rows, in order; `pending` learns of columns that come and change. Raises ValueError for unknown trees."""
    if statement.node == "AlterTableStmt":
        # Most migrations alter what they have just made: that needs no tree.
        relation = statement.look()["relation"]
        table = pending.live.name(relation.get("schemaname"), relation["relname"])
        if table not in pending.new:
            node = tree(statement)
            for command in node.cmds:
                for item in _command(table, command, pending):
                    if not _later(item, node.relation, pending):
                        yield item if node.relation.inh else replace(item, only=True)
    elif statement.node == "IndexStmt" and '"unique":true' in statement.tree:
        node = tree(statement)
        yield from (i for i in index(_name(node.relation, pending), node) if not _later(i, node.relation, pending))
    elif statement.node == "CreateStmt" and '"partbound":' in statement.tree:
        node = tree(statement)
        parent, child = _name(node.inhRelations[0], pending), _name(node.relation, pending)
        if not node.partbound.is_default:
            yield Partition(table=child, parent=parent, bound=node.partbound, fresh=True)
    elif statement.node == "AlterDomainStmt":
        yield from _domain(tree(statement), pending)


def _later(item: Item, relation: Any, pending: Pending) -> bool:
    """Whether an index is made on a partitioned table ONLY, to be filled with those of the partitions."""
    known = pending.live.tables.get(item.table)
    return isinstance(item, Unique) and not relation.inh and known is not None and known.partitioned


def _command(table: Name, command: Any, pending: Pending) -> Iterator[Item]:
    sort = command.subtype.name
    if sort == "AT_AddColumn":
        if not pending.has(table, command.def_.colname):
            yield from _added(table, command.def_, pending)
    elif sort == "AT_DropColumn":
        pending.dropped.add((table, command.name))
    elif sort == "AT_SetNotNull":
        yield NotNull(table=table, columns=(command.name,))
    elif sort == "AT_AlterColumnType":
        yield Retype(table=table, columns=(command.name,), type=command.def_.typeName, using=command.def_.raw_default)
        pending.change(table, command.name)
    elif sort == "AT_AddConstraint":
        yield from _waiting(_constraint(table, command.def_, pending), pending)
    elif sort == "AT_ValidateConstraint":
        yield from _validated(table, command.name, pending)
    elif sort == "AT_AttachPartition" and not command.def_.bound.is_default:
        yield Partition(table=_name(command.def_.name, pending), parent=table, bound=command.def_.bound)


def _constraint(table: Name, node: Any, pending: Pending, column: str | None = None) -> Iterator[Item]:
    target = _name(node.pktable, pending) if node.pktable else None
    if node.indexname:
        # The index was looked at when it was made; a primary key wants more than it.
        columns = pending.indexes.get(node.indexname, ())
        if node.contype.name == "CONSTR_PRIMARY" and columns:
            yield NotNull(table=table, columns=columns)
        return
    yield from constraint(table, node, target, column)


def _waiting(found: Iterator[Item], pending: Pending) -> Iterator[Item]:
    for item in found:
        if not item.deferred:
            yield item
        elif item.name:
            pending.waiting[item.table, item.name] = item


def _validated(table: Name, name: str, pending: Pending) -> Iterator[Item]:
    if (table, name) in pending.waiting:
        yield pending.waiting[table, name]
        return
    known = pending.live.tables.get(table)
    row = pending.live.constraint(known, name) if known else None
    if row is None or row[1]:
        return
    sort, _, expression, columns, schema, target, targets, full = row
    common: dict[str, Any] = {"table": table, "columns": tuple(columns), "name": name}
    if sort == "c":
        yield Check(**common, expression=expression)
    elif sort == "f":
        yield ForeignKey(**common, target=(schema, target), targets=tuple(targets), full=full)
    elif sort == "n":
        yield NotNull(**common)


def _added(table: Name, node: Any, pending: Pending) -> Iterator[Item]:
    """A new column: its rows hold NULL or its default, which is the same in each unless something computes it."""
    constraints = node.constraints or ()
    sorts = {c.contype.name for c in constraints}
    serial = len(node.typeName.names) == 1 and node.typeName.names[0].sval in SERIAL
    default: Any = next((c.raw_expr for c in constraints if c.contype.name == "CONSTR_DEFAULT"), None)
    null = type(default).__name__ == "A_Const" and default.isnull
    computed = serial or bool(sorts & {"CONSTR_IDENTITY", "CONSTR_GENERATED"})
    filled = computed or (default is not None and not null)
    pending.added.setdefault(table, {})[node.colname] = filled
    common: dict[str, Any] = {"table": table, "name": node.colname}
    if sorts & {"CONSTR_NOTNULL", "CONSTR_PRIMARY"} and not filled:
        yield Fewer(**common, rows=1, reason="the new column is NOT NULL without a default, and the table has rows")
    elif sorts & {"CONSTR_UNIQUE", "CONSTR_PRIMARY"} and not computed and type(default).__name__ == "A_Const" and not null:
        yield Fewer(**common, rows=2, reason="the new column is unique with one default for all rows")
    elif filled:
        for one in constraints:
            yield from (i for i in _constraint(table, one, pending, node.colname) if isinstance(i, Check | ForeignKey) and not i.deferred)


def _domain(node: Any, pending: Pending) -> Iterator[Item]:
    path = names(node.typeName)
    domain = (path[-2] if len(path) > 1 else "", path[-1])
    if node.subtype == "C" and node.def_.contype.name == "CONSTR_CHECK":
        rule = DomainRule(table=domain, name=node.def_.conname, expression=node_sql(node.def_.raw_expr))
        if node.def_.skip_validation:
            pending.waiting[domain, node.def_.conname or ""] = rule
        else:
            yield rule
    elif node.subtype == "O" or (node.subtype == "C" and node.def_.contype.name == "CONSTR_NOTNULL"):
        yield DomainRule(table=domain, expression="VALUE IS NOT NULL")
    elif node.subtype == "V":
        waiting = pending.waiting.get((domain, node.name))
        if waiting:
            yield waiting
        else:
            yield DomainRule(table=domain, name=node.name, expression="")


def _name(relation: Any, pending: Pending) -> Name:
    return pending.live.name(relation.schemaname, relation.relname)
