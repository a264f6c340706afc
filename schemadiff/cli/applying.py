"""What is shown while migrations are applied, and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.apply.model import Quiet
from schemadiff.cli.output import note, result, result_json

if TYPE_CHECKING:
    from schemadiff.apply.model import ApplyResult, Holder
    from schemadiff.cli.options import Invocation
    from schemadiff.migration import Migration
    from schemadiff.parser import LocatedStatement


class Narrator(Quiet):
    """Tells on standard error what happens."""

    def __init__(self, options: Invocation) -> None:
        self._options = options

    def waiting_for_lock(self, holder: Holder | None) -> None:
        """Another applier has the database's lock."""
        note(self._options, f"waiting for another applier: {holder}" if holder else "waiting for another applier")

    def migration_finished(self, migration: Migration, *, down: bool, seconds: float) -> None:
        """A migration is committed."""
        note(self._options, f"{'took back' if down else 'applied'} {migration.label} ({seconds:.2f} s)")

    def retrying(self, statement: LocatedStatement | None, blockers: tuple[Holder, ...], delay: float) -> None:  # noqa: ARG002
        """A lock was not had in time."""
        blocked = f", blocked by {', '.join(map(str, blockers))}" if blockers else ""
        note(self._options, f"no lock in time{blocked}; trying again in {delay:.1f} s")

    def repairing(self, what: str) -> None:
        """What an interrupted run left behind is put right."""
        note(self._options, f"repairing: {what}")

    def old_snapshots(self, statement: LocatedStatement, holders: tuple[Holder, ...]) -> None:  # noqa: ARG002
        """A statement with CONCURRENTLY waits for old transactions."""
        note(self._options, f"CONCURRENTLY waits until these transactions end: {', '.join(map(str, holders))}")


def show_applied(options: Invocation, done: ApplyResult, *, down: bool = False) -> None:
    """The result of applying or taking back."""
    if options.choose("text", "json") == "json":
        body = {
            "done": [
                {"version": d.version, "name": d.name, "statements": d.statements, "seconds": d.seconds}
                for d in done.done
            ],
            "planned": list(done.planned),
            "baselined": list(done.baselined),
        }
        result_json("migrate down" if down else "migrate apply", body)
        return
    for version in done.baselined:
        result(f"marked as applied: {version}")
    if done.planned:
        result("would " + ("take back: " if down else "apply: ") + ", ".join(done.planned))
    elif done.done:
        count = len(done.done)
        result(f"{'took back' if down else 'applied'} {count} migration{'s' if count > 1 else ''}")
    elif not done.baselined:
        result("nothing to take back" if down else "nothing to apply: no migration is pending")
