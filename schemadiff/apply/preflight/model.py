"""What a preflight asks, and what it answers."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadiff.core.diagnostic import Location


class Verdict(enum.StrEnum):
    """What rows say of a statement: it fails, it succeeds and changes values silently, nothing stands against it, or not known."""

    VIOLATED = "violated"
    CHANGED = "changed"
    CLEAN = "clean"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One question to live rows.

    `subject` is what it is about (`public.users.email`). `sql` gives one text for each row that stands against the statement, and
    is None where rows cannot be asked, for the `reason`. `found` says what such rows mean, `verdict` how bad that is. `pages` is
    the size of what is read (8 kB each); 0 where an index or the first row answers.
    """

    check: str
    subject: str
    sql: str | None = None
    found: str = ""
    reason: str = ""
    verdict: Verdict = Verdict.VIOLATED
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer to a probe: `rows` are up to 5 of those that stand against the statement at `location` of `migration`."""

    check: str
    subject: str
    verdict: Verdict
    message: str
    migration: str
    location: Location
    rows: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """One line for a person."""
        shown = f" ({'; '.join(self.rows)})" if self.rows else ""
        return f"{self.verdict}: {self.subject}: {self.message}{shown}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All answers, in the order of the statements."""

    findings: tuple[Finding, ...] = ()

    def of(self, verdict: Verdict) -> tuple[Finding, ...]:
        """The answers of one verdict."""
        return tuple(f for f in self.findings if f.verdict is verdict)
