"""What the applier takes, tells while it works, and gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from schemadiff.migration import Migration
    from schemadiff.parser import LocatedStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What a person was shown: pending migrations as (version, checksum), and the database's fingerprint."""

    pending: tuple[tuple[str, str], ...]
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyOptions:
    """How to apply. Times are seconds.

    `to` is the last version to apply (or the one to stay at, going down), `count` how many; `baseline` a version up to
    which migrations are marked as applied first, in a database without a journal. `lock_wait` bounds the wait for
    another applier; `lock_timeout` the wait of a statement for a lock, after which its transaction is undone and tried
    again, `lock_retries` times at most (None: any number) and until `retry_for` is over. `dry_run` changes nothing. `tenant`
    is the schema that `"{schema}"` stands for, with a journal of its own.
    """

    to: str | None = None
    count: int | None = None
    baseline: str | None = None
    lock_wait: float = 60.0
    lock_timeout: float = 0.2
    lock_retries: int | None = None
    retry_for: float = 60.0
    confirmed: Confirmed | None = None
    dry_run: bool = False
    tenant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A session that holds a lock we wait for; `doing` is what it runs or ran last, shortened."""

    pid: int
    user: str
    application: str
    state: str = ""
    doing: str = ""

    def __str__(self) -> str:
        told = f"pid {self.pid} (user {self.user or 'unknown'}, application {self.application or 'unknown'}"
        return told + (f", {self.state})" if self.state else ")")


class Observer(Protocol):
    """Told what happens while it happens. Methods must not raise."""

    def waiting_for_lock(self, holder: Holder | None) -> None:
        """Another applier has the database's lock."""

    def migration_started(self, migration: Migration, *, down: bool) -> None:
        """The first statement of a migration comes next."""

    def migration_finished(self, migration: Migration, *, down: bool, seconds: float) -> None:
        """A migration and its row in the journal are committed."""

    def segment_started(self, migration: Migration, index: int, count: int, *, transactional: bool) -> None:
        """Segment `index` (from 0) of `count` begins."""

    def statement_started(self, statement: LocatedStatement) -> None:
        """A statement is sent."""

    def statement_finished(self, statement: LocatedStatement, seconds: float) -> None:
        """A statement is done; in a transaction it can still be undone."""

    def retrying(self, statement: LocatedStatement | None, blockers: tuple[Holder, ...], delay: float) -> None:
        """A lock was not had in time; the transaction is undone and begins again after `delay` seconds."""

    def repairing(self, what: str) -> None:
        """What an interrupted run left behind is put right."""

    def old_snapshots(self, statement: LocatedStatement, holders: tuple[Holder, ...]) -> None:
        """A statement with CONCURRENTLY, which comes next, waits until these sessions' transactions have ended."""


class Quiet:
    """An observer that does nothing; a base for those that want some of the calls."""

    def waiting_for_lock(self, holder: Holder | None) -> None:
        """Does nothing."""

    def migration_started(self, migration: Migration, *, down: bool) -> None:
        """Does nothing."""

    def migration_finished(self, migration: Migration, *, down: bool, seconds: float) -> None:
        """Does nothing."""

    def segment_started(self, migration: Migration, index: int, count: int, *, transactional: bool) -> None:
        """Does nothing."""

    def statement_started(self, statement: LocatedStatement) -> None:
        """Does nothing."""

    def statement_finished(self, statement: LocatedStatement, seconds: float) -> None:
        """Does nothing."""

    def retrying(self, statement: LocatedStatement | None, blockers: tuple[Holder, ...], delay: float) -> None:
        """Does nothing."""

    def repairing(self, what: str) -> None:
        """Does nothing."""

    def old_snapshots(self, statement: LocatedStatement, holders: tuple[Holder, ...]) -> None:
        """Does nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One migration that was applied or taken back."""

    version: str
    name: str
    statements: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyResult:
    """What was done, in order; `planned` has the versions that a dry run would have done."""

    done: tuple[Done, ...] = ()
    planned: tuple[str, ...] = ()
    baselined: tuple[str, ...] = ()
