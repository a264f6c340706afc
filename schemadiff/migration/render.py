"""The text of a migration file: its header, its segments, a comment for each statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from schemadiff.migration.header import FIRST_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemadiff.core.plan import Plan, Statement

_MOST_SUMMARIES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a header tells beside the plan: `proof` in words, the codes that are `allow`ed, the `tool` with its version.

    `checkpoint`: the file is one (see `Header`).
    """

    name: str
    created: datetime
    tool: str
    proof: str = "none"
    allow: tuple[str, ...] = ()
    checkpoint: bool = False


def render(plan: Plan, about: About) -> str:
    """The migration file of `plan`. `migration.segments.parse_segments` and `migration.header.read_header` read it.

    A statement that cannot run in a transaction is a segment of its own; one whose product is usable only after COMMIT
    ends its segment. What was measured of a statement in scratch stands above it.
    """
    blocks = ["\n".join(_header(plan, about))]
    for position, group in enumerate(groups(plan.statements)):
        if not group[0].transactional:
            blocks.append("-- schemadiff: no-transaction")
        elif position:
            blocks.append("-- schemadiff: transaction")
        blocks += _blocks(group)
    return "\n\n".join(blocks) + "\n"


def render_empty(about: About, body: str = "") -> str:
    """A file to be written by hand: a name, a date and `body`. It has no header of ours, so it applies as by hand."""
    written = about.created.astimezone(UTC)
    return f"-- {comment(about.name)}, {written:%Y-%m-%d}\n{body}"


def comment(text: str) -> str:
    """`text` as one comment line's content: names may hold line ends, and text that looks like a directive."""
    flat = re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", text)
    return re.sub(r"schemadiff:", "schemadiff :", flat)


def _header(plan: Plan, about: About) -> Iterator[str]:
    yield f"{FIRST_LINE} {comment(about.name)}"
    yield "--"
    shown = plan.summaries[:_MOST_SUMMARIES]
    rest = len(plan.summaries) - len(shown)
    yield from _field("does", (*shown, *([f"and {rest} more"] if rest else [])))
    yield f"-- from:    {plan.current}"
    yield f"-- to:      {plan.desired}"
    yield from _field("hazards", tuple(dict.fromkeys(f"{h.code}: {h.message}" for h in plan.hazards)) or ("none",))
    yield f"-- proof:   {comment(about.proof)}"
    yield f"-- written: {about.created.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC by {comment(about.tool)}"
    if about.allow:
        yield f"-- schemadiff: allow {','.join(about.allow)}"
    if about.checkpoint:
        yield "-- schemadiff: checkpoint"


def _field(name: str, values: Sequence[str]) -> Iterator[str]:
    for position, value in enumerate(values):
        label = f"{name}:" if not position else ""
        yield f"-- {label:<8} {comment(value)}"


def groups(statements: Sequence[Statement]) -> list[list[Statement]]:
    """The statements in the segments of a migration's file: what is committed together."""
    found: list[list[Statement]] = []
    for statement in statements:
        before = found[-1][-1] if found else None
        if before is None or not statement.transactional or not before.transactional or before.commit_after:
            found.append([])
        found[-1].append(statement)
    return found


def _blocks(group: Sequence[Statement]) -> list[str]:
    """The statements' texts. Those of one change stand together under what they do, said once."""
    blocks: list[str] = []
    for position, statement in enumerate(group):
        if position and statement.summary == group[position - 1].summary:
            blocks[-1] += "\n" + _statement(statement, told=True)
        else:
            blocks.append(_statement(statement))
    return blocks


def _statement(statement: Statement, *, told: bool = False) -> str:
    hazards = [f"{h.code}: {h.message}" for h in statement.hazards]
    measured = statement.trace.text if statement.trace else ""
    summary = "" if told else statement.summary
    lines = [f"-- {comment(line)}" for line in (summary, *hazards, measured) if line]
    sql = statement.sql.rstrip()
    # A semicolon after a comment would be part of it.
    end = "\n;" if "--" in sql.rpartition("\n")[2] else ";"
    return "\n".join([*lines, sql + end])
