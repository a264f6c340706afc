"""What is shown while migrations are applied, and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadiff.apply.model import Quiet
from schemadiff.cli.output import note, result, result_json

if TYPE_CHECKING:
    from schemadiff.api import BackupOptions
    from schemadiff.apply import Backup, Restored
    from schemadiff.apply.model import ApplyResult, Holder
    from schemadiff.apply.preflight import Report
    from schemadiff.cli.options import Invocation
    from schemadiff.migration import Migration
    from schemadiff.parser import LocatedStatement

MOST_SHOWN = 20


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


def preflight_data(report: Report) -> dict[str, Any]:
    """What live rows said, as docs/json.md describes it."""
    return {
        "findings": [
            {
                "check": f.check,
                "subject": f.subject,
                "verdict": str(f.verdict),
                "message": f.message,
                "rows": list(f.rows),
                "migration": f.migration,
                "location": {"file": f.location.file, "line": f.location.line, "column": f.location.column},
            }
            for f in report.findings
        ]
    }


def preflight_lines(report: Report) -> list[str]:
    """What live rows said, short: what is clean is only counted."""
    from schemadiff.apply.preflight import Verdict

    clean = report.of(Verdict.CLEAN)
    told = [f for f in report.findings if f not in clean]
    lines = [f"preflight {f.text}" for f in told[:MOST_SHOWN]]
    if len(told) > MOST_SHOWN:
        lines.append(f"preflight: {len(told) - MOST_SHOWN} more; schemadiff migrate preflight shows all")
    return lines + ([f"preflight clean: {len(clean)}, as of now"] if clean else [])


def show_applied(options: Invocation, done: ApplyResult, *, down: bool = False, preflight: Report | None = None) -> None:
    """The result of applying or taking back."""
    if options.choose("text", "json") == "json":
        body = {
            "done": [{"version": d.version, "name": d.name, "statements": d.statements, "seconds": d.seconds} for d in done.done],
            "planned": list(done.planned),
            "baselined": list(done.baselined),
            **({} if down else {"preflight": preflight_data(preflight)["findings"] if preflight else []}),
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


def backup_options(options: Invocation, *, take: bool, restore_on_failure: bool) -> BackupOptions:
    """What the command line says about backups; each that is taken, and what is restored, is told."""
    from schemadiff.api import BackupOptions

    def told(what: Backup | Restored) -> None:
        verb = "backup" if hasattr(what, "size") else "restored"
        note(options, f"{verb}: {what.path} ({what.entries} entries, version {what.version or 'none'})")

    return BackupOptions(take=take, restore_on_failure=restore_on_failure, told=told)
