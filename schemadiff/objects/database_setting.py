"""Settings of the database itself (PostgreSQL documentation, ALTER DATABASE … SET; catalog pg_db_role_setting, setrole 0).

Whichever name a file gives to the database, the one at hand is meant. Settings whose names tell of a secret are not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename
from schemadiff.objects.generic_options import SECRET
from schemadiff.objects.stored_setting import assignment, dotted, of_this_database

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = f"""
SELECT NULL::int8, NULL::int8, NULL::int4, NULL::int8, NULL::int8, NULL::int4, NULL::int8,
       ARRAY[split_part(c.setting, '=', 1)], c.number::int4, substr(c.setting, strpos(c.setting, '=') + 1)
FROM pg_catalog.pg_db_role_setting s
CROSS JOIN LATERAL unnest(s.setconfig) WITH ORDINALITY c(setting, number)
WHERE s.setrole = 0 AND split_part(c.setting, '=', 1) !~* '{SECRET}'
  AND s.setdatabase = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
ORDER BY c.number
"""


@definition
class DatabaseSetting:
    """The value as PostgreSQL stores it."""

    value: str


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(of_this_database("ALTER DATABASE ", f" {assignment(fact.id.path[0], fact.definition.value)}")),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return create(new, (), context)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(of_this_database("ALTER DATABASE ", f" RESET {dotted(fact.id.path[0])}")),)


KIND = ObjectKind(
    name="database setting",
    definition=DatabaseSetting,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"value": alter},
    include="database",
    rename=no_rename,
    drop_rank=1,
)
