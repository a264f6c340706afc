"""What an interrupted statement outside a transaction has left, found in the catalogs, and how to go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemadiff.apply.failures import problem
from schemadiff.apply.journal import AttemptState
from schemadiff.apply.session import oids, server_path
from schemadiff.core.errors import ApplyError
from schemadiff.core.identity import qualified
from schemadiff.core.kind import RERUNNABLE
from schemadiff.parser import split_migration

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from schemadiff.apply.journal import Attempt
    from schemadiff.parser import LocatedStatement

_INDEX = """
    SELECT n.nspname, c.relname, i.indisvalid AND i.indisready FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = %s AND c.relnamespace = (SELECT t.relnamespace FROM pg_catalog.pg_class t WHERE t.oid = %s)
"""
# An interrupted REINDEX CONCURRENTLY leaves its unfinished copy (documentation, REINDEX).
_COPIES = """
    SELECT n.nspname, c.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'
      AND (i.indrelid = %s OR i.indrelid = (SELECT x.indrelid FROM pg_catalog.pg_index x WHERE x.indexrelid = %s))
"""
_PARTITION = """
    SELECT i.inhdetachpending FROM pg_catalog.pg_inherits i WHERE i.inhparent = %s AND i.inhrelid = %s
"""
_UNKNOWN = ("CallStmt", "DoStmt")
_LEAVING = ("IndexStmt", "DropStmt", "AlterTableStmt", "ReindexStmt")
# Done in one piece at the end, or not at all: catalog, its column, the field of the syntax tree that names it, and whether
# it is there then.
_WHOLE = {
    "CreateSubscriptionStmt": ("pg_subscription", "subname", "subname", True),
    "DropSubscriptionStmt": ("pg_subscription", "subname", "subname", False),
    "CreatedbStmt": ("pg_database", "datname", "dbname", True),
    "DropdbStmt": ("pg_database", "datname", "dbname", False),
    "CreateTableSpaceStmt": ("pg_tablespace", "spcname", "tablespacename", True),
    "DropTableSpaceStmt": ("pg_tablespace", "spcname", "tablespacename", False),
}
# "Syntax Error or Access Rule Violation": a name that is taken or unknown, a right that is missing (appendix A).
_REFUSALS = "42"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """`before` is to be run first; then `instead` of the statement, or nothing more where it is `done` already."""

    before: tuple[str, ...] = ()
    instead: str | None = None
    done: bool = False


def repair(connection: psycopg.Connection[Any], statement: LocatedStatement, attempts: Sequence[Attempt]) -> Repair:
    """How to go on with a statement that was tried before. Without earlier attempts there is nothing to repair.

    Raises ApplyError for a procedure or a DO block whose session ended without an answer: whether it did its work
    is not known, and it is not run twice, but for a block that begins as RERUNNABLE.
    """
    if not attempts:
        return Repair()
    found = _left_behind(connection, statement, attempts)
    # Refused at once is not done: what is there now was there before (a name that is taken, or that nothing has).
    return Repair(before=found.before) if found.done and all(map(_refused, attempts)) else found


def abandoned(connection: psycopg.Connection[Any], attempts: Sequence[Attempt]) -> tuple[str, ...]:
    """What removes or completes the leftovers of statements that were tried, and are not in the file any more."""
    found: list[str] = []
    for text in dict.fromkeys(a.sql for a in attempts if a.sql):
        for statement in split_migration(text, "the journal"):
            if statement.node in _LEAVING and statement.needs_no_transaction:
                left = _left_behind(connection, statement, attempts)
                found += [*left.before, *([left.instead] if left.instead else [])]
    return tuple(found)


def _refused(attempt: Attempt) -> bool:
    return attempt.state == AttemptState.FAILED and (attempt.sqlstate or "").startswith(_REFUSALS)


def _left_behind(connection: psycopg.Connection[Any], statement: LocatedStatement, attempts: Sequence[Attempt]) -> Repair:
    if statement.node == "IndexStmt":
        return _index(connection, statement)
    if statement.node == "DropStmt":
        return Repair(done=not _dropped_exists(connection, statement))
    if statement.node == "AlterTableStmt":
        return _detach(connection, statement)
    if statement.node == "ReindexStmt" and "relation" in (fields := statement.look()):
        name = _name(fields["relation"])
        copies = _rows(connection, _COPIES, *oids(connection, name, name))
        return Repair(before=tuple(f"DROP INDEX CONCURRENTLY {qualified(*row)}" for row in copies))
    if statement.node in _WHOLE:
        return Repair(done=_is_whole(connection, statement))
    if statement.text.startswith(RERUNNABLE):
        return Repair()
    if statement.node in _UNKNOWN and any(a.state in {AttemptState.LOST, AttemptState.RUNNING} for a in attempts):
        hint = "look whether it did its work: if so, take it out of the file; if not, change it so that it may run again"
        message = "this statement was begun before, and its session ended without an answer"
        raise ApplyError(problem("apply-unknown", message, hint, statement.location()))
    return Repair()


def _is_whole(connection: psycopg.Connection[Any], statement: LocatedStatement) -> bool:
    catalog, column, field, wanted = _WHOLE[statement.node]
    query = f"SELECT EXISTS (SELECT FROM pg_catalog.{catalog} WHERE {column} = %s)"
    ((there,),) = _rows(connection, query, statement.look()[field])
    return bool(there) is wanted


def _rows(connection: psycopg.Connection[Any], query: str, *parameters: object) -> list[Any]:
    with server_path(connection):
        return connection.execute(query.encode(), parameters).fetchall()


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
    found = _rows(connection, _INDEX, fields["idxname"], *oids(connection, _name(fields["relation"])))
    return (qualified(found[0][0], found[0][1]), bool(found[0][2])) if found else None


def _dropped_exists(connection: psycopg.Connection[Any], statement: LocatedStatement) -> bool:
    parts = [i["String"]["sval"] for i in statement.look()["objects"][0]["List"]["items"]]
    return oids(connection, _quoted(*parts)) != [None]


def _detach(connection: psycopg.Connection[Any], statement: LocatedStatement) -> Repair:
    fields = statement.look()
    parent = _name(fields["relation"])
    partition = _name(fields["cmds"][0]["AlterTableCmd"]["def"]["PartitionCmd"]["name"])
    found = _rows(connection, _PARTITION, *oids(connection, parent, partition))
    if not found:
        return Repair(done=True)
    return Repair(instead=f"ALTER TABLE {parent} DETACH PARTITION {partition} FINALIZE") if found[0][0] else Repair()


def _name(relation: dict[str, Any]) -> str:
    outer = [relation["schemaname"]] if "schemaname" in relation else []
    return _quoted(*outer, relation["relname"])


def _quoted(*parts: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)
