"""The approvals that commands hand to the API."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from schemadiff.cli.applying import preflight_lines
from schemadiff.cli.confirm import Question, answered, approve
from schemadiff.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from schemadiff.api import OnlineMode, Proposal, Renames, Settings
    from schemadiff.apply.preflight import Report
    from schemadiff.cli.options import Invocation
    from schemadiff.core.plan import Plan


HAZARD = re.compile(r"^-- ((?:DATA_LOSS|REWRITE|REBUILD): .*)$", re.MULTILINE)
MEASURED = re.compile(r"^-- ((?:locks: [A-Z]|rewrites |rebuilds |scans ).*)$", re.MULTILINE)
MOST_SHOWN = 12


def measured_lines(lines: Iterable[str]) -> list[str]:
    """What was measured of statements, each line once; the strongest locks come first."""
    found = sorted(dict.fromkeys(lines), key=lambda line: not line.startswith("locks: ACCESS EXCLUSIVE"))
    rest = len(found) - MOST_SHOWN
    return [f"measured {line}" for line in found[:MOST_SHOWN]] + (
        [f"measured and {rest} more lines; migration files and --format json have all"] if rest > 0 else []
    )


def about_renames(mode: str) -> Renames:
    """Asks, on a terminal, whether what looks renamed is. Raises UsageError for an unknown mode."""
    from schemadiff.api import RenameMode, Renames

    if mode not in set(RenameMode):
        raise UsageError(f"--renames {mode}: no such mode", hint="ask, auto or off")
    return Renames(mode=RenameMode(mode), ask=_is_renamed if sys.stdin.isatty() and sys.stderr.isatty() else None)


def online_mode(mode: str | None) -> OnlineMode | None:
    """The word of `--online`; None leaves it to the configuration. Raises UsageError for an unknown one."""
    from schemadiff.api import OnlineMode

    if mode is None:
        return None
    if mode not in set(OnlineMode):
        raise UsageError(f"--online {mode}: no such mode", hint="always, auto or never")
    return OnlineMode(mode)


def _is_renamed(old: str, new: str) -> bool:
    return answered(f"Is {new} the renamed {old}? Its data stays then; else it is dropped. [y/N] ")


def about_plan(options: Invocation, settings: Settings, action: str, *, auto: bool) -> Callable[[Plan, str], None]:
    """Asks whether a plan is to be executed."""

    def ask(plan: Plan, url: str) -> None:
        from schemadiff.api import plan_sql
        from schemadiff.core import trace

        headings = measured_lines(trace.lines(s.trace for s in plan.statements))
        question = Question(action=action, url=url, sql=plan_sql(plan, hazards=False), headings=headings, hazards=plan.hazards)
        approve(options, settings, question, auto=auto)

    return ask


def about_files(options: Invocation, settings: Settings, *, auto: bool) -> Callable[[Proposal], None]:
    """Asks whether migrations are to be applied or taken back."""

    def ask(proposal: Proposal) -> None:
        count = len(proposal.migrations)
        verb = "take back" if proposal.down else "apply"
        paths = [(m.down_path if proposal.down else m.path) or m.path for m in proposal.migrations]
        question = Question(
            action=f"{verb} {count} migration{'s' if count > 1 else ''}",
            url=proposal.url,
            sql=proposal.sql,
            headings=[
                *(f"{verb}: {path.name}" for path in paths),
                *(f"hazard {line}" for line in HAZARD.findall(proposal.sql)),
                *measured_lines(MEASURED.findall(proposal.sql)),
                *(preflight_lines(proposal.preflight) if proposal.preflight else ()),
            ],
        )
        approve(options, settings, question, auto=auto)

    return ask


class Remembering:
    """A question about migrations that keeps what live rows said, for the result."""

    def __init__(self, ask: Callable[[Proposal], None]) -> None:
        self.ask = ask
        self.preflight: Report | None = None

    def __call__(self, proposal: Proposal) -> None:
        self.preflight = proposal.preflight
        self.ask(proposal)
