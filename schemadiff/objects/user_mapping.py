"""User mappings (PostgreSQL documentation, 5.13, CREATE USER MAPPING and ALTER USER MAPPING; view pg_user_mappings).

A mapping is named by its server and its role; PUBLIC is `public`, which no role can be called. Whether a role sees the options of
a mapping is pg_user_mappings' own rule (documentation, 53.34); options that it does not see are None.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename
from schemadiff.objects.generic_options import options_change, options_clause, secret, visible
from schemadiff.objects.role import role

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = f"""
SELECT 1418::int8, m.umid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[m.srvname, m.usename]::text[], 0,
       CASE WHEN m.umoptions IS NOT NULL OR me.rolsuper
                 OR (m.umuser = 0 AND pg_catalog.pg_has_role(s.srvowner, 'USAGE'))
                 OR (m.usename = current_user AND (pg_catalog.pg_has_role(s.srvowner, 'USAGE')
                                                   OR pg_catalog.has_server_privilege(s.oid, 'USAGE')))
            THEN {visible("m.umoptions")} END,
       {secret("m.umoptions")}
FROM pg_catalog.pg_user_mappings m
JOIN pg_catalog.pg_foreign_server s ON s.oid = m.srvid
JOIN pg_catalog.pg_roles me ON me.rolname = current_user
WHERE m.umid >= 16384
ORDER BY m.srvname, m.usename
"""


@definition
class UserMapping:
    """`secrets` are the names of options that were not read; they are lost when the mapping goes."""

    options: tuple[str, ...] | None
    secrets: tuple[str, ...] = field(compare=False)


def address(id: ObjectId) -> str:
    server, role = id.path
    return f"FOR {'PUBLIC' if role == 'public' else quote(role)} SERVER {quote(server)}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"CREATE USER MAPPING {address(fact.id)}{options_clause(fact.definition.options)}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP USER MAPPING {address(fact.id)}"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER USER MAPPING {address(new.id)} {options_change(old.definition.options, new.definition.options)}"),)


KIND = ObjectKind(
    name="user mapping",
    definition=UserMapping,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"options": alter},
    hidden=frozenset({"options"}),
    unread=lambda fact: fact.definition.secrets,
    address=address,
    sql_name="USER MAPPING",
    rename=no_rename,
    refers=lambda fact: (role(fact.id.path[1]),),
    rank=18,
    drop_rank=87,
    data=lambda fact: bool(fact.definition.secrets),
)
