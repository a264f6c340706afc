"""What the differ hands on: ordered statements with their hazards."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadiff.core.diagnostic import Diagnostic
    from schemadiff.core.identity import ObjectId
    from schemadiff.core.trace import Trace


class HazardCode(enum.StrEnum):
    """What a statement can do to a live database. The names are what `--allow` takes."""

    DATA_LOSS = "DATA_LOSS"
    REWRITE = "REWRITE"
    REBUILD = "REBUILD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """One thing that a statement can do; `message` says it to a person who did not write the plan."""

    code: HazardCode
    message: str
    object: ObjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One SQL statement of a plan, without its semicolon.

    `transactional` is false where PostgreSQL refuses the statement inside a transaction block; `commit_after` is true where
    what it makes can be used only after COMMIT (ALTER TYPE … ADD VALUE). `trace` is what it was measured to do in scratch; None
    where that was not measured.
    """

    sql: str
    summary: str
    hazards: tuple[Hazard, ...] = ()
    transactional: bool = True
    commit_after: bool = False
    trace: Trace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Ordered statements that take a database of fingerprint `current` to one of fingerprint `desired`.

    `summaries` are the changes in words (`add column public.users.phone`), from which migration names are derived.
    """

    statements: tuple[Statement, ...]
    current: str
    desired: str
    summaries: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    """What of the two states it leaves out of account."""

    @property
    def hazards(self) -> tuple[Hazard, ...]:
        """All hazards, in the order of the statements."""
        return tuple(h for s in self.statements for h in s.hazards)
