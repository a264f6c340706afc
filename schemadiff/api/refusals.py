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
LOST_OBJECT = re.compile(r"drops (.*) with its data")
SEPARATOR = re.compile(r"""[,\s](?=(?:[^"]*"[^"]*")*[^"]*$)""")


def refuse_protected(settings: Settings, command: str, way_out: str | None) -> None:
    """Raises RefusedError where the environment is protected."""
    if settings.protected:
        raise RefusedError(f"{command} is refused: environment {settings.env!r} is protected", hint=way_out)


def refuse_lossy(plan: Plan, allow: Collection[str], advice: str | None = None) -> None:
    """Raises RefusedError, listing what would go, where the plan loses data that `allow` does not permit.

    `allow` has codes, which permit all, and codes with an object's name, DATA_LOSS:public.users.phone, which permit that.
    """
    lost = [h for h in plan.hazards if h.code == HazardCode.DATA_LOSS and not _permitted(str(h.object), allow)]
    if not lost:
        return
    shown = [Diagnostic(code="data-loss", severity=Severity.ERROR, message=h.message, object=str(h.object)) for h in lost[:MOST_SHOWN]]
    rest = f" ({len(lost) - MOST_SHOWN} more are not shown)" if len(lost) > MOST_SHOWN else ""
    message = f"refused: this would lose data in {len(lost)} place{'s' if len(lost) > 1 else ''}{rest}; nothing was done"
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


def refuse_secrets(include: Collection[str]) -> None:
    """Raises UsageError where secrets would get into a file."""
    from schemadiff.core.include import SECRETS

    if SECRETS in include:
        message = "include: secrets never go into a file"
        raise UsageError(message, hint="push them instead: schemadiff schema apply --include secrets; or print: schema diff")


def refuse_lossy_files(migrations: Iterable[Migration], allow: Collection[str], *, down: bool = False, protected: bool = False) -> None:
    """Raises RefusedError where a migration is marked as losing data that neither its header nor `allow` permits.

    Where the environment is `protected`, the code alone permits nothing: each object that goes must be named.
    """
    from schemadiff.migration import read_header

    problems = []
    missing = []
    for migration in migrations:
        text = (migration.down_text or "") if down else migration.text
        allowed = {*allow, *read_header(text).allow}
        for line in LOSSY_LINE.findall(text):
            found = LOST_OBJECT.fullmatch(line)
            if not _permitted(found[1] if found else line, allowed, named=protected):
                problems.append(Diagnostic(code="data-loss", severity=Severity.ERROR, message=f"{migration.label}: {line}"))
                missing.append(f"{HazardCode.DATA_LOSS}:{_name_of(found[1] if found else line)}")
    if problems:
        message = "refused: these migrations lose data; nothing was done"
        hint = "if that is meant: --allow DATA_LOSS"
        if protected:
            message = "refused: these migrations lose data, and the environment is protected; nothing was done"
            hint = f"if that is meant, name what is to go: --allow '{','.join(dict.fromkeys(missing))}'"
        raise RefusedError([*problems, Diagnostic(code=RefusedError.code, severity=Severity.ERROR, message=message, hint=hint)])


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


def _permitted(object: str, allow: Collection[str], *, named: bool = False) -> bool:
    return (not named and HazardCode.DATA_LOSS in allow) or f"{HazardCode.DATA_LOSS}:{_name_of(object)}" in allow


def _name_of(object: str) -> str:
    """`public.users.phone` for `table column public.users.phone`: what a person types."""
    from schemadiff.objects import KIND

    kinds = [name for name in KIND if object.startswith(f"{name} ")]
    return object[len(max(kinds, key=len)) + 1 :] if kinds else object


def hazard_codes(text: str | None) -> frozenset[str]:
    """The codes of `--allow A,B`, which may name an object: DATA_LOSS:public.users.phone. Raises UsageError for an unknown one."""
    codes = set()
    for word in SEPARATOR.split(text or ""):
        code, colon, name = word.partition(":")
        if word:
            try:
                codes.add(HazardCode(code.upper()) + colon + name)
            except ValueError:
                raise UsageError(f"no hazard {code!r}", hint=f"one of: {', '.join(HazardCode)}") from None
    return frozenset(codes)
