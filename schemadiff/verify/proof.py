"""A plan is executed on a rebuilt current state; what comes out must be the desired state, for schemadiff and for pg_dump."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import PlanError, ProofError
from schemadiff.core.kind import Context
from schemadiff.diff import create_script
from schemadiff.diff.compare import compare
from schemadiff.objects import KIND
from schemadiff.sources.execute import run_plan
from schemadiff.sources.sides import own, set_apart
from schemadiff.sources.stated import as_stated
from schemadiff.verify.oracle import differences, dump
from schemadiff.verify.trace import run_traced

if TYPE_CHECKING:
    import psycopg

    from schemadiff.core.fact import Snapshot
    from schemadiff.core.plan import Plan
    from schemadiff.sources import Session
    from schemadiff.verify.oracle import Blocks

SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was shown. `dumped`: pg_dump, too, found the migrated and the desired database equal.

    `plan` is what was executed, with the trace of each statement.
    """

    statements: int
    dumped: bool
    plan: Plan


def prove(session: Session, current: Snapshot, desired: Snapshot, plan: Plan) -> Proof:
    """Executes `plan` on a scratch database in state `current`, compares the end with `desired`.

    Raises ProofError with the differences. The pg_dump of the server's own major is the independent oracle; where there is
    none the proof says so.
    """
    current, desired = set_apart(current, desired)
    with session.scratch() as url:
        with session.server.connection(url) as connection:
            rebuild(session, connection, current)
            plan = execute(session, connection, plan)
            reached = own(session.read(connection))
        require_equal(reached, desired, "the migration was executed in scratch and does not give the desired state")
        have = dump(session.server, url)
    dumped = have is not None and check_dump(session, have, desired)
    return Proof(statements=len(plan.statements), dumped=dumped, plan=plan)


def measured(session: Session, current: Snapshot, desired: Snapshot, plan: Plan) -> Plan:
    """`plan` with the trace of each statement, from executing it in scratch; what it ends in is not looked at.

    Raises ProofError where a statement fails, or where the current state cannot be rebuilt.
    """
    current, _ = set_apart(current, desired)
    with session.database() as connection:
        rebuild(session, connection, current)
        return execute(session, connection, plan)


def rebuild(session: Session, connection: psycopg.Connection[Any], current: Snapshot) -> None:
    """The current state in scratch, made from its facts: what schemadiff read must be all that it needs."""
    current = as_stated(current, "")
    try:
        run_plan(connection, create_script(current), own=session.server.own)
    except PlanError as error:
        raise ProofError(f"the current state cannot be rebuilt in scratch: {error}") from error
    require_equal(own(session.read(connection)), current, "the current state cannot be rebuilt in scratch")


def execute(session: Session, connection: psycopg.Connection[Any], plan: Plan) -> Plan:
    """Executes `plan`; it comes back with the trace of each statement."""
    try:
        return run_traced(connection, plan, own=session.server.own)
    except PlanError as error:
        raise ProofError(f"the migration fails in scratch: {error}") from error


def require_equal(reached: Snapshot, wanted: Snapshot, problem: str) -> None:
    found = remaining(reached, wanted)
    if found:
        raise ProofError(refusal(problem, found))


def remaining(reached: Snapshot, wanted: Snapshot) -> list[str]:
    """The differences that are left, in words."""
    changes = compare(Context(current=reached, desired=wanted, kinds=KIND, version=reached.version))
    lines = [f"missing: {i}" for i in sorted(changes.added)] + [f"left over: {i}" for i in sorted(changes.removed)]
    return lines + [f"{i} differs in {', '.join(names)}" for i, names in sorted(changes.attributes.items())]


def refusal(problem: str, found: list[str]) -> Diagnostic:
    more = f"\n… and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    hint = "\n".join(found[:SHOWN]) + more + "\nnothing was written; this is a bug of schemadiff: please report both schemas"
    return Diagnostic(code=ProofError.code, severity=Severity.ERROR, message=problem, hint=hint)


def check_dump(session: Session, have: Blocks, desired: Snapshot) -> bool:
    """Compares pg_dump of the migrated database with that of the desired one. False where there is no pg_dump to ask."""
    with session.scratch() as other:
        with session.server.connection(other) as connection:
            session.fill(connection, desired)
        want = dump(session.server, other)
    if want is None:
        return False
    found = differences(have, want)
    if found:
        raise ProofError(refusal("pg_dump finds a difference between the migrated and the desired database", found))
    return True
