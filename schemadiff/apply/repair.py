"""What an interrupted statement outside a transaction has left, found in the catalogs, and how to go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemadiff.apply.failures import problem
from schemadiff.apply.journal import AttemptState
from schemadiff.core.errors import ApplyError
from schemadiff.core.identity import qualified

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from schemadiff.apply.journal import Attempt
    from schemadiff.parser import LocatedStatement

_INDEX = """
    SELECT n.nspname, c.relname, i.indisvalid AND i.indisready FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = %s AND c.relnamespace = {schema}
"""
_OF_TABLE = "(SELECT t.relnamespace FROM pg_catalog.pg_class t WHERE t.oid = pg_catalog.to_regclass(%s))"
# An interrupted REINDEX CONCURRENTLY leaves its unfinished copy (documentation, REINDEX).
_COPIES = """
    SELECT n.nspname, c.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'
      AND (i.indrelid = pg_catalog.to_regclass(%s)
           OR i.indrelid = (SELECT x.indrelid FROM pg_catalog.pg_index x
                            WHERE x.indexrelid = pg_catalog.to_regclass(%s)))
"""
_PARTITION = """
    SELECT i.inhdetachpending FROM pg_catalog.pg_inherits i
    WHERE i.inhparent = pg_catalog.to_regclass(%s) AND i.inhrelid = pg_catalog.to_regclass(%s)
"""
_UNKNOWN = ("CallStmt", "DoStmt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """`before` is to be run first; then `instead` of the statement, or nothing more where it is `done` already."""

    before: tuple[str, ...] = ()
    instead: str | None = None
    done: bool = False


def repair(connection: psycopg.Connection[Any], statement: LocatedStatement, attempts: Sequence[Attempt]) -> Repair:
    """How to go on with a statement that was tried before. Without earlier attempts there is nothing to repair.

    Raises ApplyError for a procedure or a DO block whose session ended without an answer: whether it did its work
    is not known, and it is not run twice.
    """
    if not attempts:
        return Repair()
    if statement.node == "IndexStmt":
        return _index(connection, statement)
    if statement.node == "DropStmt":
        return Repair(done=not _dropped_exists(connection, statement))
    if statement.node == "AlterTableStmt":
        return _detach(connection, statement)
    if statement.node == "ReindexStmt" and "relation" in (fields := statement.look()):
        name = _name(fields["relation"])
        copies = connection.execute(_COPIES, (name, name)).fetchall()
        return Repair(before=tuple(f"DROP INDEX CONCURRENTLY {qualified(*row)}" for row in copies))
    if statement.node in _UNKNOWN and any(a.state in {AttemptState.LOST, AttemptState.RUNNING} for a in attempts):
        hint = (
            "look whether it did its work: if so, take it out of the file; if not, change it so that it may run again"
        )
        message = "this statement was begun before, and its session ended without an answer"
        raise ApplyError(problem("apply-unknown", message, hint, statement.location()))
    return Repair()


def leftover(connection: psycopg.Connection[Any], statement: LocatedStatement) -> str | None:
    """The name of the invalid index that a CREATE INDEX CONCURRENTLY has left or, by IF NOT EXISTS, has passed over."""
    if statement.node != "IndexStmt":
        return None
    found = _find_index(connection, statement)
    return None if found is None or found[1] else found[0]


def _index(connection: psycopg.Connection[Any], statement: LocatedStatement) -> Repair:
    found = _find_index(connection, statement)
    if found is None:
        return Repair()
    name, valid = found
    return Repair(done=True) if valid else Repair(before=(f"DROP INDEX CONCURRENTLY {name}",))


def _find_index(connection: psycopg.Connection[Any], statement: LocatedStatement) -> tuple[str, bool] | None:
    fields = statement.look()
    query = _INDEX.format(schema=_OF_TABLE)
    row = connection.execute(query.encode(), (fields["idxname"], _name(fields["relation"]))).fetchone()
    return None if row is None else (qualified(row[0], row[1]), bool(row[2]))


def _dropped_exists(connection: psycopg.Connection[Any], statement: LocatedStatement) -> bool:
    parts = [i["String"]["sval"] for i in statement.look()["objects"][0]["List"]["items"]]
    row = connection.execute("SELECT pg_catalog.to_regclass(%s) IS NOT NULL", (_quoted(*parts),)).fetchone()
    return bool(row and row[0])


def _detach(connection: psycopg.Connection[Any], statement: LocatedStatement) -> Repair:
    fields = statement.look()
    parent = _name(fields["relation"])
    partition = _name(fields["cmds"][0]["AlterTableCmd"]["def"]["PartitionCmd"]["name"])
    row = connection.execute(_PARTITION, (parent, partition)).fetchone()
    if row is None:
        return Repair(done=True)
    return Repair(instead=f"ALTER TABLE {parent} DETACH PARTITION {partition} FINALIZE") if row[0] else Repair()


def _name(relation: dict[str, Any]) -> str:
    outer = [relation["schemaname"]] if "schemaname" in relation else []
    return _quoted(*outer, relation["relname"])


def _quoted(*parts: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)
