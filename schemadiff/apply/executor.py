"""Runs one migration in a session that holds the lock, and enters it into the journal."""

from __future__ import annotations

import contextlib
import itertools
import logging
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg.pq import TransactionStatus

from schemadiff.apply import lock, records
from schemadiff.apply.blockers import blockers
from schemadiff.apply.failures import (
    RETRIED,
    CommitLostError,
    broke_protocol,
    is_lost,
    statement_failed,
    step_failed,
)
from schemadiff.apply.journal import AttemptState
from schemadiff.apply.model import Done
from schemadiff.apply.repair import abandoned, leftover, repair
from schemadiff.apply.snapshots import old_snapshots, waits_for_snapshots
from schemadiff.apply.steps import earlier, first_open, others
from schemadiff.core.errors import ApplyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.apply.journal import Journal
    from schemadiff.apply.model import ApplyOptions, Holder, Observer
    from schemadiff.apply.session import Session
    from schemadiff.apply.steps import Step, Task
    from schemadiff.parser import LocatedStatement

log = logging.getLogger(__name__)
_UNDONE = "the transaction is undone; correct the file and apply again"
# In the file's own search_path, which may put any type, operator or function before the server's.
_XID = "SELECT pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text"
# What runs functions can give the advisory lock back. Not after each statement: pg_locks lists every lock of the transaction,
# and a file with thousands of CREATE TABLE would wait for that thousands of times. At the end it is looked for in any case.
_RUNS_CODE = (
    *("SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt", "FetchStmt"),
    *("DoStmt", "CallStmt", "ExecuteStmt", "DiscardStmt", "CreateTableAsStmt", "RefreshMatViewStmt"),
)
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0


@dataclass(slots=True)
class _Place:
    """Where a step is, so that whoever catches its failure knows."""

    attempt: int
    xid: str | None = None
    statement: LocatedStatement | None = None
    position: int | None = None

    @property
    def told(self) -> tuple[int, str] | None:
        """The statement as the journal records it."""
        if self.statement is None or self.position is None:
            return None
        return self.position, self.statement.text


class Executor:
    """Carries out tasks, one after the other, in a session."""

    def __init__(self, session: Session, options: ApplyOptions, observer: Observer) -> None:
        self._session = session
        self._connection = session.connection
        self._options = options
        self._observer = observer

    def run(self, task: Task, journal: Journal) -> Done:
        """Runs what of a task is not done yet.

        Raises ApplyError where a statement fails, where a lock is not had in time, and where the session is lost;
        CommitLostError where it is lost during COMMIT. What was begun is undone and recorded before.
        """
        begun = time.monotonic()
        self._session.renew()
        self._observer.migration_started(task.migration, down=task.down)
        if others(task, journal):
            self._tidy(task, journal)
        segment = -1
        for step in task.steps[first_open(task, journal) :]:
            if step.segment != segment:
                segment = step.segment
                self._observer.segment_started(task.migration, segment, task.segments, transactional=step.transactional)
            if step.transactional:
                self._in_transaction(task, step, begun)
            else:
                self._outside(task, step, journal, begun)
        seconds = time.monotonic() - begun
        log.info("%s %s in %.3f s", task.migration.label, "taken back" if task.down else "applied", seconds)
        self._observer.migration_finished(task.migration, down=task.down, seconds=seconds)
        migration = task.migration
        return Done(version=migration.version, name=migration.name, statements=task.statements, seconds=seconds)

    def _in_transaction(self, task: Task, step: Step, begun: float) -> None:
        self._session.reset()
        place = _Place(records.start(self._connection, task, step))
        end = time.monotonic() + self._options.retry_for
        pause = _FIRST_PAUSE
        with self._recorded(task, place):
            for tried in itertools.count():
                try:
                    self._attempt(task, step, place, begun)
                    return
                except psycopg.Error as error:
                    self._rollback()
                    if error.sqlstate not in RETRIED or is_lost(self._connection):
                        raise
                    if time.monotonic() + pause > end or tried == self._options.lock_retries:
                        raise self._no_lock(error, task, place, tried) from error
                self._pause(task, place, pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _pause(self, task: Task, place: _Place, pause: float) -> None:
        delay = pause * random.uniform(0.5, 1.0)
        self._observer.retrying(place.statement, self._blockers(task, place), delay)
        time.sleep(delay)

    def _blockers(self, task: Task, place: _Place) -> tuple[Holder, ...]:
        self._session.reset(generated=task.generated)
        return blockers(self._connection, place.statement)

    def _attempt(self, task: Task, step: Step, place: _Place, begun: float) -> None:
        self._session.reset(generated=task.generated)
        self._session.run("BEGIN")
        place.statement = place.position = None
        place.xid = str(self._session.value("SELECT pg_catalog.pg_current_xact_id()::pg_catalog.text"))
        self._session.run(f"SET LOCAL lock_timeout = {max(1, round(self._options.lock_timeout * 1000))}")
        for statement in step.prelude:
            self._session.run(statement.text)
        for position, statement in enumerate(step.statements):
            place.statement, place.position = statement, position
            self._execute(statement)
            self._check(statement, place)
        if step.statements:
            self._check_lock(step.statements[-1])
        place.position = None
        self._session.reset()
        records.done(self._connection, place.attempt, place.xid)
        if step is task.steps[-1]:
            records.complete(self._connection, task, time.monotonic() - begun)
        self._commit(task, place)

    def _commit(self, task: Task, place: _Place) -> None:
        place.statement = None
        try:
            ended = self._session.run("COMMIT")
        except psycopg.Error:
            if is_lost(self._connection):
                raise CommitLostError(place.xid or "", self._session.pid, task) from None
            raise
        if ended.statusmessage != "COMMIT":
            raise ApplyError(f"{task.migration.label}: the server answered COMMIT with {ended.statusmessage}")

    def _execute(self, statement: LocatedStatement, sql: str | None = None) -> None:
        self._observer.statement_started(statement)
        begun = time.monotonic()
        self._session.run(sql or statement.text)
        self._observer.statement_finished(statement, time.monotonic() - begun)

    def _check(self, statement: LocatedStatement, place: _Place) -> None:
        if self._connection.info.transaction_status != TransactionStatus.INTRANS:
            raise broke_protocol("this statement ended the transaction", statement)
        if self._session.value(_XID) != place.xid:
            raise broke_protocol("this statement ended the transaction and began another one", statement)
        if statement.node in _RUNS_CODE:
            self._check_lock(statement)

    def _check_lock(self, statement: LocatedStatement) -> None:
        if not lock.is_held(self._connection):
            raise broke_protocol("this statement released the lock that keeps other appliers out", statement)

    def _tidy(self, task: Task, journal: Journal) -> None:
        """Puts right what was left by statements that were taken out of the file, or corrected, after they had failed."""
        self._session.reset(generated=task.generated)
        for sql in abandoned(self._connection, others(task, journal)):
            self._observer.repairing(sql)
            self._session.run(sql)

    def _outside(self, task: Task, step: Step, journal: Journal, begun: float) -> None:
        statement = step.statements[0]
        self._session.reset()
        place = _Place(records.start(self._connection, task, step), statement=statement, position=0)
        with self._recorded(task, place):
            self._enter(task, step)
            fix = repair(self._connection, statement, earlier(task, step, journal))
            for sql in fix.before:
                self._observer.repairing(sql)
                self._session.run(sql)
            if not fix.done:
                self._tell_snapshots(statement)
                self._execute(statement, fix.instead)
            self._check_outside(statement)
            self._finish_outside(task, step, place, begun)

    def _tell_snapshots(self, statement: LocatedStatement) -> None:
        if waits_for_snapshots(statement) and (found := old_snapshots(self._connection)):
            self._observer.old_snapshots(statement, found)

    def _enter(self, task: Task, step: Step) -> None:
        self._session.reset(generated=task.generated)
        for setting in step.prelude:
            self._session.run(setting.text)

    def _check_outside(self, statement: LocatedStatement) -> None:
        if self._connection.info.transaction_status != TransactionStatus.IDLE:
            self._rollback()
            raise broke_protocol("this statement left a transaction open", statement)
        self._check_lock(statement)
        if name := leftover(self._connection, statement):
            hint = "IF NOT EXISTS passed over it; drop it, or apply again to have it rebuilt"
            raise ApplyError(f"index {name} is invalid", hint=hint)

    def _finish_outside(self, task: Task, step: Step, place: _Place, begun: float) -> None:
        place.statement = None
        self._session.reset()
        self._session.run("BEGIN")
        place.xid = str(self._session.value("SELECT pg_catalog.pg_current_xact_id()::pg_catalog.text"))
        records.done(self._connection, place.attempt, place.xid)
        if step is task.steps[-1]:
            records.complete(self._connection, task, time.monotonic() - begun)
        self._commit(task, place)

    @contextlib.contextmanager
    def _recorded(self, task: Task, place: _Place) -> Iterator[None]:
        """Whatever leaves the block is written into the attempt's row, once the transaction is undone."""
        try:
            yield
        except CommitLostError:
            raise
        except psycopg.Error as error:
            failure = self._failure(error, task, place)
            self._record(place, AttemptState.FAILED, str(failure), error.sqlstate)
            raise failure from error
        except Exception as error:
            sqlstate = error.__cause__.sqlstate if isinstance(error.__cause__, psycopg.Error) else None
            self._record(place, AttemptState.FAILED, str(error), sqlstate)
            raise
        except BaseException as error:
            self._record(place, AttemptState.INTERRUPTED, type(error).__name__, None)
            raise

    def _record(self, place: _Place, state: AttemptState, message: str, sqlstate: str | None) -> None:
        # The failure itself is what matters; a row that cannot be written must not hide it.
        with contextlib.suppress(psycopg.Error):
            self._rollback()
            self._session.reset()
            records.stopped(
                self._connection,
                place.attempt,
                state=state,
                statement=place.told,
                sqlstate=sqlstate,
                message=message,
                xid=place.xid,
            )

    def _failure(self, error: psycopg.Error, task: Task, place: _Place) -> ApplyError:
        if is_lost(self._connection):
            undone = "what was not committed is undone; apply again to go on"
        elif place.xid is None:
            undone = "nothing is undone by itself; correct what is wrong and apply again: what is left over is repaired"
        else:
            undone = _UNDONE
        if place.statement is None:
            return step_failed(error, task.migration, undone=undone)
        return statement_failed(error, place.statement, undone=undone)

    def _no_lock(self, error: psycopg.Error, task: Task, place: _Place, tried: int) -> ApplyError:
        found = self._blockers(task, place)
        who = "; held by " + ", ".join(map(str, found)) if found else ""
        again = f"tried again {tried} time{'' if tried == 1 else 's'}" if tried else "not tried again"
        undone = f"{again}{who}; nothing of this transaction was kept: apply again, or with a longer --lock-timeout"
        if place.statement is None:
            return step_failed(error, task.migration, undone=undone)
        return statement_failed(error, place.statement, undone=undone)

    def _rollback(self) -> None:
        if is_lost(self._connection) or self._connection.info.transaction_status == TransactionStatus.IDLE:
            return
        with contextlib.suppress(psycopg.Error):
            self._session.run("ROLLBACK")
