"""Which session settings are in force at each statement of a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemadiff.parser.privileged import run
from schemadiff.parser.statements import StatementKind
from schemadiff.scratch.guard import guard_of, turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from schemadiff.parser.statements import LocatedStatement

RESET = (
    "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; SET check_function_bodies = off; "
    'SET search_path = "$user", public; SET client_min_messages = warning'
)
_LOCAL = re.compile(r"\bLOCAL\b", re.IGNORECASE)
_AUTHORIZATION = re.compile(r"\bSET\s+(SESSION\s+)?SESSION\s+AUTHORIZATION\s+(\"(?:[^\"]|\"\")*\"|'[^']*'|[\w$]+)", re.IGNORECASE)
_FORCED = '"name":"check_function_bodies"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A statement that sets; `sql` is what is executed for it. `reset` stands for "from here on, as a file begins"."""

    sql: str
    statement: LocatedStatement
    local: bool = False
    reset: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A statement to execute in the session that the first `settings` settings of its file make."""

    statement: LocatedStatement
    settings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What is to be executed of one file."""

    settings: tuple[Setting, ...]
    steps: tuple[Step, ...]


def script(statements: Sequence[LocatedStatement], *, roles: bool = False) -> Script:
    """Divides the statements of one file into settings and steps; data steps, BEGIN/COMMIT and, without `roles`, roles are left out."""
    executed = {StatementKind.DDL, StatementKind.QUERY, StatementKind.DO} | ({StatementKind.ROLE} if roles else set())
    settings: list[Setting] = []
    steps: list[Step] = []
    for statement in statements:
        if statement.kind is StatementKind.SESSION:
            settings.extend(_settings(statement))
        elif statement.is_control:
            settings.extend(_commit(statement, settings))
        elif statement.kind in executed:
            steps.append(Step(statement=statement, settings=len(settings)))
    return Script(settings=tuple(settings), steps=tuple(steps))


def _settings(statement: LocatedStatement) -> Iterator[Setting]:
    if _FORCED in statement.tree:
        return
    local = '"is_local":true' in statement.tree
    # Each statement is a transaction of its own here, in which SET LOCAL would set nothing.
    sql = _LOCAL.sub("", statement.text, count=1) if local else statement.text
    yield Setting(sql=sql, statement=statement, local=local)
    if '"VAR_RESET_ALL"' in statement.tree:
        yield Setting(sql=RESET, statement=statement)


def _commit(statement: LocatedStatement, before: Sequence[Setting]) -> Iterator[Setting]:
    since = next((i for i in reversed(range(len(before))) if before[i].reset), 0)
    if '"TRANS_STMT_COMMIT"' not in statement.tree or not any(s.local for s in before[since:]):
        return
    yield Setting(sql=RESET, statement=statement, reset=True)
    yield from (s for s in before[since:] if not s.local and not s.reset)


class Session:
    """A connection, and how many settings of which file are in force on it."""

    def __init__(self, connection: psycopg.Connection[Any], scripts: Sequence[Script]) -> None:
        self._connection = connection
        self._scripts = scripts
        self._at = (-1, 0)
        self.failed: dict[LocatedStatement, psycopg.Error] = {}

    def execute(self, sql: str, statements: Sequence[LocatedStatement]) -> None:
        """Runs one or more statements as one message, which is one transaction."""
        run(self._connection, statements, sql)

    def _set(self, sql: str) -> None:
        with turn(self._connection):
            self._connection.execute(sql.encode(), prepare=False)

    def enter(self, file: int, settings: int) -> None:
        """Brings the session to a place of a file. Settings that the server refuses are kept in `failed`."""
        import psycopg

        if self._at[0] != file or self._at[1] > settings:
            self._set(RESET)
            self._at = (file, 0)
        for setting in self._scripts[file].settings[self._at[1] : settings]:
            try:
                self._set(self._permitted(setting.sql))
            except psycopg.Error as error:
                self.failed.setdefault(setting.statement, error)
        self._at = (file, settings)

    def _permitted(self, sql: str) -> str:
        """Who is no superuser cannot take on another session user; for a schema the current one is as good."""
        return _AUTHORIZATION.sub(_as_role, sql, count=1) if guard_of(self._connection) else sql


def _as_role(found: re.Match[str]) -> str:
    return "SET ROLE NONE" if found[2].upper() == "DEFAULT" else f"SET ROLE {found[2]}"
