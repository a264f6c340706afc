"""Asks the rules about a script; their findings become diagnostics in the order of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Diagnostic, Location, Severity
from schemadiff.core.errors import UsageError
from schemadiff.lint.nolint import read_nolints, unused
from schemadiff.lint.rule import SEVERITIES
from schemadiff.lint.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from schemadiff.lint.nolint import Nolint
    from schemadiff.lint.rule import Rule
    from schemadiff.lint.script import Script, Step
    from schemadiff.parser import LocatedStatement, SourceFile

UNUSED = "unused-nolint"
FAILS = "statement-fails"
OWN = {UNUSED: Severity.WARNING, FAILS: Severity.ERROR}
"""Codes of findings that no rule makes: a directive that silences nothing, a file that scratch refused."""


def severities(configured: Mapping[str, str]) -> dict[str, Severity | None]:
    """The severity of every code, None where it is off. Raises UsageError for an unknown code or word."""
    found: dict[str, Severity | None] = {**{rule.code: rule.severity for rule in RULES}, **OWN}
    for code, word in configured.items():
        if code not in found:
            import difflib

            close = difflib.get_close_matches(code, sorted(found), n=1)
            hint = f"did you mean {close[0]!r}?" if close else "docs/lint.md lists the rules"
            raise UsageError(f"lint: there is no rule {code!r}", hint=hint)
        if word not in SEVERITIES:
            raise UsageError(f"lint: {code} is set to {word!r}", hint="error, warning, info or off")
        found[code] = SEVERITIES[word]
    return found


def check(script: Script, levels: Mapping[str, Severity | None]) -> tuple[Diagnostic, ...]:
    """What the rules of the script's scope find, less what its directives silence, and the directives that silence nothing."""
    asked = [rule for rule in RULES if levels[rule.code] is not None and _applies(rule, script)]
    nolints = list(_nolints(script))
    found = [d for step in script.steps for rule in asked for d in _ask(rule, step, nolints, levels)]
    found += _unused(nolints, {rule.code for rule in asked}, levels)
    return tuple(sorted(found, key=lambda d: (d.location.file, d.location.line, d.location.column) if d.location else ("", 0, 0)))


def _applies(rule: Rule, script: Script) -> bool:
    return script.scope in rule.scopes and not (script.generated and len(rule.scopes) > 1)


def _ask(rule: Rule, step: Step, nolints: list[Nolint], levels: Mapping[str, Severity | None]) -> Iterator[Diagnostic]:
    for finding in rule.check(step):
        silencing = [n for n in nolints if n.covers(rule.code, step.statement)]
        for one in silencing:
            one.used = True
        if not silencing:
            yield Diagnostic(
                code=rule.code,
                severity=levels[rule.code] or rule.severity,
                message=finding.message,
                hint=finding.hint or rule.hint,
                location=step.locate(finding.at),
            )


def _nolints(script: Script) -> Iterator[Nolint]:
    files: dict[SourceFile, list[LocatedStatement]] = {}
    for step in script.steps:
        files.setdefault(step.statement.source, []).append(step.statement)
    for source, statements in files.items():
        if "nolint" in source.text:
            yield from read_nolints(source, statements)


def _unused(nolints: list[Nolint], asked: set[str], levels: Mapping[str, Severity | None]) -> Iterator[Diagnostic]:
    severity = levels[UNUSED]
    if severity is None:
        return
    for one, message, hint in unused(nolints, asked, levels.keys()):
        yield Diagnostic(code=UNUSED, severity=severity, message=message, hint=hint, location=Location(file=one.file, line=one.line))
