"""Subscriptions (PostgreSQL documentation, 29.2, CREATE SUBSCRIPTION and ALTER SUBSCRIPTION; catalog pg_subscription).

They are made as pg_dump makes them: not connected, disabled, without a slot; whether one is enabled is no matter of the schema.
Nothing here reaches the publisher: a slot there stays when a subscription goes, and REFRESH PUBLICATION is left to a person.
Only superusers may read connection strings; their passwords are read only where secrets are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.generic_options import ASKED, pairs

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

# Not every major has all of these columns, and to_jsonb() of a row needs the right to read all of it: a column that the
# catalog lacks is that of `missing`.
QUERY = """
SELECT 6100::int8, s.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[s.subname]::text[], 0,
       {connection},
       s.subpublications,
       s.subslotname::text,
       array_remove(ARRAY[
           'binary=' || s.subbinary,
           'streaming=' || CASE left(s.substream::text, 1) WHEN 't' THEN 'on' WHEN 'p' THEN 'parallel' ELSE 'off' END,
           'two_phase=' || (s.subtwophasestate <> 'd'),
           'disable_on_error=' || s.subdisableonerr,
           'password_required=' || s.subpasswordrequired,
           'run_as_owner=' || s.subrunasowner,
           'failover=' || s.subfailover,
           'origin=' || s.suborigin,
           'synchronous_commit=' || s.subsynccommit], NULL)
FROM (SELECT NULL::"char" AS subtwophasestate, NULL::bool AS subdisableonerr, NULL::bool AS subpasswordrequired,
             NULL::bool AS subrunasowner, NULL::bool AS subfailover, NULL::text AS suborigin) missing
CROSS JOIN LATERAL (
    SELECT oid, subdbid, subname, {column}subpublications, subslotname, subbinary, substream, subtwophasestate, subdisableonerr,
           subpasswordrequired, subrunasowner, subfailover, suborigin, subsynccommit
    FROM pg_catalog.pg_subscription) s
WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
ORDER BY s.subname
"""
PASSWORD = r"(ssl)?password|oauth_client_secret"
WITHOUT_PASSWORD = rf"""btrim(regexp_replace(regexp_replace(regexp_replace(s.subconninfo,
           '\m({PASSWORD})\s*=\s*(''(\\.|[^''\\])*''|(\\.|[^\s\\&])+)', '', 'gi'),
           '^(\w+://[^:@/]*):[^@]*@', '\1@'), '[?&]+(&|$)', '\1', 'g'))"""
READABLE = f"CASE WHEN {ASKED} THEN s.subconninfo ELSE {WITHOUT_PASSWORD} END"
UNKNOWN_PUBLISHER = "host=unknown"


@definition
class Subscription:
    """`connection` as libpq takes it, without passwords; None where it may not be read. `options` are `name=value`."""

    connection: str | None
    publications: tuple[str, ...]
    slot_name: str | None
    options: tuple[str, ...]


USUAL = {
    "binary": "false",
    "two_phase": "false",
    "disable_on_error": "false",
    "password_required": "true",
    "run_as_owner": "false",
    "failover": "false",
    "origin": "any",
    "synchronous_commit": "off",
}
"""Defaults that are the same in all majors."""
UNALTERABLE = {"two_phase", "failover"}
"""ALTER SUBSCRIPTION reaches the publisher for these, or does not know them."""


def slot(fact: Fact) -> str:
    name = fact.definition.slot_name
    return f"slot_name = {literal(name) if name is not None else 'NONE'}"


def publications(fact: Fact) -> str:
    return ", ".join(map(quote, fact.definition.publications))


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Subscription = fact.definition
    options = ["connect = false", slot(fact)] + [f"{n} = {v}" for n, v in pairs(d.options).items() if USUAL.get(n) != v]
    connection = literal(UNKNOWN_PUBLISHER if d.connection is None else d.connection)
    text = f"CREATE SUBSCRIPTION {qualified(*fact.id.path)}\n    CONNECTION {connection}\n    PUBLICATION {publications(fact)}"
    return (Sql(f"{text}\n    WITH ({', '.join(options)})"),)


def drop(fact: Fact, context: Context) -> Statements:
    """Without its slot, since dropping that needs the publisher. With one, DROP refuses a transaction, and its text does not tell."""
    altering = f"ALTER SUBSCRIPTION {qualified(*fact.id.path)}"
    drop = Sql(f"DROP SUBSCRIPTION {qualified(*fact.id.path)}", transactional=False)
    return (Sql(f"{altering} DISABLE"), Sql(f"{altering} SET (slot_name = NONE)"), drop)


def alter_connection(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER SUBSCRIPTION {qualified(*new.id.path)} CONNECTION {literal(new.definition.connection)}"),)


def alter_publications(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER SUBSCRIPTION {qualified(*new.id.path)} SET PUBLICATION {publications(new)} WITH (refresh = false)"),)


def alter_slot_name(old: Fact, new: Fact, context: Context) -> Statements:
    """An enabled subscription must have a slot."""
    altering = f"ALTER SUBSCRIPTION {qualified(*new.id.path)}"
    disable = (Sql(f"{altering} DISABLE"),) if new.definition.slot_name is None else ()
    return (*disable, Sql(f"{altering} SET ({slot(new)})"))


def alter_options(old: Fact, new: Fact, context: Context) -> Statements | None:
    have, want = pairs(old.definition.options), pairs(new.definition.options)
    changed = [n for n in want if want[n] != have.get(n)]
    if UNALTERABLE.intersection(changed):
        return None
    return (Sql(f"ALTER SUBSCRIPTION {qualified(*new.id.path)} SET ({', '.join(f'{n} = {want[n]}' for n in changed)})"),)


KIND = ObjectKind(
    name="subscription",
    definition=Subscription,
    query=QUERY.format(connection="NULL::text", column=""),
    superuser_query=QUERY.format(connection=READABLE, column="subconninfo, "),
    create=create,
    drop=drop,
    alter={
        "connection": alter_connection,
        "publications": alter_publications,
        "slot_name": alter_slot_name,
        "options": alter_options,
    },
    hidden=frozenset({"connection"}),
    address=lambda id: qualified(*id.path),
    sql_name="SUBSCRIPTION",
    rank=96,
    drop_rank=1,
    data=lambda fact: True,  # how far it has come
)
