"""Actions: what the planner orders. Each is made of statements that belong together."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadiff.core.identity import ObjectId
    from schemadiff.core.kind import Statements


class Verb(enum.StrEnum):
    """What an action does to its subject."""

    DROP = "drop"
    ASIDE = "set aside"
    ALTER = "alter"
    REBIND = "move"
    ADD = "add"
    DROP_ASIDE = "drop old"


Name = tuple[str, ...]
SortKey = tuple[object, ...]


@dataclass(slots=True, kw_only=True, eq=False)
class Action:
    """Statements with what they make (`produces`), take away (`destroys`) and change (`alters`).

    `frees` and `takes` are names (see ObjectKind.names): one must be free before it is taken.
    """

    verb: Verb
    subject: ObjectId
    statements: Statements
    key: SortKey
    produces: set[ObjectId] = field(default_factory=set)
    destroys: set[ObjectId] = field(default_factory=set)
    alters: set[ObjectId] = field(default_factory=set)
    frees: set[Name] = field(default_factory=set)
    takes: set[Name] = field(default_factory=set)
    before: set[Action] = field(default_factory=set)
    """Actions that must have run before this one."""
