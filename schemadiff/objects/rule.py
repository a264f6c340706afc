"""Rewrite rules other than a view's own (PostgreSQL documentation, chapter 41 and CREATE RULE; catalog pg_rewrite)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.parts import nameless

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 2618::int8, r.oid::int8, 0, 1259::int8, r.ev_class::int8, 0, NULL::int8, ARRAY[r.rulename]::text[], 0,
       rtrim(pg_catalog.pg_get_ruledef(r.oid), ';'), r.ev_enabled::text
FROM pg_catalog.pg_rewrite r
WHERE r.rulename <> '_RETURN' AND r.oid >= 16384
ORDER BY r.ev_class, r.rulename
"""


@definition
class Rule:
    """`text` is pg_get_ruledef(); `state` ev_enabled: O, D, R, A."""

    text: str
    state: str


STATES = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(fact.definition.text),)


def finish(fact: Fact, context: Context) -> Statements:
    return () if fact.definition.state == "O" else alter_state(fact, fact, context)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP RULE {quote(fact.id.path[2])} ON {qualified(*fact.id.path[:2])}"),)


def alter_text(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(new.definition.text.replace("CREATE RULE", "CREATE OR REPLACE RULE", 1)),)


def alter_state(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(f"{STATES[new.definition.state]} RULE {quote(new.id.path[2])}", head=f"ALTER TABLE {qualified(*new.id.path[:2])}"),)


KIND = ObjectKind(
    name="rule",
    definition=Rule,
    query=QUERY,
    create=create,
    drop=drop,
    finish=finish,
    alter={"text": alter_text, "state": alter_state},
    address=lambda id: f"{quote(id.path[2])} ON {qualified(*id.path[:2])}",
    sql_name="RULE",
    likeness=lambda fact: nameless(fact.definition, quote(fact.id.path[2])),
    rank=80,
    drop_rank=4,
)
