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
BARE = {
    *("varying", "zone", "without", "include", "nulls", "first", "last", "key", "deferred", "immediate", "valid", "enforced", "at"),
    *("year", "month", "day", "hour", "minute", "second", "escape", "document", "content"),
}
"""Words that PostgreSQL prints in expressions, and names of columns that it does not quote (documentation, appendix C)."""


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
    path, kinds = column.id.path[:2], context.current.by_kind
    found = [f for f in kinds.get("publication", ()) if f.definition.all_tables]
    found += [f for f in kinds.get("publication relation", ()) if f.id.path[1:] == path]
    found += [f for f in kinds.get("publication namespace", ()) if f.id.path[1] == path[0]]
    return f"publication {found[0].id.path[0]} would send both columns" if found else None


def successors(column: Fact, found: list[Fact], context: Context) -> list[Successor] | str:
    """Those of `found` that are to stay, on the column's successor and under other names; why not, where one cannot be so."""
    made: list[Successor] = []
    wanted = [context.desired.facts[f.id] for f in found if f.id in context.desired.facts]
    if len({temporary(w.id.path[2]) for w in wanted}) < len(wanted):
        return "the names of its indexes and constraints are too long to be told apart by their beginnings"
    for want in wanted:
        one = None if is_unclear(column, want, context) else successor(want, column.id.path[2], context)
        if one is None:
            return f"{want.id} cannot be built beside the old one"
        made.append(one)
    return made


def is_unclear(column: Fact, want: Fact, context: Context) -> bool:
    """Whether its text may mean something else by the column's name, or changes with the type of another column, too."""
    have, then = context.current.facts, context.desired.facts
    on = [e.target for e in context.current.outgoing.get(want.id, ()) if e.target.kind == column.id.kind and e.target != column.id]
    others = any(id in then and have[id].definition.type != then[id].definition.type for id in on)
    return column.id.path[2] in BARE or (others and have[want.id].definition.text != want.definition.text)


def successor(want: Fact, name: str, context: Context) -> Successor | None:
    """None where it cannot be made without keeping others waiting."""
    kind = context.kinds[want.id.kind]
    id = want.id._replace(path=(*want.id.path[:2], temporary(want.id.path[2])))
    text = want.definition.text
    start = text.index(" USING ") if want.id.kind == "index" else 0
    text = text[:start] + on_column(text[start:], name, temporary(name))
    if start:
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
    """Columns, expressions and conditions as PostgreSQL prints them, with another column in the place of `name`."""
    token = re.compile(rf"(?<![\w$.:])(?:{QUOTED}|[^\W\d][\w$]*)(?![\w$(.])")
    return token.sub(lambda m: quote(aside) if m[0] == quote(name) else m[0], text)
