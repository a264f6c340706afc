"""Constraints of tables that hold rows, added so that those who read and write wait for moments only (ALTER TABLE, Notes)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemadiff.core.identity import quote
from schemadiff.core.kind import Context, Sql, Statements
from schemadiff.objects.constraint_clause import DEFERRAL, bare, clause, create, drop
from schemadiff.objects.parts import QUOTED, by_itself, index_options, table_of, temporary

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact, Snapshot
    from schemadiff.objects.table_constraint import TableConstraint

KEY = re.compile(rf"(?P<word>PRIMARY KEY|UNIQUE)(?P<distinct> NULLS NOT DISTINCT)? (?P<columns>\((?:{QUOTED}|[^()])*\))")
PARTITIONED_NOT_VALID = 180000


def online(old: Fact | None, new: Fact | None, statements: Statements, context: Context) -> Statements:
    """Checks and foreign keys first NOT VALID, keys from an index that was built concurrently."""
    if new is None:
        return statements
    if old is not None:
        return by_itself(statements)
    plain = create(new, (), context)
    if statements[: len(plain)] != plain:
        return by_itself(statements)  # it came with its parent's, and is only validated
    rest = statements[len(plain) :]
    if new.definition.type in "cf":
        return (*validated_later(new, plain, context), *rest)
    made = from_index(new, new.id.path[2])
    return statements if made is None else (*made, *rest)


def validated_later(fact: Fact, plain: Statements, context: Context) -> Statements:
    """Before 18 a foreign key of or to a partitioned table is valid from the first, or it is not complete once it is validated."""
    d: TableConstraint = fact.definition
    partitioned = d.partitioned or any(getattr(f.definition, "partition_key", None) for f in targets(fact, context.desired))
    # It must work in scratch, too, whose major may be another one.
    version = min(context.version, context.desired.version)
    if not d.validated or (d.type == "f" and partitioned and version < PARTITIONED_NOT_VALID):
        return plain
    head = f"ALTER TABLE {table_of(fact.id)}"
    return Sql(f"ADD {clause(fact)} NOT VALID", head=head), Sql(f"VALIDATE CONSTRAINT {quote(fact.id.path[2])}", head=head, alone=True)


def targets(fact: Fact, snapshot: Snapshot) -> list[Fact]:
    """What it depends on, and the tables of these."""
    found = [snapshot.facts[e.target] for e in snapshot.outgoing.get(fact.id, ()) if e.target in snapshot.facts]
    return found + [snapshot.facts[f.parent] for f in found if f.parent is not None]


def from_index(fact: Fact, index: str) -> Statements | None:
    """UNIQUE or PRIMARY KEY made of `index`, which is built first; None where no such index can be (ALTER TABLE … USING INDEX)."""
    d: TableConstraint = fact.definition
    text = bare(d)
    key = KEY.match(text)
    if key is None or d.partitioned or "WITHOUT OVERLAPS" in text:
        return None
    deferral = "".join(m[0] for m in DEFERRAL.finditer(text[key.end("columns") :]))
    columns = text[key.end("word") :].removeprefix(" NULLS NOT DISTINCT").strip().removesuffix(deferral)
    distinct = " NULLS NOT DISTINCT" if key["distinct"] else ""
    tablespace = f" TABLESPACE {quote(d.tablespace)}" if d.tablespace is not None else ""
    where = f"{quote(index)} ON {table_of(fact.id)} {columns}{distinct}{index_options(d.options)}{tablespace}"
    using = f"ADD CONSTRAINT {quote(fact.id.path[2])} {key['word']} USING INDEX {quote(index)}{deferral}"
    return (
        Sql(f"CREATE UNIQUE INDEX CONCURRENTLY {where}", transactional=False),
        Sql(using, head=f"ALTER TABLE {table_of(fact.id)}"),
    )


def swap(old: Fact, new: Fact, statements: Statements, context: Context) -> Statements | None:
    """The old one goes in the transaction that brings its successor, whose index was built under another name."""
    rest = statements[len(create(new, (), context)) :]
    if new.definition.type in "cf":
        return (*drop(old, context), *online(None, new, statements, context))
    made = from_index(new, temporary(new.id.path[2]))
    if made is None or old.origin is not None or new.origin is not None:
        return None
    return (made[0], *drop(old, context), *made[1:], *rest)
