"""Constraints that a table has from its parent (PostgreSQL documentation, 5.11 and 5.12; pg_constraint.conislocal, coninhcount)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, Sql, Statements
from schemadiff.objects.parts import table_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from schemadiff.core.fact import Fact


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
    """A table that is made a part of one with a constraint that is NOT VALID has a valid one; added later, it is not."""
    if fact.definition.validated and not origin.definition.validated:
        return (Sql(f"VALIDATE CONSTRAINT {quote(fact.id.path[2])}", head=f"ALTER TABLE {table_of(fact.id)}"),)
    return ()


def entails(fact: Fact, verb: str, removed: AbstractSet[ObjectId], context: Context) -> tuple[ObjectId, ...]:
    """A check or foreign key that comes from the parent's cannot go without it, as long as the tables are linked."""
    again = context.desired.facts.get(fact.id)
    if verb == "add" or again is None or fact.origin is None or again.origin != fact.origin or fact.definition.type not in "cf":
        return ()
    return (fact.origin,)


def carried(fact: Fact) -> frozenset[str]:
    """A check or foreign key spreads to child tables; an index is made for each of them under a name of its own.

    A foreign key needs no statement even for a partition that is made or attached at the same time.
    """
    if is_own(fact):
        return frozenset()
    words = {"add", "drop", "alter"} if fact.definition.type in "cf" else {"drop"}
    same_name = fact.origin is not None and fact.origin.path[2] == fact.id.path[2]
    return frozenset(words | {"link"} if fact.definition.type == "f" and same_name else words)
