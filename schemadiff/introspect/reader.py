"""One repeatable-read, read-only transaction; all kinds' queries go out in one pipeline.

Reads need no more than what every role may see of pg_catalog (PostgreSQL documentation, chapter 52 "System Catalogs").
"""

from __future__ import annotations

import fnmatch
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemadiff.core.fact import Fact, Snapshot
from schemadiff.core.identity import ObjectId
from schemadiff.introspect.dependencies import DEPENDENCIES, Address, Dependencies, edges_of
from schemadiff.introspect.kind_rows import Rows
from schemadiff.introspect.unmodelled import IDENTIFY, identified, probe, unmodelled
from schemadiff.objects import KIND, KINDS

if TYPE_CHECKING:
    import psycopg

    from schemadiff.core.fact import Unmodelled
    from schemadiff.core.kind import ObjectKind

log = logging.getLogger(__name__)

BEGIN = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
SETTINGS = """
SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), current_setting('server_version_num')::int, current_user,
       pg_catalog.set_config('schemadiff.include', %(include)s, true), pg_catalog.set_config('jit', 'off', true)
"""
# jit: the costs that the planner sees in catalogs of thousands of tables make it compile queries, which takes longer than running them.
JOURNAL = "schemadiff"
BATCH = 10
"""Queries under way at once: while the server answers one batch, the rows of the one before become facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What of a database to read. `exclude` are patterns of `schema` or `schema.name` (shell style).

    `default_owner` is the role whose ownership goes without saying; None is the connecting role.
    """

    exclude: tuple[str, ...] = ()
    default_owner: str | None = None
    include: tuple[str, ...] = ()
    """What else to read, by the words of the kinds' `include`, and those of core.include."""

    @property
    def kinds(self) -> tuple[ObjectKind, ...]:
        """The kinds to read."""
        return tuple(k for k in KINDS if k.include is None or k.include in self.include)


def read_snapshot(connection: psycopg.Connection[Any], selection: Selection | None = None) -> Snapshot:
    """The snapshot of the database of `connection` (autocommit, idle). Raises psycopg.Error as it comes."""
    selection = selection or Selection()
    parameters = {"default_owner": selection.default_owner}
    with connection.pipeline() as pipeline:
        connection.execute(BEGIN)
        settings = connection.execute(SETTINGS, {"include": ",".join(selection.include)})
        depend = connection.execute(DEPENDENCIES)
        probed = connection.execute(probe(connection.info.server_version).encode())
        kinds = selection.kinds
        batches = [kinds[i : i + BATCH] for i in range(0, len(kinds), BATCH)]
        sent = send(connection, batches[0], parameters)
        pipeline.sync()
        collection = Collection(Dependencies(depend.fetchall()))
        for batch in [*batches[1:], ()]:
            following = send(connection, batch, parameters)
            for kind, cursor in sent:
                collection.add(Rows(kind, cursor))
            pipeline.sync()
            sent = following
        facts = collection.finish()
        left = identify(connection, unmodelled(probed.fetchall(), collection.addresses, collection.aliases), selection.exclude)
        connection.execute("COMMIT")
    row = settings.fetchone()
    assert row is not None
    kept = without(facts, selection.exclude)
    edges = edges_of(kept, collection.addresses, collection.aliases)
    return Snapshot(facts=kept, edges=edges, version=row[1], unmodelled=left)


def identify(connection: psycopg.Connection[Any], objects: list[tuple[int, int]], exclude: tuple[str, ...]) -> tuple[Unmodelled, ...]:
    """What the objects are called, less what the patterns exclude; nothing is asked where there are none."""
    if not objects:
        return ()
    parameters = {"classids": [o[0] for o in objects], "objids": [o[1] for o in objects]}
    found = identified(connection.execute(IDENTIFY, parameters).fetchall())
    return tuple(u for u in found if not excluded(ObjectId(u.type, (u.schema or u.identity, u.identity)), exclude))


def send(connection: psycopg.Connection[Any], kinds: tuple[ObjectKind, ...], parameters: dict[str, Any]) -> list[Any]:
    """Queues the queries of `kinds`: (kind, cursor) pairs to fetch from."""
    superuser = connection.info.parameter_status("is_superuser") == "on"
    queries = [(kind, (kind.superuser_query if superuser else None) or kind.query) for kind in kinds]
    return [(kind, connection.execute(query.encode(), parameters if "%(" in query else None)) for kind, query in queries]


class Collection:
    """Facts from rows as they come, parents before children; rows of extension members and of unknown parents fall away."""

    def __init__(self, aliases: Dependencies) -> None:
        self.aliases = aliases
        self.addresses: dict[Address, ObjectId] = {}
        self.facts: dict[ObjectId, Fact] = {}
        self.origins: list[tuple[ObjectId, Address]] = []
        self.waiting: list[tuple[Rows, Any]] = []
        self.members: dict[Address, ObjectId] = {}

    def add(self, rows: Rows) -> None:
        """Takes the rows of one kind; those whose parent is not known yet wait."""
        addresses, members, name = self.addresses, self.aliases.members, rows.kind.name
        for row in rows.rows:
            parent = addresses.get((row[3], row[4], row[5])) if row[3] else None
            if members and (row[0], row[1], 0) in members:
                whole = self.members.get((row[3], row[4], row[5]))
                self.members[row[0], row[1], row[2]] = ObjectId(name, (*(whole.path if whole else ()), *row[7]))
            elif row[3] and parent is None:
                self.waiting.append((rows, row))
            else:
                self.take(rows, row, parent, parent)

    def take(self, rows: Rows, row: Any, parent: ObjectId | None, whole: ObjectId | None) -> None:
        fact = rows.fact(row, parent, whole)
        self.facts[fact.id] = fact
        if row[0]:
            self.addresses[row[0], row[1], row[2]] = fact.id
        if row[6]:
            self.origins.append((fact.id, (row[0] or row[3], row[6], 0 if row[2] is None else row[2])))

    def is_of_member(self, rows: Rows, row: Any) -> bool:
        """Takes what is about a member of an extension, where the kind allows that."""
        member = self.members.get((row[3], row[4], row[5]))
        extension = self.addresses.get(self.aliases.whole.get((row[3], row[4], row[5]), (0, 0, 0)))
        if member is None or extension is None or not rows.kind.of_members:
            return False
        self.take(rows, row, extension, member)
        return True

    def finish(self) -> dict[ObjectId, Fact]:
        """All facts, those that waited too."""
        to_come = {(row[0], row[1], row[2]) for _, row in self.waiting if row[0]}
        pending = [(rows, row) for rows, row in self.waiting if not self.is_of_member(rows, row)]
        while pending:
            waiting = []
            for rows, row in pending:
                whole = (row[3], row[4], row[5])
                waits = whole in to_come and whole not in self.addresses
                parent = None if waits else parent_of(rows.kind, whole, self.addresses, self.aliases)
                if parent is None:
                    waiting.append((rows, row))
                elif (row[0], row[1], 0) not in self.aliases.members:
                    self.take(rows, row, parent, parent)
            if len(waiting) == len(pending):
                break
            pending = waiting
        return with_origins(self.facts, self.origins, self.addresses)


def parent_of(kind: ObjectKind, whole: Address, addresses: dict[Address, ObjectId], aliases: Dependencies) -> ObjectId | None:
    """The fact at `whole`; what is about a part that is no fact of its own (a row type) is not about what that belongs to."""
    return addresses.get(whole) if kind.about else aliases.resolve_part(whole, addresses)


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


def without(facts: dict[ObjectId, Fact], exclude: tuple[str, ...]) -> dict[ObjectId, Fact]:
    """Facts less schemadiff's journal, what the patterns exclude and all that is part of those."""
    if not any(fact.parent is None and excluded(id, exclude) for id, fact in facts.items()):
        return facts
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
