"""Constraints of domains (PostgreSQL documentation, ALTER DOMAIN; catalog pg_constraint).

NOT NULL, which PostgreSQL 17 and later store here too, is an attribute of the domain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import stable
from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.stored import held

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from schemadiff.core.fact import Fact

QUERY = """
SELECT 2606::int8, c.oid::int8, 0, 1247::int8, c.contypid::int8, 0, NULL::int8, ARRAY[c.conname]::text[], 0,
       pg_catalog.pg_get_constraintdef(c.oid), c.convalidated
FROM pg_catalog.pg_constraint c
WHERE c.contypid <> 0 AND c.contype = 'c' AND c.oid >= 16384
ORDER BY c.contypid, c.conname
"""


@definition
class DomainConstraint:
    """`check` as pg_get_constraintdef() prints it, NOT VALID included."""

    check: str
    validated: bool


def domain_of(id: ObjectId) -> str:
    return qualified(*id.path[:2])


def clause(fact: Fact) -> str:
    return f"CONSTRAINT {quote(fact.id.path[-1])} {stable(fact.definition.check)}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"ALTER DOMAIN {domain_of(fact.id)} ADD {clause(fact)}"),)


def inline(fact: Fact, clauses: tuple[str, ...], context: Context) -> str | None:
    return clause(fact) if fact.definition.validated else None


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER DOMAIN {domain_of(fact.id)} DROP CONSTRAINT {quote(fact.id.path[-1])}"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements | None:
    """A constraint that is only to be validated is validated."""
    stored = held(ObjectId("domain", new.id.path[:2]), context)
    if not stored and new.definition.validated and old.definition.check == f"{new.definition.check} NOT VALID":
        return (Sql(f"ALTER DOMAIN {domain_of(new.id)} VALIDATE CONSTRAINT {quote(new.id.path[-1])}"),)
    return None


def entails(fact: Fact, verb: str, removed: AbstractSet[ObjectId], context: Context) -> tuple[ObjectId, ...]:
    """Where arrays or rows of the domain are stored, PostgreSQL adds a constraint to it only NOT VALID."""
    domain = ObjectId("domain", fact.id.path[:2])
    return (domain,) if verb == "add" and fact.definition.validated and held(domain, context) else ()


def rename(old: ObjectId, new: ObjectId, context: Context) -> Statements:
    return (Sql(f"ALTER DOMAIN {domain_of(old)} RENAME CONSTRAINT {quote(old.path[-1])} TO {quote(new.path[-1])}"),)


KIND = ObjectKind(
    name="domain constraint",
    definition=DomainConstraint,
    query=QUERY,
    create=create,
    drop=drop,
    inline=inline,
    alter={"check": alter, "validated": alter},
    address=lambda id: f"{quote(id.path[-1])} ON DOMAIN {domain_of(id)}",
    sql_name="CONSTRAINT",
    rename=rename,
    rank=28,
    drop_rank=30,
    follows=True,
    entails=entails,
)
