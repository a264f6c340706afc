"""A migration as steps: what is committed together, or what is done by one statement outside a transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadiff.apply.journal import AttemptState
from schemadiff.core.errors import ApplyError
from schemadiff.migration import is_generated, parse_segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.apply.journal import Attempt, Journal
    from schemadiff.migration import Migration, Segment
    from schemadiff.parser import LocatedStatement

# These may commit inside, which PostgreSQL allows only outside a transaction block.
_MAY_COMMIT = ("CallStmt", "DoStmt")
_SETTING = "VariableSetStmt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`prelude` are the segment's SET statements before it, run again wherever the step begins.

    `digest` is that of its text: a step that is done is known by it. A step outside a transaction has one statement.
    """

    index: int
    segment: int
    transactional: bool
    prelude: tuple[LocatedStatement, ...]
    statements: tuple[LocatedStatement, ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A migration to be applied or taken back; `segments` is their number."""

    migration: Migration
    down: bool
    generated: bool
    steps: tuple[Step, ...]
    segments: int

    @property
    def direction(self) -> str:
        """The word that the journal has for it."""
        return "down" if self.down else "up"

    @property
    def statements(self) -> int:
        """How many statements it has."""
        return sum(len(s.statements) for s in self.steps)


def task_of(migration: Migration, *, down: bool = False) -> Task:
    """The work that a migration is. Raises what `parse_segments` raises."""
    segments = parse_segments(migration, down=down)
    found = [part for number, segment in enumerate(segments) for part in _parts(number, segment)]
    # A file without statements still gets its row in the journal.
    found = found or [(0, True, (), ())]
    return Task(
        migration=migration,
        down=down,
        generated=is_generated(migration, down=down),
        steps=tuple(_step(index, *part) for index, part in enumerate(found)),
        segments=len(segments),
    )


def first_open(task: Task, journal: Journal) -> int:
    """The index of the first step that is not done. Raises ApplyError where what was done is not in the file now."""
    label = task.migration.label
    if any(a.state == AttemptState.DONE for a in journal.of(task.migration.version, down=not task.down)):
        way = "apply" if task.down else "down"
        raise ApplyError(f"{label} stopped in the middle of `migrate {way}`", hint=f"finish that first: `migrate {way}`")
    done = sorted(
        (a for a in journal.of(task.migration.version, down=task.down) if a.state == AttemptState.DONE),
        key=lambda a: a.step,
    )
    for attempt in done:
        if attempt.step >= len(task.steps) or task.steps[attempt.step].digest != attempt.digest:
            message = f"part {attempt.step + 1} of {label} is applied already, and was changed since"
            raise ApplyError(message, hint="put that part back as it was; what comes after it may be corrected")
    return len(done)


def earlier(task: Task, step: Step, journal: Journal) -> tuple[Attempt, ...]:
    """Earlier tries of a statement outside a transaction, which may have left something behind."""
    return tuple(a for a in _outside(task, journal) if a.digest == step.digest)


def others(task: Task, journal: Journal) -> tuple[Attempt, ...]:
    """Earlier tries, not done, of statements outside a transaction that the file does not have any more."""
    digests = {s.digest for s in task.steps}
    tries = _outside(task, journal)
    return tuple(a for a in tries if a.digest not in digests and a.state != AttemptState.DONE)


def _outside(task: Task, journal: Journal) -> tuple[Attempt, ...]:
    attempts = journal.of(task.migration.version, down=task.down)
    return tuple(a for a in attempts if not a.transactional)


_Part = tuple[int, bool, "tuple[LocatedStatement, ...]", "tuple[LocatedStatement, ...]"]


def _parts(number: int, segment: Segment) -> Iterator[_Part]:
    if segment.transactional:
        yield number, True, (), segment.statements
        return
    prelude: tuple[LocatedStatement, ...] = ()
    for statement in segment.statements:
        if statement.node == _SETTING:
            prelude = (*prelude, statement)
        else:
            outside = statement.needs_no_transaction or statement.node in _MAY_COMMIT
            yield number, not outside, prelude, (statement,)


def _step(
    index: int,
    segment: int,
    transactional: bool,
    prelude: tuple[LocatedStatement, ...],
    statements: tuple[LocatedStatement, ...],
) -> Step:
    text = "\0".join(s.text for s in (*prelude, *statements))
    return Step(
        index=index,
        segment=segment,
        transactional=transactional,
        prelude=prelude,
        statements=statements,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
