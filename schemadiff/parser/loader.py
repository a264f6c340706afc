"""Executes a schema in a scratch database. Its statements may stand in any order.

The order is found by trying, as PostgreSQL alone knows what a statement needs: runs of statements go as one message;
where a run fails, its statements go one by one, and one that fails waits until another makes the name that it lacked.
"""

from __future__ import annotations

import heapq
import itertools
import logging
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import SqlError, UsageError
from schemadiff.parser import names
from schemadiff.parser.databases import about_database
from schemadiff.parser.datasteps import DataStep, data_steps
from schemadiff.parser.hints import server_hint
from schemadiff.parser.privileged import needs_superuser
from schemadiff.parser.roles import about_roles, create_role_stubs, require_roles, role_names, stubs
from schemadiff.parser.session import RESET, Script, Session, Step, script
from schemadiff.parser.sources import sql_error
from schemadiff.parser.statements import StatementKind
from schemadiff.parser.tablespaces import create_tablespace_stubs, tablespace_names
from schemadiff.scratch.guard import guard_of, turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import psycopg

    from schemadiff.parser.statements import LocatedStatement

log = logging.getLogger(__name__)

RUN = 256
PATIENCE = 3
REPORTED = 20
# Waiting does not help: syntax errors, and what exists already (PostgreSQL documentation, appendix A).
_FINAL = frozenset({"42601", "42P07", "42710", "42723", "42701", "42P06", "42P03"})
_LACKING = frozenset({"42P01", "42703", "42704", "42883", "3F000", "42830"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """What loading left to do (`data_steps`) and to say (`notes`); `postponed` counts statements that had to wait."""

    data_steps: tuple[DataStep, ...] = ()
    notes: tuple[Diagnostic, ...] = ()
    roles: tuple[str, ...] = ()
    postponed: int = 0


def load(connection: psycopg.Connection[Any], statements: Sequence[LocatedStatement], *, own: bool, roles: bool = False) -> LoadResult:
    """Executes the schema's statements on an autocommit connection to a scratch database; data steps are handed back.

    Roles and tablespaces that the statements name are made beforehand where the server is `own`, else they must exist. Each file begins
    with the default session settings. Raises SqlError with the place of every statement that cannot be executed and
    does not merely depend on another that cannot; what was executed by then stays in the scratch database. Statements about
    roles are executed where `roles` says so, else they are left out.
    """
    if not connection.autocommit:
        raise UsageError("schemas are loaded on autocommit connections")
    made: tuple[str, ...] = ()
    if own:
        made = create_role_stubs(connection, stubs(statements) if roles else role_names(statements))
        create_tablespace_stubs(connection, tablespace_names(statements))
    else:
        require_roles(connection, statements)
    if roles:
        statements = about_roles(connection, statements)
    statements = about_database(connection, statements)
    by_file = [list(group) for _, group in itertools.groupby(statements, key=lambda s: s.file)]
    loader = _Loader(connection, [script(group, roles=roles) for group in by_file])
    loader.run()
    with turn(connection):
        connection.execute(RESET.encode(), prepare=False)
    notes = tuple(loader.notes())
    return LoadResult(data_steps=data_steps(statements), notes=notes, roles=made, postponed=loader.postponed)


class _Loader:
    """The state of one load: steps are numbered over all files, so that the smaller number is the earlier place."""

    def __init__(self, connection: psycopg.Connection[Any], scripts: Sequence[Script]) -> None:
        self.session = Session(connection, scripts)
        self.guarded = guard_of(connection) is not None
        self.steps: list[tuple[int, Step]] = [(n, step) for n, s in enumerate(scripts) for step in s.steps]
        self.waiting: dict[str | None, list[int]] = defaultdict(list)
        self.errors: dict[int, psycopg.Error] = {}
        self.postponed = 0

    def run(self) -> None:
        failures = 0
        for run in self._runs():
            if failures >= PATIENCE or self._must_be_single(run) or not self._together(run):
                failures += 1
                self._singly(run)
        while self.errors:
            waiting = sorted(self.errors)
            self.waiting.clear()
            self._singly(waiting)
            if len(self.errors) == len(waiting):
                raise SqlError(self._diagnostics())
        failed = [(s, e) for s, e in self.session.failed.items() if not self._left_out(e)]
        if failed:
            raise SqlError([_diagnostic(statement, error) for statement, error in failed])

    def _left_out(self, error: psycopg.Error) -> bool:
        """Settings that the server does not have, or that only a superuser may make: they would change nothing of the schema."""
        return _unknown_setting(error) or (self.guarded and error.sqlstate == "42501" and "parameter" in (error.diag.message_primary or ""))

    def notes(self) -> Iterable[Diagnostic]:
        """Settings of a newer server (`transaction_timeout`) that were left out."""
        for statement, error in self.session.failed.items():
            message = f"ignored: {error.diag.message_primary}"
            yield Diagnostic(code="setting", severity=Severity.NOTE, message=message, location=statement.location())

    def _runs(self) -> Iterable[list[int]]:
        numbered = enumerate(self.steps)
        for _, group in itertools.groupby(numbered, key=lambda item: (item[1][0], item[1][1].settings, self._alone(item[1][1]))):
            numbers = [number for number, _ in group]
            for start in range(0, len(numbers), RUN):
                yield numbers[start : start + RUN]

    def _alone(self, step: Step) -> bool:
        return self.guarded and needs_superuser(step.statement)

    def _statement(self, number: int) -> LocatedStatement:
        return self.steps[number][1].statement

    def _must_be_single(self, run: Sequence[int]) -> bool:
        # While statements wait, those that may free them, or must come after them, are looked at one by one.
        return bool(self.errors) or any(self._statement(number).needs_no_transaction for number in run)

    def _together(self, run: Sequence[int]) -> bool:
        import psycopg

        file, step = self.steps[run[0]]
        self.session.enter(file, step.settings)
        try:
            # A line of its own for the semicolon: the text may end in a comment.
            statements = [self._statement(number) for number in run]
            self.session.execute("\n;".join(s.text for s in statements), statements)
        except psycopg.Error as error:
            _lost(error)
            log.debug("a run of %d statements failed: %s", len(run), error.sqlstate)
            return False
        return True

    def _singly(self, numbers: Sequence[int]) -> None:
        queue = list(numbers)
        heapq.heapify(queue)
        while queue:
            number = heapq.heappop(queue)
            if not self._execute(number):
                continue
            if self.waiting:
                for name in names.mentioned(self._statement(number)):
                    for freed in self.waiting.pop(name, ()):
                        heapq.heappush(queue, freed)

    def _execute(self, number: int) -> bool:
        import psycopg

        statement = self._statement(number)
        if names.replaces(statement) and self._is_behind(number):
            return False
        file, step = self.steps[number]
        self.session.enter(file, step.settings)
        try:
            self.session.execute(statement.text, [statement])
        except psycopg.Error as error:
            _lost(error)
            if _is_there(statement, error):
                return True
            if error.sqlstate in _FINAL:
                raise SqlError(_diagnostic(statement, error)) from None
            self._postpone(number, error)
            return False
        self.errors.pop(number, None)
        return True

    def _postpone(self, number: int, error: psycopg.Error) -> None:
        self.postponed += number not in self.errors
        self.errors[number] = error
        self.waiting[names.missing(error.diag.message_primary or "")].append(number)

    def _is_behind(self, number: int) -> bool:
        name = names.created(self._statement(number))
        if name is None:
            return False
        for earlier, error in self.errors.items():
            if earlier < number and names.created(self._statement(earlier)) == name:
                self._postpone(number, error)
                self.waiting[name].append(number)
                return True
        return False

    def _diagnostics(self) -> list[Diagnostic]:
        made = {name for number in self.errors if (name := names.created(self._statement(number)))}
        roots: list[tuple[LocatedStatement, psycopg.Error]] = []
        rest: list[tuple[LocatedStatement, psycopg.Error]] = []
        for number, error in sorted(self.errors.items()):
            lacked = names.missing(error.diag.message_primary or "") if error.sqlstate in _LACKING else None
            own = names.created(self._statement(number))
            (rest if lacked in made and lacked != own else roots).append((self._statement(number), error))
        found = [_diagnostic(statement, error) for statement, error in (roots or rest)[:REPORTED]]
        left = len(roots) + len(rest) - len(found)
        if left:
            message = f"{left} more statement{'s' * (left > 1)} could not be executed, most for want of these"
            found.append(Diagnostic(code=SqlError.code, severity=Severity.NOTE, message=message))
        return found


def _diagnostic(statement: LocatedStatement, error: psycopg.Error) -> Diagnostic:
    diag = error.diag
    message = diag.message_primary or str(error)
    if diag.message_detail:
        message += f" ({diag.message_detail})"
    hints = [h.rstrip(".") for h in (diag.message_hint, server_hint(error.sqlstate, message)) if h]
    at = int(diag.statement_position) - 1 if diag.statement_position else 0
    place = statement.location(at)
    if statement.kind is StatementKind.ROLE:
        # The line may hold a password.
        place = replace(place, source=None)
    return sql_error(message, place, "; ".join(hints) or None)


def _unknown_setting(error: psycopg.Error) -> bool:
    return error.sqlstate == "42704" and "parameter" in (error.diag.message_primary or "")


def _is_there(statement: LocatedStatement, error: psycopg.Error) -> bool:
    # Every new database has the schema public, yet dumps of a single schema create it; a shell type was completed by then.
    return (error.sqlstate == "42P06" and names.created(statement) == "public") or (error.sqlstate == "42710" and names.is_shell(statement))


def _lost(error: psycopg.Error) -> None:
    # Without a SQLSTATE the server did not answer at all: no other statement will fare better.
    if error.sqlstate is None or error.sqlstate.startswith(("08", "57P")):
        raise error
