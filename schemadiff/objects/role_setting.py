"""Settings of roles (PostgreSQL documentation, ALTER ROLE … SET; catalog pg_db_role_setting).

A setting holds everywhere or in this database only; whichever name a file gives to the database, this one is meant. Settings whose
names tell of a secret are not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename
from schemadiff.objects.generic_options import SECRET
from schemadiff.objects.stored_setting import assignment, dotted, of_this_database

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

HERE = "in this database"
QUERY = f"""
SELECT NULL::int8, NULL::int8, NULL::int4, 1260::int8, s.setrole::int8, 0, NULL::int8,
       ARRAY[split_part(c.setting, '=', 1)] || CASE WHEN s.setdatabase <> 0 THEN ARRAY['{HERE}'] ELSE '{{}}' END, c.number::int4,
       substr(c.setting, strpos(c.setting, '=') + 1)
FROM pg_catalog.pg_db_role_setting s
CROSS JOIN LATERAL unnest(s.setconfig) WITH ORDINALITY c(setting, number)
WHERE s.setrole >= 16384 AND split_part(c.setting, '=', 1) !~* '{SECRET}'
  AND s.setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))
ORDER BY s.setrole, s.setdatabase, c.number
"""


@definition
class RoleSetting:
    """The value as PostgreSQL stores it."""

    value: str


def altering(fact: Fact, change: str) -> Statements:
    """ALTER ROLE, for everywhere or for this database."""
    role = quote(fact.id.path[0])
    if fact.id.path[-1] != HERE or len(fact.id.path) == 2:
        return (Sql(f"ALTER ROLE {role} {change}"),)
    return (Sql(of_this_database(f"ALTER ROLE {role} IN DATABASE ", f" {change}")),)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return altering(fact, assignment(fact.id.path[1], fact.definition.value))


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return create(new, (), context)


def drop(fact: Fact, context: Context) -> Statements:
    return altering(fact, f"RESET {dotted(fact.id.path[1])}")


KIND = ObjectKind(
    name="role setting",
    definition=RoleSetting,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"value": alter},
    include="roles",
    of_server=True,
    rename=no_rename,
    drop_rank=1,
)
