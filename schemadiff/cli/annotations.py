"""Findings as other programs read them: annotations of GitHub Actions, SARIF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadiff.cli.redact import redacted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadiff.core.diagnostic import Diagnostic
    from schemadiff.lint.rule import Rule

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_GITHUB = {"note": "notice"}


def annotation(problem: Diagnostic) -> str:
    """A workflow command of GitHub Actions (docs.github.com, "Workflow commands"), its values escaped as it wants."""
    at = problem.location
    place = f" file={_escaped(at.file, ':,')},line={at.line},col={at.column}" if at else ""
    text = problem.message + (f"\nhint: {problem.hint}" if problem.hint else "")
    return f"::{_GITHUB.get(problem.severity, problem.severity)}{place}::{_escaped(redacted(text), '')}"


def sarif(findings: Sequence[Diagnostic], rules: Sequence[Rule], version: str) -> dict[str, Any]:
    """A SARIF 2.1.0 log (OASIS, "Static Analysis Results Interchange Format") of one run."""
    described = [{"id": r.code, "shortDescription": {"text": r.title}, "help": {"text": r.hint}} for r in rules]
    driver = {"name": "schemadiff", "version": version, "rules": described}
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": [_result(d) for d in findings]}]}


def _result(finding: Diagnostic) -> dict[str, Any]:
    text = redacted(finding.message + (f"\nhint: {finding.hint}" if finding.hint else ""))
    result: dict[str, Any] = {"ruleId": finding.code, "level": str(finding.severity), "message": {"text": text}}
    if at := finding.location:
        region = {"startLine": at.line, "startColumn": at.column}
        result["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": at.file}, "region": region}}]
    return result


def _escaped(text: str, more: str) -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
