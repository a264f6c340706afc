"""Triggers (PostgreSQL documentation, chapter 39 and CREATE TRIGGER; catalog pg_trigger).

Those that PostgreSQL makes itself, for foreign keys and on partitions, are left to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.partition_trigger import again, below, set_state
from schemadiff.objects.parts import nameless

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from schemadiff.core.fact import Fact
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
    return () if fact.definition.state == "O" else (set_state(fact.id, fact.definition.state),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP TRIGGER {quote(fact.id.path[2])} ON {qualified(*fact.id.path[:2])}"),)


def alter_text(old: Fact, new: Fact, context: Context) -> Statements | None:
    """OR REPLACE keeps comments and dependents, and enables it again; PostgreSQL lacks it for constraint triggers."""
    if "CREATE CONSTRAINT" in (old.definition.text + new.definition.text):
        return None
    state = (*finish(new, context), *again(new.id, context)) if old.definition.state == new.definition.state else ()
    return (Sql(new.definition.text.replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER", 1)), *state)


def alter_state(old: Fact, new: Fact, context: Context) -> Statements:
    return (set_state(new.id, new.definition.state), *again(new.id, context))


def entails(fact: Fact, verb: str, removed: AbstractSet[ObjectId], context: Context) -> tuple[ObjectId, ...]:
    """Those on partitions that fire otherwise come with it, and fire like it then."""
    return tuple(f.id for f in below(fact.id, context.current)) if verb == "drop" else ()


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
    rank=82,
    drop_rank=3,
    entails=entails,
)
