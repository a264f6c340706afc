"""A file to be linted: its statements in their transactions, what it makes anew, what was there before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemadiff.lint.news import News
from schemadiff.lint.tree import Name, Node, drops, qualified, relation_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemadiff.core.diagnostic import Location
    from schemadiff.lint.catalog import Catalog, Table
    from schemadiff.lint.rule import Scope
    from schemadiff.migration import Segment
    from schemadiff.parser import LocatedStatement

DEFAULT_SCHEMA = "public"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """One statement of a script. `segment` numbers the transactions; outside of one, `transactional` is false."""

    script: Script
    statement: LocatedStatement
    position: int
    segment: int
    transactional: bool
    path: str
    """The schema of bare names."""
    fields: Node

    @property
    def node(self) -> str:
        """The grammar's name of the statement."""
        return self.statement.node

    @property
    def relation(self) -> Name:
        """The relation that the statement is about (its `relation` member)."""
        return self.name(self.fields.get("relation", {}))

    def name(self, range_var: Node) -> Name:
        """The name in a RangeVar."""
        return relation_name(range_var, self.path)

    def named(self, parts: tuple[str, ...]) -> Name:
        """A name from its parts."""
        return qualified(parts, self.path)

    def commands(self, *types: str) -> Iterator[Node]:
        """The commands of an ALTER TABLE, those of `types` (`AT_AddColumn`) or all."""
        for item in self.fields.get("cmds", ()) if self.node == "AlterTableStmt" else ():
            command: Node = item["AlterTableCmd"]
            if not types or command.get("subtype", "AT_AddColumn") in types:
                yield command

    def added_columns(self) -> Iterator[Node]:
        """The ColumnDefs that an ALTER TABLE adds."""
        for command in self.commands("AT_AddColumn"):
            yield command["def"]["ColumnDef"]

    def columns(self) -> Iterator[Node]:
        """The ColumnDefs of a CREATE TABLE or an ALTER TABLE … ADD COLUMN."""
        if self.node == "CreateStmt":
            yield from (e["ColumnDef"] for e in self.fields.get("tableElts", ()) if "ColumnDef" in e)
        yield from self.added_columns()

    def added_constraints(self, *kinds: str) -> Iterator[Node]:
        """The table constraints that an ALTER TABLE adds, of `kinds` (`CONSTR_CHECK`)."""
        for command in self.commands("AT_AddConstraint"):
            constraint = command["def"]["Constraint"]
            if constraint["contype"] in kinds:
                yield constraint

    def constraints(self, *kinds: str) -> Iterator[tuple[str | None, Node]]:
        """All constraints of `kinds` that a CREATE or ALTER TABLE writes, with the column at which each stands."""
        if self.node == "CreateStmt":
            yield from ((None, c) for e in self.fields.get("tableElts", ()) if (c := e.get("Constraint")) and c["contype"] in kinds)
        yield from ((None, c) for c in self.added_constraints(*kinds))
        for column in self.columns():
            yield from ((column["colname"], c["Constraint"]) for c in column.get("constraints", ()) if c["Constraint"]["contype"] in kinds)

    def dropped(self, *types: str) -> Iterator[Name]:
        """What a DROP of one of `types` drops."""
        if self.node == "DropStmt":
            yield from (self.named(parts) for parts in drops(self.fields, *types))

    def is_new(self, name: Name) -> bool:
        """Whether the script made `name` before this step, so that nobody else uses it yet."""
        return self.script.news.is_new(name, self.position)

    def exists(self, name: Name) -> bool:
        """Whether `name` was there before the script, as far as is known."""
        return not self.is_new(name)

    def is_busy(self, name: Name) -> bool:
        """Whether a relation was there before and, as far as is known, has rows."""
        catalog = self.script.catalog
        return self.exists(name) and not (catalog is not None and name in catalog.empty)

    def table(self, name: Name) -> Table | None:
        """What the catalog knew of a table before the script; None without one, and for a new table."""
        catalog = self.script.catalog
        return catalog.tables.get(name) if catalog and self.exists(name) else None

    def earlier(self) -> Sequence[Step]:
        """The steps before this one."""
        return self.script.steps[: self.position]

    def settings(self, name: str) -> list[Step]:
        """The steps before this one that SET or RESET a parameter."""
        return [s for s in self.script.settings.get(name, ()) if s.position < self.position]

    def with_it(self) -> Iterator[Step]:
        """The steps before this one in the same transaction."""
        if self.transactional:
            yield from (s for s in self.earlier() if s.segment == self.segment)

    def locate(self, at: int | None) -> Location:
        """The place of a syntax tree's location, which counts the file's bytes."""
        if at is None:
            return self.statement.location()
        source = self.statement.source
        offset = at if source.text.isascii() else len(source.text.encode()[:at].decode(errors="ignore"))
        return source.locate(min(offset, self.statement.end))


class Script:
    """The steps of a file (a migration) or of several (a schema), with what is known around them."""

    def __init__(
        self,
        segments: Sequence[Segment],
        *,
        scope: Scope,
        catalog: Catalog | None = None,
        generated: bool = False,
        allow: Sequence[str] = (),
    ) -> None:
        self.scope, self.catalog, self.generated, self.allow = scope, catalog, generated, frozenset(allow)
        self.steps: list[Step] = []
        self.news = News(catalog)
        self.memo: dict[str, Any] = {}
        """What a rule found out about the whole script once, by the rule's code."""
        self.settings: dict[str, list[Step]] = {}
        """The steps that SET or RESET a parameter, by its name."""
        path = DEFAULT_SCHEMA
        for number, segment in enumerate(segments):
            for statement in segment.statements:
                step = self._step(statement, number, segment.transactional, path)
                self.steps.append(step)
                self.news.learn(step)
                path = search_path(step) or path
                if step.node == "VariableSetStmt":
                    self.settings.setdefault(step.fields.get("name", ""), []).append(step)

    def _step(self, statement: LocatedStatement, segment: int, transactional: bool, path: str) -> Step:
        return Step(
            script=self,
            statement=statement,
            position=len(self.steps),
            segment=segment,
            transactional=transactional,
            path=path,
            fields=statement.look(),
        )


def search_path(step: Step) -> str | None:
    """The schema that bare names mean after a `SET search_path`; None where the statement is no such thing."""
    if step.node != "VariableSetStmt" or step.fields.get("name") != "search_path":
        return None
    written = [a["A_Const"]["sval"].get("sval", "") for a in step.fields.get("args", ()) if "sval" in a.get("A_Const", {})]
    return next((s for s in written if s not in {"", "$user", "pg_catalog", "pg_temp"}), DEFAULT_SCHEMA)
