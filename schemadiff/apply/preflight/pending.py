"""What earlier statements of the pending migrations have made or changed, so that live rows are not asked about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from schemadiff.apply.preflight.items import names
from schemadiff.parser import StatementKind, tree

if TYPE_CHECKING:
    from schemadiff.apply.preflight.items import Item
    from schemadiff.apply.preflight.live import Live, Name
    from schemadiff.parser import LocatedStatement

# These change nothing but a setting or a sequence.
HARMLESS = re.compile(r'"funcname":\[(?:\{"String":\{"sval":"pg_catalog"\}\},)?\{"String":\{"sval":"(?:set_config|setval|nextval)"\}\}\]')
CREATED = ("CreateStmt", "CreateForeignTableStmt", "CreateTableAsStmt")
ROWS_OF_EARLIER = "an earlier statement changes rows of it"
SHAPE_OF_EARLIER = "an earlier statement changes or renames the column"
NOT_THERE = "there is no table of this name yet: an earlier statement makes or renames it"


@dataclass(slots=True, kw_only=True)
class Pending:
    """The account. `added` are columns by table, True for one that has a default; `enums` the labels of types that are made."""

    live: Live
    new: set[Name] = field(default_factory=set)
    touched: set[Name] = field(default_factory=set)
    anything: bool = False
    added: dict[Name, dict[str, bool]] = field(default_factory=dict)
    dropped: set[tuple[Name, str]] = field(default_factory=set)
    changed: dict[Name, set[str]] = field(default_factory=dict)
    enums: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    indexes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    waiting: dict[tuple[Name, str], Item] = field(default_factory=dict)
    """Constraints that are NOT VALID, by table and name."""

    def note(self, statement: LocatedStatement) -> None:
        """Takes a statement into account, after what it asks of rows was asked."""
        node = statement.node
        if statement.kind is StatementKind.DATA:
            self._rows(statement)
        elif statement.kind in (StatementKind.DO, StatementKind.QUERY):
            calls = statement.tree.count('"FuncCall"') - len(HARMLESS.findall(statement.tree))
            self.anything |= statement.kind is StatementKind.DO or node == "CallStmt" or calls > 0
        elif node in CREATED or (node == "SelectStmt" and statement.kind is StatementKind.DDL):
            self._created(tree(statement))
        elif node == "CreateEnumStmt":
            found = tree(statement)
            self.enums[names(found.typeName)] = names(found.vals)
        elif node == "IndexStmt":
            found = tree(statement)
            if found.idxname:
                self.indexes[found.idxname] = tuple(p.name for p in found.indexParams if p.name)
        elif node == "RenameStmt":
            self._renamed(tree(statement))

    def change(self, table: Name, column: str) -> None:
        """A column is no longer what live rows have."""
        self.changed.setdefault(table, set()).add(column)

    def has(self, table: Name, column: str) -> bool:
        """Whether a column that a statement adds is there: IF NOT EXISTS, or done by a run that stopped later."""
        known = self.live.tables.get(table)
        return known is not None and column in self.live.columns(known) and (table, column) not in self.dropped

    def doubt(self, item: Item) -> str:
        """Why live rows cannot tell about an item; '' where they can."""
        if item.table not in self.live.tables:
            return NOT_THERE
        if self.anything or item.table in self.touched:
            return ROWS_OF_EARLIER
        if self.changed.get(item.table, set()) & set(item.columns):
            return SHAPE_OF_EARLIER
        return ""

    def _rows(self, statement: LocatedStatement) -> None:
        if '"withClause"' in statement.tree or '"relations"' in statement.tree:
            found = re.findall(r'"RangeVar":\{(?:"schemaname":"([^"]*)",)?"relname":"([^"]*)"', statement.tree)
            self.touched.update(self.live.name(schema or None, name) for schema, name in found)
        relation = statement.look().get("relation")
        if relation:
            self.touched.add(self.live.name(relation.get("schemaname"), relation["relname"]))

    def _created(self, node: Any) -> None:
        # CREATE TABLE AS has `into`, SELECT INTO `intoClause`; a foreign table keeps its name with its columns' list.
        into = getattr(node, "into", None) or getattr(node, "intoClause", None)
        relation = into.rel if into else node.relation if hasattr(node, "relation") else node.base.relation
        self.new.add(self.live.name(relation.schemaname, relation.relname))

    def _renamed(self, node: Any) -> None:
        if node.relation is None:
            return
        table = self.live.name(node.relation.schemaname, node.relation.relname)
        if node.renameType.name == "OBJECT_COLUMN":
            self.change(table, node.subname)
            self.change(table, node.newname)
        elif node.renameType.name == "OBJECT_TABLE":
            # Neither name means what it means in the live database.
            self.touched |= {table, (table[0], node.newname)}
