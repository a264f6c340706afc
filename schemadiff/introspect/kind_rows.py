"""Rows of a kind's query as facts.

There are hundreds of thousands of them in a large database, so that what is the same for all rows is found once.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from psycopg import adapters

from schemadiff.core.fact import Fact, frozen
from schemadiff.core.identity import ObjectId

if TYPE_CHECKING:
    import psycopg

    from schemadiff.core.fact import Definition
    from schemadiff.core.kind import ObjectKind

HEAD = ("classid", "objid", "objsubid", "parent_classid", "parent_objid", "parent_objsubid", "origin_objid", "path", "position")
JSON = ("json", "jsonb")


class Rows:
    """What the query of `kind` gave: columns of HEAD, then those of its definition."""

    def __init__(self, kind: ObjectKind, cursor: psycopg.Cursor[Any]) -> None:
        self.kind = kind
        self.rows = cursor.fetchall()
        self.names = tuple(f.name for f in fields(kind.definition))
        self.lists = tuple(n for n, column in enumerate((cursor.description or ())[len(HEAD) :]) if may_be_list(column.type_code))
        self.definitions: dict[tuple[Any, ...], Definition] = {}

    def fact(self, row: Any, parent: ObjectId | None, whole: ObjectId | None) -> Fact:
        """One row as a fact; the path of a part goes on from that of `whole`."""
        path = tuple(row[7])
        if whole is not None:
            path = (whole.kind, *whole.path, *path) if self.kind.about else (*whole.path, *path)
        return Fact(id=ObjectId(self.kind.name, path), definition=self.definition(row[9:]), parent=parent, position=row[8] or 0)

    def definition(self, values: tuple[Any, ...]) -> Definition:
        """A definition with these values; equal ones, of which a schema has thousands, are one object."""
        if self.lists:
            changed = list(values)
            for n in self.lists:
                changed[n] = frozen(changed[n])
            values = tuple(changed)
        found = self.definitions.get(values)
        if found is None:
            found = self.definitions[values] = self.kind.definition(**dict(zip(self.names, values, strict=True)))
        return found


def may_be_list(oid: int) -> bool:
    """Whether psycopg may give a list for a value of the type."""
    type = adapters.types.get(oid)
    return type is None or oid == type.array_oid or type.name in JSON
