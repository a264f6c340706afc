"""What is refused for safety, said in one way."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import RefusedError, UsageError
from schemadiff.core.plan import HazardCode, Plan

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from schemadiff.api.config import Settings
    from schemadiff.apply.preflight import Report
    from schemadiff.migration import Migration

MOST_SHOWN = 20
LOSSY_LINE = re.compile(r"^-- DATA_LOSS: (.*)$", re.MULTILINE)


def refuse_protected(settings: Settings, command: str, way_out: str | None) -> None:
    """Raises RefusedError where the environment is protected."""
    if settings.protected:
        raise RefusedError(f"{command} is refused: environment {settings.env!r} is protected", hint=way_out)


def refuse_lossy(plan: Plan, allow: Collection[HazardCode], advice: str | None = None) -> None:
    """Raises RefusedError, listing what would go, where the plan loses data and `allow` has no DATA_LOSS."""
    lost = [h for h in plan.hazards if h.code == HazardCode.DATA_LOSS]
    if not lost or HazardCode.DATA_LOSS in allow:
        return
    shown = [
        Diagnostic(code="data-loss", severity=Severity.ERROR, message=h.message, object=str(h.object))
        for h in lost[:MOST_SHOWN]
    ]
    rest = f" ({len(lost) - MOST_SHOWN} more are not shown)" if len(lost) > MOST_SHOWN else ""
    message = (
        f"refused: this would lose data in {len(lost)} place{'s' if len(lost) > 1 else ''}{rest}; nothing was done"
    )
    summary = Diagnostic(
        code=RefusedError.code,
        severity=Severity.ERROR,
        message=message,
        hint=f"{advice}\nif the loss is meant: --allow DATA_LOSS" if advice else "if that is meant: --allow DATA_LOSS",
    )
    raise RefusedError([*shown, summary])


def refuse_findings(found: Sequence[Diagnostic], *, strict: bool) -> None:
    """Raises RefusedError, listing all, where `strict` wants nothing to be left out of account and something is."""
    if not found or not strict:
        return
    message = "refused by --strict: not everything there is would be compared; nothing was done"
    summary = Diagnostic(code=RefusedError.code, severity=Severity.ERROR, message=message, hint="leave objects alone with: exclude = […]")
    raise RefusedError([*(replace(d, severity=Severity.ERROR) for d in found), summary])


def refuse_lossy_files(migrations: Iterable[Migration], allow: Collection[HazardCode]) -> None:
    """Raises RefusedError where a migration is marked as losing data and neither its header nor `allow` permits it."""
    from schemadiff.migration import read_header

    code = HazardCode.DATA_LOSS
    problems = [
        Diagnostic(code="data-loss", severity=Severity.ERROR, message=f"{migration.label}: {line}")
        for migration in migrations
        if code not in allow and code not in read_header(migration.text).allow
        for line in LOSSY_LINE.findall(migration.text)
    ]
    if problems:
        message = "refused: these migrations lose data; nothing was done"
        hint = "if that is meant: --allow DATA_LOSS"
        raise RefusedError(
            [*problems, Diagnostic(code=RefusedError.code, severity=Severity.ERROR, message=message, hint=hint)]
        )


def refuse_violated(report: Report) -> None:
    """Raises RefusedError, listing them, where live rows stand against pending statements."""
    from schemadiff.apply.preflight import Verdict

    found = report.of(Verdict.VIOLATED)
    if not found:
        return
    shown = [
        Diagnostic(code="preflight", severity=Severity.ERROR, message=f.text.partition(": ")[2], location=f.location, object=f.subject)
        for f in found[:MOST_SHOWN]
    ]
    rest = f" ({len(found) - MOST_SHOWN} more are not shown)" if len(found) > MOST_SHOWN else ""
    message = f"refused: rows of the database stand against {len(found)} of the things to be done{rest}; nothing was done"
    hint = "put the rows right, by a statement in the migration or before it; --skip-preflight goes on without looking"
    raise RefusedError([*shown, Diagnostic(code=RefusedError.code, severity=Severity.ERROR, message=message, hint=hint)])


def hazard_codes(text: str | None) -> frozenset[HazardCode]:
    """The codes of `--allow A,B`. Raises UsageError for an unknown one."""
    codes = set()
    for word in (text or "").replace(" ", ",").split(","):
        if word:
            try:
                codes.add(HazardCode(word.upper()))
            except ValueError:
                raise UsageError(f"no hazard {word!r}", hint=f"one of: {', '.join(HazardCode)}") from None
    return frozenset(codes)
