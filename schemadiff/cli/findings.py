"""What `migrate lint` and `schema lint` print, and what they end with."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.cli.output import note, result, result_json
from schemadiff.cli.redact import redacted, visible_json
from schemadiff.core import exit_codes
from schemadiff.core.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadiff.cli.options import Invocation
    from schemadiff.core.diagnostic import Diagnostic

FORMATS = ("text", "json", "sarif", "github")


def report(options: Invocation, kind: str, found: Sequence[Diagnostic], *, strict: bool) -> int:
    """Prints findings in the chosen format; the exit code: failed for errors, with `strict` for warnings, too."""
    shape = options.choose(*FORMATS)
    found = [_relative(d) for d in found]
    counts = Counter(d.severity for d in found)
    failed = bool(counts[Severity.ERROR] or (strict and counts[Severity.WARNING]))
    if shape == "json":
        from schemadiff.cli.run import diagnostic_json

        result_json(kind, {"passed": not failed, "diagnostics": [diagnostic_json(d) for d in found]})
    elif shape == "sarif":
        _sarif(found)
    elif shape == "github":
        from schemadiff.cli.annotations import annotation

        for one in found:
            result(annotation(one))
    else:
        _text(options, found, counts)
    return exit_codes.FAILED if failed else exit_codes.DONE


def _text(options: Invocation, found: Sequence[Diagnostic], counts: Counter[Severity]) -> None:
    for one in found:
        result(redacted(replace(one, message=f"{one.message} [{one.code}]").text()))
    said = ", ".join(f"{counts[s]} {s}{'s' if counts[s] > 1 else ''}" for s in Severity if counts[s])
    note(options, said or "nothing to say")


def _sarif(found: Sequence[Diagnostic]) -> None:
    import json

    from schemadiff import __version__
    from schemadiff.api import lint_rules
    from schemadiff.cli.annotations import sarif

    result(visible_json(json.dumps(sarif(found, lint_rules(), __version__), indent=2, ensure_ascii=False)))


def _relative(finding: Diagnostic) -> Diagnostic:
    """The file as seen from the working directory, which is how CI names the files of a repository."""
    at = finding.location
    if at is None or not Path(at.file).is_absolute():
        return finding
    near = os.path.relpath(at.file)
    return finding if near.startswith("..") else replace(finding, location=replace(at, file=near))
