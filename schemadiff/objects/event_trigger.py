"""Event triggers (PostgreSQL documentation, chapter 40, CREATE EVENT TRIGGER; catalog pg_event_trigger)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal, qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 3466::int8, e.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[e.evtname]::text[], 0,
       e.evtevent::text,
       coalesce(e.evttags, '{}'),
       e.evtfoid::regproc::text,
       e.evtenabled::text
FROM pg_catalog.pg_event_trigger e
WHERE e.oid >= 16384
ORDER BY e.evtname
"""


@definition
class EventTrigger:
    """`tags` are command tags, none is all; `function` a qualified, quoted name; `state` evtenabled: O, D, R, A."""

    event: str
    tags: tuple[str, ...]
    function: str
    state: str


STATES = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: EventTrigger = fact.definition
    tags = f"\n    WHEN TAG IN ({', '.join(map(literal, d.tags))})" if d.tags else ""
    return (Sql(f"CREATE EVENT TRIGGER {qualified(*fact.id.path)} ON {d.event}{tags}\n    EXECUTE FUNCTION {d.function}()"),)


def finish(fact: Fact, context: Context) -> Statements:
    return () if fact.definition.state == "O" else alter_state(fact, fact, context)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP EVENT TRIGGER {qualified(*fact.id.path)}"),)


def alter_state(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER EVENT TRIGGER {qualified(*new.id.path)} {STATES[new.definition.state]}"),)


KIND = ObjectKind(
    name="event trigger",
    definition=EventTrigger,
    query=QUERY,
    create=create,
    drop=drop,
    finish=finish,
    alter={"state": alter_state},
    replace=frozenset({"event", "tags", "function"}),
    address=lambda id: qualified(*id.path),
    sql_name="EVENT TRIGGER",
    rank=98,  # after all else, so that it does not fire on the migration that makes it
    drop_rank=0,
)
