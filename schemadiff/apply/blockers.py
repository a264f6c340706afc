"""Who holds the locks that a statement did not get (pg_locks, pg_stat_activity)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import psycopg

from schemadiff.apply.model import Holder
from schemadiff.apply.session import oids, server_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.parser import LocatedStatement

_QUERY = """
    WITH named AS (
        SELECT oid::oid FROM pg_catalog.unnest(%s::int8[]) oid
    ), relations AS (
        SELECT oid FROM named
        UNION SELECT i.indrelid FROM pg_catalog.pg_index i JOIN named ON named.oid = i.indexrelid
        UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN named ON named.oid = i.inhparent
    )
    SELECT DISTINCT a.pid, coalesce(a.usename, ''), coalesce(a.application_name, ''), coalesce(a.state, ''),
           left(coalesce(a.query, ''), 100)
    FROM pg_catalog.pg_locks l JOIN relations r ON r.oid = l.relation
    JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
    WHERE l.granted AND l.pid <> pg_catalog.pg_backend_pid()
      AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
    ORDER BY 1 LIMIT 10
"""


def blockers(connection: psycopg.Connection[Any], statement: LocatedStatement | None) -> tuple[Holder, ...]:
    """The sessions that hold locks on the relations which a statement names; none where they are gone already."""
    if statement is None:
        return ()
    names = sorted(set(_names(json.loads(statement.tree))))
    try:
        found = oids(connection, *names)
        with server_path(connection):
            rows = connection.execute(_QUERY, (found,)).fetchall()
    except psycopg.Error:
        # A courtesy: a name that to_regclass() refuses must not hide the failure that is being told.
        return ()
    return tuple(Holder(pid=r[0], user=r[1], application=r[2], state=r[3], doing=r[4]) for r in rows)


def _names(tree: object) -> Iterator[str]:
    if isinstance(tree, list):
        for item in tree:
            yield from _names(item)
    elif isinstance(tree, dict):
        if "relname" in tree:
            yield _quoted([tree["schemaname"]] if "schemaname" in tree else [], tree["relname"])
        # DROP TABLE, DROP INDEX name objects as lists of strings.
        items = tree.get("items")
        if isinstance(items, list) and items and all(isinstance(i, dict) and "String" in i for i in items):
            *outer, last = [str(i["String"].get("sval", "")) for i in items]
            yield _quoted(outer, last)
        for value in tree.values():
            yield from _names(value)


def _quoted(outer: list[str], name: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in (*outer, name))
