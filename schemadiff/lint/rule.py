"""What a lint rule is, and what it says."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from schemadiff.lint.script import Step


class Scope(enum.StrEnum):
    """What is linted: migration files, a desired schema's files."""

    MIGRATION = "migration"
    SCHEMA = "schema"


MIGRATION = frozenset({Scope.MIGRATION})
SCHEMA = frozenset({Scope.SCHEMA})
EVERYWHERE = MIGRATION | SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule says of one statement.

    `at` is the place in the syntax tree: bytes of the file, from 0; None is the statement's begin. `hint` replaces the rule's.
    """

    message: str
    at: int | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `check` yields its findings about a step; `hint` is the safe way; `document` is the module's docstring.

    A rule for both scopes says nothing of a migration that schemadiff wrote: there it was said of schema.sql already.
    """

    code: str
    severity: Severity
    hint: str
    document: str
    check: Callable[[Step], Iterator[Finding]]
    scopes: frozenset[Scope] = MIGRATION

    @property
    def title(self) -> str:
        """The first line of the docstring."""
        return self.document.strip().partition("\n")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """SQL of a rule's docstring: `given` made the database what it is before the file `sql`."""

    good: bool
    sql: str
    given: str = ""


_BLOCK = re.compile(r"^(GIVEN|GOOD|BAD):\n((?:(?:    .*)?\n)*)", re.MULTILINE)


def examples(rule: Rule) -> tuple[Example, ...]:
    """The examples in a rule's docstring: blocks `GOOD:` and `BAD:`, each after the `GIVEN:` that holds for it."""
    given, found = "", []
    for match in _BLOCK.finditer(rule.document.rstrip() + "\n"):
        sql = re.sub(r"^    ", "", match[2], flags=re.MULTILINE).strip() + "\n"
        if match[1] == "GIVEN":
            given = sql
        else:
            found.append(Example(good=match[1] == "GOOD", sql=sql, given=given))
    return tuple(found)


def explanation(rule: Rule) -> str:
    """A rule's docstring without its title and its examples."""
    return _BLOCK.sub("", rule.document.strip().partition("\n")[2] + "\n").strip()


SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.NOTE, "note": Severity.NOTE, "off": None}
"""Words of the configuration; None is a rule that is not asked."""
