"""What statements lock and how long they run (PostgreSQL documentation, "Explicit Locking"; `AlterTableGetLockLevel`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.lint.tree import Name, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

# These commands of ALTER TABLE take less than ACCESS EXCLUSIVE on their table.
_WEAK = frozenset(
    {
        "AT_SetStatistics",
        "AT_SetOptions",
        "AT_ResetOptions",
        "AT_SetRelOptions",
        "AT_ResetRelOptions",
        "AT_ValidateConstraint",
        "AT_AttachPartition",
        "AT_ClusterOn",
        "AT_DropCluster",
        "AT_EnableTrig",
        "AT_DisableTrig",
        "AT_EnableAlwaysTrig",
        "AT_EnableReplicaTrig",
        "AT_EnableTrigAll",
        "AT_DisableTrigAll",
        "AT_EnableTrigUser",
        "AT_DisableTrigUser",
    }
)
_ROWS = frozenset(["UpdateStmt", "DeleteStmt", "MergeStmt"])
_SCANNING = ("AT_SetNotNull", "AT_ValidateConstraint", "AT_AlterColumnType")
_TABLES = ("OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE")
_BY_RELATION = frozenset(["CreatePolicyStmt", "RuleStmt", "RefreshMatViewStmt", "ClusterStmt", "AlterObjectSchemaStmt", "RenameStmt"])


def exclusive(step: Step) -> Iterator[Name]:
    """The relations that were there before and that a step locks against everybody."""
    yield from (name for name in _exclusive(step) if name.name and step.exists(name))


def _exclusive(step: Step) -> Iterator[Name]:
    if step.node == "AlterTableStmt":
        if any(c.get("subtype", "AT_AddColumn") not in _WEAK and not _shared(c) for c in step.commands()):
            yield step.relation
    elif step.node in _BY_RELATION and "relation" in step.fields and not step.fields.get("concurrent"):
        # Renaming an index takes SHARE UPDATE EXCLUSIVE.
        if step.fields.get("renameType") != "OBJECT_INDEX":
            yield step.relation
    elif step.node == "TruncateStmt":
        yield from (step.name(r["RangeVar"]) for r in step.fields.get("relations", ()))
    elif step.node == "DropStmt" and not step.fields.get("concurrent"):
        yield from step.dropped(*_TABLES)


def _shared(command: dict[str, object]) -> bool:
    """ADD FOREIGN KEY takes SHARE ROW EXCLUSIVE; DETACH … CONCURRENTLY less."""
    foreign = any(c == "CONSTR_FOREIGN" for node in walk(command, "Constraint") for c in [node.get("contype")])
    concurrent = any(p.get("concurrent") for p in walk(command, "PartitionCmd"))
    return (command.get("subtype") == "AT_AddConstraint" and foreign) or concurrent


def changed_rows(step: Step) -> Name | None:
    """The relation, there before, of which a step changes rows at large: UPDATE, DELETE, MERGE, INSERT … SELECT, COPY."""
    if step.node in _ROWS or (step.node == "InsertStmt" and "fromClause" in step.fields.get("selectStmt", {}).get("SelectStmt", {})):
        return step.relation if step.exists(step.relation) else None
    if step.node == "CopyStmt" and step.fields.get("is_from") and "relation" in step.fields:
        return step.relation if step.exists(step.relation) else None
    return None


def scans(step: Step) -> bool:
    """Whether a step that changes no rows reads a whole relation that was there before."""
    if step.node == "IndexStmt":
        return step.is_busy(step.relation) and bool(step.fields["relation"].get("inh"))
    if step.node == "RefreshMatViewStmt":
        return step.exists(step.relation)
    return step.node == "AlterTableStmt" and step.is_busy(step.relation) and any(True for _ in step.commands(*_SCANNING))
