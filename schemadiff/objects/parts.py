"""Texts and names that several kinds share."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from schemadiff.core.identity import ObjectId, literal, qualified, quote
from schemadiff.core.kind import Context, Sql, Statements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadiff.core.fact import Fact, Snapshot

QUOTED = r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\""
TRIGGER_STATES = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}
"""What ALTER TABLE says before TRIGGER for each tgenabled."""
INTEGER_RANGES = {"smallint": 15, "integer": 31, "bigint": 63}


def sequence_options(type: str, start: int, increment: int, minimum: int, maximum: int, cache: int, cycle: bool) -> tuple[str, ...]:
    """The options that differ from CREATE SEQUENCE's defaults, each as it takes them (documentation, CREATE SEQUENCE)."""
    limit = 2 ** INTEGER_RANGES[type]
    default_min, default_max = (1, limit - 1) if increment > 0 else (-limit, -1)
    options = []
    if increment != 1:
        options.append(f"INCREMENT BY {increment}")
    if minimum != default_min:
        options.append(f"MINVALUE {minimum}")
    if maximum != default_max:
        options.append(f"MAXVALUE {maximum}")
    if start != (minimum if increment > 0 else maximum):
        options.append(f"START WITH {start}")
    if cache != 1:
        options.append(f"CACHE {cache}")
    if cycle:
        options.append("CYCLE")
    return tuple(options)


def reloptions(options: tuple[str, ...]) -> str:
    """`{fillfactor=70}` of the catalog as `fillfactor='70'`, joined by commas."""
    return ", ".join(f"{name}={literal(value)}" for name, _, value in (o.partition("=") for o in options))


def changed_options(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str | None, str | None]:
    """What SET (…) and RESET (…) must name to come from old to new storage parameters; None where nothing."""
    gone = [o.partition("=")[0] for o in old if o.partition("=")[0] not in {n.partition("=")[0] for n in new}]
    fresh = tuple(o for o in new if o not in old)
    return reloptions(fresh) or None, ", ".join(gone) or None


def index_options(options: tuple[str, ...]) -> str:
    """The WITH clause of an index as pg_get_indexdef() prints it; '' without options."""
    pairs = [o.partition("=")[::2] for o in options]
    printed = ", ".join(f"{quote(name)}={value if quote(value) == value else literal(value)}" for name, value in pairs)
    return f" WITH ({printed})" if printed else ""


def set_options(index: str, old: tuple[str, ...], new: tuple[str, ...]) -> Statements:
    """The storage parameters of an index, changed in place."""
    fresh, gone = changed_options(old, new)
    return tuple(Sql(f"ALTER INDEX {index} {verb} ({text})") for verb, text in (("RESET", gone), ("SET", fresh)) if text)


def cluster(fact: Fact, have: bool, context: Context) -> Statements:
    """Marks the index, or that of the constraint, for CLUSTER; the mark moves by itself where another index of the table gets it."""
    want = fact.definition.clustered
    if not want and not have:
        return ()
    head = f"ALTER TABLE {table_of(fact.id)}"
    if want:
        return () if have else (Sql(f"CLUSTER ON {quote(fact.id.path[-1])}", head=head),)
    siblings = context.desired.children.get(fact.parent, ()) if fact.parent is not None else ()
    moved = any(getattr(s.definition, "clustered", False) for s in siblings)
    return () if moved else (Sql("SET WITHOUT CLUSTER", head=head),)


def insert_before(text: str, words: tuple[str, ...], clause: str) -> str:
    """`clause` put before the first of `words` that stands outside of quotes in `text`, or at its end."""
    if not clause:
        return text
    for match in re.finditer(f"{QUOTED}|{'|'.join(map(re.escape, words))}", text):
        if match[0] in words:
            return text[: match.start()] + clause + text[match.start() :]
    return text + clause


def temporary(name: str) -> str:
    """A name for what stands beside `name` for a while. PostgreSQL would cut off what has more than 63 bytes."""
    return f"{name.encode()[:50].decode(errors='ignore')}__schemadiff"


def by_itself(clauses: Statements) -> Statements:
    """VALIDATE CONSTRAINT, which reads the whole table under a lock that lets others write, each in a transaction of its own."""
    return tuple(replace(s, alone=True) if s.text.startswith("VALIDATE CONSTRAINT ") else s for s in clauses)


def checked(table: str, name: str, condition: str, statements: Statements) -> Statements:
    """`statements`, which need not look at the rows of `table` since a check that goes afterwards has proven `condition` for them."""
    head = f"ALTER TABLE {table}"
    return (
        Sql(f"ADD CONSTRAINT {quote(name)} CHECK ({condition}) NOT VALID", head=head),
        Sql(f"VALIDATE CONSTRAINT {quote(name)}", head=head, alone=True),
        *statements,
        # One ALTER TABLE drops before it does anything else, so this is a statement of its own.
        Sql(f"{head} DROP CONSTRAINT {quote(name)}"),
    )


def table_of(id: ObjectId) -> str:
    """The table of one of its parts."""
    return qualified(*id.path[:2])


def altering(id: ObjectId) -> str:
    """The head of statements that alter the table of a part."""
    return f"ALTER TABLE {table_of(id)}"


def column(id: ObjectId) -> str:
    """The head of a clause that alters a column."""
    return f"ALTER COLUMN {quote(id.path[2])}"


def nameless(definition: Any, name: str) -> Any:
    """A definition whose `text` is a CREATE statement, without the name there: keywords are in capitals, so it comes first."""
    return replace(definition, text=definition.text.replace(name, "", 1))


def has_parts(fact: Fact, snapshot: Snapshot) -> bool:
    """Whether other tables have it from this one."""
    return fact.id in snapshot.derived


def attached(index: ObjectId, snapshot: Snapshot) -> list[Fact]:
    """The attachments of partitions' indexes, or of those of their constraints, to a partitioned one."""
    if "index attachment" not in snapshot.by_kind:
        return []  # most schemas have none, and need not have their edges grouped by target then
    return [snapshot.facts[e.source] for e in snapshot.incoming.get(index, ()) if e.source.kind == "index attachment"]


def lacking(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    """The partitions that have no part of a partitioned index: it is not complete, and PostgreSQL would make one when they are attached."""
    if fact.parent is None or not fact.definition.partitioned:
        return ()
    having = {ObjectId("table", link.id.path[:2]) for link in attached(fact.id, snapshot)}
    links = (snapshot.facts[e.source] for e in snapshot.incoming.get(fact.parent, ()) if e.source.kind == "partition")
    return tuple(link.id for link in links if link.parent not in having and link.parent is not None and link.parent.kind == "table")


def depends_again(fact: Fact, context: Context) -> Statements:
    """OR REPLACE forgets on which extensions a routine or a trigger depends."""
    return made_again((p for p in context.desired.children.get(fact.id, ()) if p.id.kind == "extension dependency"), context)


def made_again(facts: Iterable[Fact], context: Context) -> Statements:
    """What makes those of `facts` that stay once more, after a statement on something else took them away."""
    kept = (f for f in facts if f.id in context.current.facts)
    return tuple(s for fact in kept for s in context.kinds[fact.id.kind].create(fact, (), context))
