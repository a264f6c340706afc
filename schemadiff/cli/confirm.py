"""Asks before anything changes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadiff.cli.output import end_progress, note, show_sql
from schemadiff.cli.redact import redacted, visible
from schemadiff.core.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadiff.api.config import Settings
    from schemadiff.cli.options import Invocation
    from schemadiff.core.plan import Hazard


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person is asked to approve: `action` completes "This will …"."""

    action: str
    url: str
    sql: str
    headings: Sequence[str] = ()
    hazards: Sequence[Hazard] = ()


def approve(options: Invocation, settings: Settings, question: Question, *, auto: bool) -> None:
    """Shows what is about to happen and asks. Raises RefusedError without an approval; nothing has been done then."""
    if not options.quiet or not auto:
        _show(options, settings, question)
    if auto:
        _require_name(options, settings, question)
        return
    if not sys.stdin.isatty():
        message = f"not approved, nothing was done: this would {question.action}"
        raise RefusedError(message, hint="run it on a terminal, or add --auto-approve")
    if not _answer(settings, question):
        raise RefusedError("not approved, nothing was done")


def _require_name(options: Invocation, settings: Settings, question: Question) -> None:
    """A protected environment's name is typed even where no one asks, so that no wrong default approves for it."""
    if settings.protected and options.confirm != settings.env:
        message = f"not approved, nothing was done: this would {question.action} of the protected environment {settings.env!r}"
        given = f" (--confirm says {options.confirm!r})" if options.confirm else ""
        raise RefusedError(message + given, hint=f"with --auto-approve, name it: --confirm {settings.env}")


def _show(options: Invocation, settings: Settings, question: Question) -> None:
    for heading in question.headings:
        note(options, heading)
    if question.sql.strip():
        sys.stderr.write("\n")
        show_sql(options, question.sql, sys.stderr)
        sys.stderr.write("\n")
    for hazard in question.hazards:
        note(options, f"hazard {hazard.code}: {hazard.message}")
    protected = ", protected" if settings.protected else ""
    note(options, f"database: {redacted(question.url)} (environment {settings.env}{protected})")


def _answer(settings: Settings, question: Question) -> bool:
    if settings.protected:
        return _ask(f"This will {question.action}. Type the environment's name to go on: ") == settings.env
    return answered(f"This will {question.action}. Go on? [y/N] ")


def answered(text: str) -> bool:
    """Whether the answer to a question is yes."""
    return _ask(text).lower() in {"y", "yes"}


def _ask(text: str) -> str:
    end_progress()
    sys.stderr.write(visible(text))
    sys.stderr.flush()
    # input() would write its prompt to standard output, which belongs to the result.
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write("\n")
    return line.strip()
