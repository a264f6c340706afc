"""Which tables are in use, so that nobody may wait for them for long."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadiff.core.identity import ObjectId


DEPTH = 2
"""How many names the path of a table has."""


class OnlineMode(enum.StrEnum):
    """When to write lock-safe steps. ALWAYS: for every table that exists; AUTO: for those that hold rows; NEVER."""

    ALWAYS = "always"
    AUTO = "auto"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """The tables in use, as schema and name; `every` one where they are not known one by one."""

    tables: frozenset[tuple[str, ...]] = frozenset()
    every: bool = False

    def holds(self, table: tuple[str, ...]) -> bool:
        """Whether `table` is one of them."""
        return self.every or table in self.tables

    def renamed(self, renames: Iterable[tuple[ObjectId, ObjectId]]) -> Busy:
        """The same tables by their new names; of a schema (one name) or of a table (two names) that is renamed."""
        tables = self.tables
        for old, new in renames:
            size = len(old.path)
            if size == len(new.path) <= DEPTH:
                tables = frozenset(new.path + t[size:] if t[:size] == old.path else t for t in tables)
        return Busy(tables=tables, every=self.every)


EVERY = Busy(every=True)
NONE = Busy()
