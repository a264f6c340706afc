"""Triggers (PostgreSQL documentation, chapter 39 and CREATE TRIGGER; catalog pg_trigger).

Those that PostgreSQL makes itself, for foreign keys and on partitions, are left to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.parts import TRIGGER_STATES, depends_again, made_again, nameless

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from schemadiff.core.fact import Fact, Snapshot
    from schemadiff.core.identity import ObjectId

QUERY = """
SELECT 2620::int8, t.oid::int8, 0, 1259::int8, t.tgrelid::int8, 0, NULL::int8, ARRAY[t.tgname]::text[], 0,
       pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled::text
FROM pg_catalog.pg_trigger t
WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.oid >= 16384
ORDER BY t.tgrelid, t.tgname
"""


@definition
class Trigger:
    """`text` is pg_get_triggerdef(); `state` tgenabled: O, D, R, A."""

    text: str
    state: str


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(fact.definition.text),)


def finish(fact: Fact, context: Context) -> Statements:
    return () if fact.definition.state == "O" else alter_state(fact, fact, context)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP TRIGGER {quote(fact.id.path[2])} ON {qualified(*fact.id.path[:2])}"),)


def alter_text(old: Fact, new: Fact, context: Context) -> Statements | None:
    """OR REPLACE keeps comments and dependents, and enables it again; PostgreSQL lacks it for constraint triggers."""
    if "CREATE CONSTRAINT" in (old.definition.text + new.definition.text):
        return None
    state = finish(new, context) if old.definition.state == new.definition.state else ()
    replaced = Sql(new.definition.text.replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER", 1))
    return (replaced, *(state or parts_again(new, context)), *depends_again(new, context))


def alter_state(old: Fact, new: Fact, context: Context) -> Statements:
    head = f"ALTER TABLE {qualified(*new.id.path[:2])}"
    return (Sql(f"{TRIGGER_STATES[new.definition.state]} TRIGGER {quote(new.id.path[2])}", head=head), *parts_again(new, context))


def parts_again(fact: Fact, context: Context) -> Statements:
    """Those of partitions get the same state, though they had one of their own."""
    return made_again(parts_of(fact, context.desired), context)


def parts_of(fact: Fact, snapshot: Snapshot) -> list[Fact]:
    """Those of partitions that have a state of their own."""
    parts = snapshot.by_kind.get("partition trigger", ())
    return [p for p in parts if (p.definition.schema, p.definition.table, p.id.path[-1]) == fact.id.path]


def entails(fact: Fact, verb: str, removed: AbstractSet[ObjectId], context: Context) -> tuple[ObjectId, ...]:
    """One that is made anew has parts like it."""
    return tuple(p.id for p in parts_of(fact, context.current)) if verb == "drop" else ()


KIND = ObjectKind(
    name="trigger",
    definition=Trigger,
    query=QUERY,
    create=create,
    drop=drop,
    finish=finish,
    alter={"text": alter_text, "state": alter_state},
    address=lambda id: f"{quote(id.path[2])} ON {qualified(*id.path[:2])}",
    sql_name="TRIGGER",
    likeness=lambda fact: nameless(fact.definition, quote(fact.id.path[2])),
    entails=entails,
    rank=82,
    drop_rank=3,
)
