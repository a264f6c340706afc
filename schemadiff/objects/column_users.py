"""What is on a column, and what takes its place when another column is exchanged for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemadiff.core.identity import quote
from schemadiff.objects.parts import QUOTED, temporary

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact
    from schemadiff.core.kind import Context, Statements

OWN = {"default value", "owned by", "sequence", "identity sequence"}
"""What comes along with the column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """Of an index or a constraint: what makes it beside the old one, and what gives it its place once that has gone."""

    fact: Fact
    before: Statements
    after: Statements


def users(column: Fact, context: Context) -> list[Fact] | str:
    """Indexes and constraints of the column; why it cannot be exchanged, where something else is on it, or on these."""
    found: list[Fact] = []
    for id in dict.fromkeys(edge.source for edge in context.current.incoming.get(column.id, ())):
        fact = context.current.facts[id]
        if id.kind in OWN or fact.parent == column.id:
            continue
        if id.kind == "index" or (id.kind == "table constraint" and fact.definition.type in "cpu"):
            found.append(fact)
        else:
            return f"{id} depends on the column"
    for fact in found:
        for edge in context.current.incoming.get(fact.id, ()):
            if context.current.facts[edge.source].parent != fact.id:
                return f"{edge.source} depends on {fact.id}"
    return found


def published(column: Fact, context: Context) -> str | None:
    """A subscriber would have to have the other column, too."""
    path = column.id.path[:2]
    for fact in context.current.facts.values():
        if (
            (fact.id.kind == "publication" and fact.definition.all_tables)
            or (fact.id.kind == "publication relation" and fact.id.path[1:] == path)
            or (fact.id.kind == "publication namespace" and fact.id.path[1] == path[0])
        ):
            return f"publication {fact.id.path[0]} would send both columns"
    return None


def successors(column: Fact, aside: str, found: list[Fact], context: Context) -> list[Successor] | str:
    """Those of `found` that are to stay, on the column named `aside` and under other names; why not, where one cannot be so."""
    made: list[Successor] = []
    for fact in found:
        want = context.desired.facts.get(fact.id)
        if want is None:
            continue
        one = successor(want, column.id.path[2], aside, context)
        if one is None:
            return f"{fact.id} cannot be built beside the old one"
        made.append(one)
    return made


def successor(want: Fact, name: str, aside: str, context: Context) -> Successor | None:
    kind = context.kinds[want.id.kind]
    id = want.id._replace(path=(*want.id.path[:2], temporary(want.id.path[2])))
    text = on_column(want.definition.text, name, aside)
    if want.id.kind == "index":
        text = text.replace(f"INDEX {quote(want.id.path[2])} ON", f"INDEX {quote(id.path[2])} ON", 1)
    beside = replace(want, id=id, definition=replace(want.definition, text=text))
    if kind.online is None:
        return None
    made = kind.online(None, beside, kind.create(beside, (), context), context)
    if not any(s.alone or not s.transactional for s in made):
        return None
    # A table has one primary key: that of the old column goes first.
    at = 1 if not made[0].transactional else len(made)
    return Successor(fact=want, before=made[:at], after=(*made[at:], *kind.rename(id, want.id, context), *kind.finish(want, context)))


def on_column(text: str, name: str, aside: str) -> str:
    """An index's or a constraint's text with another column in the place of `name`."""
    start = text.index(" USING ") if " INDEX " in text.partition(" ON ")[0] else 0
    token = re.compile(rf"(?<![\w$.:])(?:{QUOTED}|[^\W\d][\w$]*)(?![\w$(.])")
    return text[:start] + token.sub(lambda m: quote(aside) if m[0] == quote(name) else m[0], text[start:])
