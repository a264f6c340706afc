"""Constraints that a table has from its parent (PostgreSQL documentation, 5.11 and 5.12; pg_constraint.conislocal, coninhcount)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, Sql, Statements
from schemadiff.objects.parts import table_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from schemadiff.core.fact import Fact, Snapshot


def goes_with_origin(fact: Fact, context: Context) -> bool:
    """Whether it is inherited from a constraint that goes, while its table stays that one's child."""
    if not fact.definition.inherited or fact.origin is None or fact.parent is None or fact.origin in context.desired.facts:
        return False
    return qualified(*fact.origin.path[:2]) in context.desired.facts[fact.parent].definition.inherits


def is_own(fact: Fact) -> bool:
    """Whether it is the table's own besides being its parent's, by INHERITS: it is written, and is dropped apart."""
    d = fact.definition
    return bool(d.type == "c" and d.merged)


def arrived(fact: Fact, origin: Fact, context: Context) -> Statements:
    """A table that is made a part of one with a constraint that is NOT VALID has a valid one; added later, it is not.

    A partition's foreign key is called like its table's; one that was there before keeps its name when it becomes a part of that.
    """
    if fact.definition.type == "f" and origin.id.path[2] != fact.id.path[2]:
        return (Sql(f"ALTER TABLE {table_of(fact.id)} RENAME CONSTRAINT {quote(origin.id.path[2])} TO {quote(fact.id.path[2])}"),)
    if fact.definition.validated and not origin.definition.validated:
        return (Sql(f"VALIDATE CONSTRAINT {quote(fact.id.path[2])}", head=f"ALTER TABLE {table_of(fact.id)}"),)
    return ()


def entails(fact: Fact, verb: str, removed: AbstractSet[ObjectId], context: Context) -> tuple[ObjectId, ...]:
    """What must be made anew with a check or foreign key because one of the two is the other's, as long as the tables are linked.

    It cannot go without the parent's, and a partition's goes with it. NOT VALID it comes to a new table only when the parent's is added.
    """
    if fact.definition.type not in "cf":
        return ()
    if verb == "add":
        return (fact.origin,) if comes_not_valid(fact, removed, context) and fact.origin is not None else ()
    again = context.desired.facts.get(fact.id)
    taken = tuple(p.id for p in context.current.derived.get(fact.id, ()) if goes_along(p, context))
    return (*taken, fact.origin) if again is not None and fact.origin is not None and again.origin == fact.origin else taken


def comes_not_valid(fact: Fact, removed: AbstractSet[ObjectId], context: Context) -> bool:
    """Whether it is inherited by a table that is made, and not valid: a copy that CREATE TABLE makes of a check is valid."""
    made = fact.parent not in context.current.facts or fact.parent in removed
    return bool(made and fact.definition.inherited and not fact.definition.validated)


def goes_along(part: Fact, context: Context) -> bool:
    """Whether PostgreSQL drops it with its table's, and it is to be there afterwards: again from that, or as a partition's own."""
    again, whole = context.desired.facts.get(part.id), part.origin
    if again is None or whole is None or is_own(part):
        return False
    link = context.desired.facts.get(ObjectId("partition", part.id.path[:2]))
    return again.origin == whole or (link is not None and (link.definition.schema, link.definition.table) == whole.path[:2])


def copied_valid(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    """The check that is NOT VALID, with all that this one is inherited from, of which a valid one must be a copy by CREATE TABLE."""
    d, found = fact.definition, []
    while d.type == "c" and d.validated and fact.origin is not None and fact.definition.inherited:
        fact = snapshot.facts[fact.origin]
        if fact.definition.validated:
            break
        found.append(fact.id)
    return tuple(found)


def carried(fact: Fact) -> frozenset[str]:
    """A check or foreign key spreads to child tables; an index is made for each of them under a name of its own.

    A foreign key needs no statement even for a partition that is made or attached at the same time.
    """
    if is_own(fact):
        return frozenset()
    words = {"add", "drop", "alter"} if fact.definition.type in "cf" else {"drop"}
    same_name = fact.origin is not None and fact.origin.path[2] == fact.id.path[2]
    return frozenset(words | {"link"} if fact.definition.type == "f" and same_name else words)
