"""Renames: what is taken for one, and who is asked."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemadiff.api import engine
from schemadiff.core.busy import NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from schemadiff.core.busy import Busy
    from schemadiff.core.fact import Snapshot
    from schemadiff.core.plan import Plan
    from schemadiff.diff import Rename
    from schemadiff.sources import Session


class RenameMode(enum.StrEnum):
    """What to do where an object that goes is like one that comes, but for the name.

    ASK: asks about what holds data, where there is somebody to ask, and renames the rest; AUTO: renames; OFF: drops and
    creates. Directives in the files are followed in any case.
    """

    ASK = "ask"
    AUTO = "auto"
    OFF = "off"


@dataclass(slots=True, kw_only=True)
class Renames:
    """How renames are found. `ask` gets the old and the new name (`table public.users`) and says whether it is one.

    `likely` collects those that would hold data and were nobody's to decide.
    """

    mode: RenameMode = RenameMode.ASK
    ask: Callable[[str, str], bool] | None = None
    likely: list[Rename] = field(default_factory=list)

    def find(self, session: Session, current: Snapshot, desired: Snapshot) -> tuple[Rename, ...]:
        """The renames between two snapshots."""
        return session.renames(current, desired, lambda rename: self._choose(rename, current))

    def plan(self, session: Session, current: Snapshot, desired: Snapshot, busy: Busy = NONE) -> Plan:
        """The plan between two snapshots, renames first; lock-safe for the tables that are `busy`."""
        return session.plan(current, desired, self.find(session, current, desired), busy)

    def _choose(self, rename: Rename, current: Snapshot) -> bool:
        if self.mode is not RenameMode.ASK or not engine.holds_data(rename.old, current):
            return self.mode is not RenameMode.OFF
        if self.ask is not None:
            return self.ask(str(rename.old), str(rename.new))
        self.likely.append(rename)
        return False


def hint(likely: Sequence[Rename]) -> str | None:
    """What to say where a drop may have been meant as a rename."""
    if not likely:
        return None
    old, new = likely[0]
    more = f" (and {len(likely) - 1} more)" if len(likely) > 1 else ""
    return (
        f"is {new} the renamed {old}{more}? Say so: --renames auto, or before it in schema.sql: "
        f"-- schemadiff: renamed from={old.path[-1]}"
    )
