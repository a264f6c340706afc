"""What a script makes anew, step by step: locking or scanning that hurts nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.lint.tree import Name

if TYPE_CHECKING:
    from schemadiff.lint.catalog import Catalog
    from schemadiff.lint.script import Step

_LISTED = {
    "CreateEnumStmt": "typeName",
    "CreateRangeStmt": "typeName",
    "CreateDomainStmt": "domainname",
    "DefineStmt": "defnames",
    "CreateFunctionStmt": "funcname",
}
_RELATIONS = {"CreateSeqStmt": "sequence", "ViewStmt": "view", "CompositeTypeStmt": "typevar"}


class News:
    """Names with the position of the step that made them; schemas are names in the schema of no name."""

    def __init__(self, catalog: Catalog | None) -> None:
        self._catalog = catalog
        self._made: dict[Name, int] = {}
        self.index_tables: dict[Name, Name] = {}
        """The tables of indexes that the script makes."""

    def is_new(self, name: Name, position: int) -> bool:
        """Whether `name` was made before step `position`."""
        return self._made.get(name, position) < position

    def is_new_schema(self, schema: str, position: int) -> bool:
        """Whether a schema was made before step `position`."""
        return self.is_new(Name("", schema), position)

    def learn(self, step: Step) -> None:
        """Takes note of what a step makes, renames and moves."""
        if step.node == "RenameStmt":
            self._rename(step)
        elif step.node == "AlterObjectSchemaStmt" and "relation" in step.fields:
            self._move(step, Name(step.fields["newschema"], step.relation.name))
        elif (name := _made_by(step)) is not None and self._surely(step, name):
            self._made[name] = step.position
            if step.node == "IndexStmt":
                self.index_tables[name] = step.relation

    def _surely(self, step: Step, name: Name) -> bool:
        """IF NOT EXISTS makes it only where the catalog knows that it was not there; so does OR REPLACE."""
        if not (step.fields.get("if_not_exists") or step.fields.get("replace")):
            return True
        return self._catalog is not None and name not in self._catalog.names and Name("", name.name) not in self._catalog.names

    def _rename(self, step: Step) -> None:
        kind, new = step.fields.get("renameType"), step.fields.get("newname", "")
        if kind == "OBJECT_SCHEMA":
            if self.is_new_schema(step.fields.get("subname", ""), step.position):
                self._made[Name("", new)] = step.position
        elif "relation" in step.fields and kind not in {"OBJECT_COLUMN", "OBJECT_TABCONSTRAINT", "OBJECT_TRIGGER", "OBJECT_POLICY"}:
            self._move(step, Name(step.relation.schema, new))

    def _move(self, step: Step, to: Name) -> None:
        if self.is_new(step.relation, step.position):
            self._made[to] = step.position


def _made_by(step: Step) -> Name | None:
    fields = step.fields
    if step.node in {"CreateStmt", "CreateForeignTableStmt"}:
        relation = fields.get("base", fields).get("relation") or fields.get("relation", {})
        return step.name(relation)
    if step.node == "CreateTableAsStmt":
        return step.name(fields["into"]["rel"])
    if step.node == "SelectStmt" and "intoClause" in fields:
        return step.name(fields["intoClause"]["rel"])
    if step.node in _RELATIONS:
        return step.name(fields[_RELATIONS[step.node]])
    if step.node in _LISTED:
        from schemadiff.lint.tree import strings

        return step.named(strings(fields[_LISTED[step.node]]))
    if step.node == "IndexStmt" and "idxname" in fields:
        return Name(step.relation.schema, fields["idxname"])
    if step.node == "CreateSchemaStmt":
        return Name("", fields.get("schemaname", ""))
    return None
