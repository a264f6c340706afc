"""Roles (PostgreSQL documentation, chapter 22, CREATE ROLE and ALTER ROLE; view pg_roles). They belong to the whole server.

They are read only where `include` names them. Passwords are never read. A role that SQL only names, and another place makes, has
no attributes of its own here: whatever they are on the other side is right.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, literal, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

STUB = "schemadiff: a stand-in for a role that is made elsewhere"
"""The comment by which a scratch server knows such a role."""

QUERY = f"""
SELECT 1260::int8, r.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[r.rolname]::text[], 0,
       r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolreplication, r.rolbypassrls, r.rolconnlimit,
       CASE WHEN isfinite(r.rolvaliduntil)
            THEN to_char(r.rolvaliduntil AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00'
            WHEN r.rolvaliduntil < now() THEN '-infinity' END,
       coalesce(pg_catalog.shobj_description(r.oid, 'pg_authid') = '{STUB}', false),
       r.rolname IN (current_user, session_user)
FROM pg_catalog.pg_roles r
WHERE r.oid >= 16384 AND r.rolname !~ '^pg_'
ORDER BY r.rolname
"""


@definition
class Role:
    """`valid_until` is in UTC; None is for ever. `connecting`: the role that read it."""

    superuser: bool
    inherit: bool
    createrole: bool
    createdb: bool
    login: bool
    replication: bool
    bypassrls: bool
    connection_limit: int
    valid_until: str | None
    stub: bool = field(default=False, compare=False)
    connecting: bool = field(default=False, compare=False)


FLAGS = ("superuser", "inherit", "createrole", "createdb", "login", "replication", "bypassrls")
USUAL = Role(
    superuser=False,
    inherit=True,
    createrole=False,
    createdb=False,
    login=False,
    replication=False,
    bypassrls=False,
    connection_limit=-1,
    valid_until=None,
)


def role(name: str) -> ObjectId:
    """The identity of a role."""
    return ObjectId("role", (name,))


def options(have: Role, want: Role) -> str:
    """The options that lead from `have` to `want`."""
    words = [("" if getattr(want, f) else "NO") + f.upper() for f in FLAGS if getattr(want, f) != getattr(have, f)]
    if want.connection_limit != have.connection_limit:
        words.append(f"CONNECTION LIMIT {want.connection_limit}")
    if want.valid_until != have.valid_until:
        words.append(f"VALID UNTIL {literal(want.valid_until or 'infinity')}")
    return " ".join(words)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"CREATE ROLE {quote(fact.id.path[0])} {options(USUAL, fact.definition)}".rstrip()),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER ROLE {quote(new.id.path[0])} {options(old.definition, new.definition)}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP ROLE {quote(fact.id.path[0])}"),)


def left_alone(fact: Fact, other: Fact | None) -> bool:
    """Roles that are made elsewhere; superusers and the connecting role where only one side knows them."""
    return fact.definition.stub or (other is None and (fact.definition.superuser or fact.definition.connecting))


KIND = ObjectKind(
    name="role",
    definition=Role,
    query=QUERY,
    create=create,
    drop=drop,
    alter=dict.fromkeys((*FLAGS, "connection_limit", "valid_until"), alter),
    include="roles",
    left_alone=left_alone,
    address=lambda id: quote(id.path[0]),
    sql_name="ROLE",
    rank=1,
    drop_rank=100,
    data=lambda fact: True,
)
