"""One repeatable-read, read-only transaction; all kinds' queries go out in one pipeline.

Reads need no more than what every role may see of pg_catalog (PostgreSQL documentation, chapter 52 "System Catalogs").
"""

from __future__ import annotations

import fnmatch
import logging
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from schemadiff.core.fact import Fact, Snapshot
from schemadiff.core.identity import ObjectId
from schemadiff.introspect.dependencies import DEPENDENCIES, Address, Dependencies, edges_of
from schemadiff.objects import KIND, KINDS

if TYPE_CHECKING:
    import psycopg

    from schemadiff.core.kind import ObjectKind

log = logging.getLogger(__name__)

HEAD = ("classid", "objid", "objsubid", "parent_classid", "parent_objid", "parent_objsubid", "origin_objid", "path", "position")
BEGIN = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
SETTINGS = """
SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), current_setting('server_version_num')::int, current_user
"""
JOURNAL = "schemadiff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What of a database to read. `exclude` are patterns of `schema` or `schema.name` (shell style).

    `default_owner` is the role whose ownership goes without saying; None is the connecting role.
    """

    exclude: tuple[str, ...] = ()
    default_owner: str | None = None


def read_snapshot(connection: psycopg.Connection[Any], selection: Selection | None = None) -> Snapshot:
    """The snapshot of the database of `connection` (autocommit, idle). Raises psycopg.Error as it comes."""
    selection = selection or Selection()
    version, answers, dependencies = fetch(connection, selection)
    addresses: dict[Address, ObjectId] = {}
    aliases = Dependencies(dependencies)
    pending = [(kind, row) for kind, rows in zip(KINDS, answers, strict=True) for row in rows]
    facts = collect(pending, addresses, aliases)
    kept = without(facts, selection.exclude)
    return Snapshot(facts=kept, edges=edges_of(kept, addresses, aliases), version=version)


def fetch(connection: psycopg.Connection[Any], selection: Selection) -> tuple[int, list[list[Any]], list[Any]]:
    """All answers of one read-only transaction: the version, the rows of each kind, pg_depend."""
    parameters = {"default_owner": selection.default_owner}
    superuser = connection.info.parameter_status("is_superuser") == "on"
    queries = [kind.superuser_query or kind.query if superuser else kind.query for kind in KINDS]
    with connection.pipeline():
        connection.execute(BEGIN)
        settings = connection.execute(SETTINGS)
        cursors = [connection.execute(query.encode(), parameters if "%(" in query else None) for query in queries]
        depend = connection.execute(DEPENDENCIES)
        connection.execute("COMMIT")
    row = settings.fetchone()
    assert row is not None
    return row[1], [c.fetchall() for c in cursors], depend.fetchall()


def collect(pending: list[Any], addresses: dict[Address, ObjectId], aliases: Dependencies) -> dict[ObjectId, Fact]:
    """Facts from rows, parents before children; rows of extension members and of unknown parents fall away."""
    facts: dict[ObjectId, Fact] = {}
    origins: list[tuple[ObjectId, Address]] = []
    to_come = {(row[0], row[1], row[2]) for _, row in pending if row[0]}
    while pending:
        waiting = []
        for kind, row in pending:
            whole = (row[3], row[4], row[5])
            waits = row[3] and whole in to_come and whole not in addresses
            parent = aliases.resolve_part(whole, addresses) if row[3] and not waits else None
            if row[3] and parent is None:
                waiting.append((kind, row))
                continue
            if (row[0], row[1], 0) in aliases.members:
                continue
            fact = to_fact(kind, row, parent)
            facts[fact.id] = fact
            if row[0]:
                addresses[row[0], row[1], row[2]] = fact.id
            if row[6]:
                origins.append((fact.id, (row[0] or row[3], row[6], 0 if row[2] is None else row[2])))
        if len(waiting) == len(pending):
            break
        pending = waiting
    return with_origins(facts, origins, addresses)


def with_origins(facts: dict[ObjectId, Fact], origins: list[Any], addresses: dict[Address, ObjectId]) -> dict[ObjectId, Fact]:
    """Facts with the ids of those from which PostgreSQL derives them."""
    for id, address in origins:
        table = addresses.get((address[0], address[1], 0))
        if KIND[id.kind].about:
            origin = counterpart(id, table, facts)
        else:
            origin = same_name(facts[id], table) if address[2] else table
        if origin is not None:
            old = facts[id]
            facts[id] = Fact(id=id, definition=old.definition, parent=old.parent, origin=origin, position=old.position)
    return facts


def counterpart(id: ObjectId, target: ObjectId | None, facts: dict[ObjectId, Fact]) -> ObjectId | None:
    """The fact of the same kind about `target`: the table's owner for that of its sequence."""
    other = ObjectId(id.kind, (target.kind, *target.path)) if target else None
    return other if other in facts else None


def same_name(fact: Fact, table: ObjectId | None) -> ObjectId | None:
    """A column's origin is the column of the same name: numbers differ between parent and child."""
    return ObjectId(fact.id.kind, (*table.path, fact.id.path[-1])) if table else None


def to_fact(kind: ObjectKind, row: Any, parent: ObjectId | None) -> Fact:
    """One row as a fact; the path of a part goes on from its parent's."""
    path = tuple(row[7])
    if parent is not None:
        path = (parent.kind, *parent.path, *path) if kind.about else (*parent.path, *path)
    values = dict(zip(FIELDS[kind.name], row[9:], strict=True))
    for name in LISTS[kind.name]:
        if type(values[name]) is list:
            values[name] = tuple(values[name])
    return Fact(id=ObjectId(kind.name, path), definition=kind.definition(**values), parent=parent, position=row[8] or 0)


FIELDS = {kind.name: tuple(f.name for f in fields(kind.definition)) for kind in KINDS}
LISTS = {kind.name: tuple(f.name for f in fields(kind.definition) if "tuple" in str(f.type)) for kind in KINDS}


def without(facts: dict[ObjectId, Fact], exclude: tuple[str, ...]) -> dict[ObjectId, Fact]:
    """Facts less schemadiff's journal, what the patterns exclude and all that is part of those."""
    gone: set[ObjectId] = set()
    kept = {}
    for id, fact in facts.items():
        if fact.parent in gone or (fact.parent is None and excluded(id, exclude)):
            gone.add(id)
        else:
            kept[id] = fact
    return kept


def excluded(id: ObjectId, patterns: tuple[str, ...]) -> bool:
    """Whether the object at `id` is schemadiff's own or matches a pattern."""
    if id.path[0] == JOURNAL:
        return True
    name = ".".join(id.path[:2])
    return any(fnmatch.fnmatchcase(name, p) or fnmatch.fnmatchcase(id.path[0], p) for p in patterns)
