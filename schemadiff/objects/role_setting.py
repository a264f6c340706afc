"""Settings of roles (PostgreSQL documentation, ALTER ROLE … SET; catalog pg_db_role_setting).

A setting holds everywhere or in this database only; whichever name a file gives to the database, this one is meant. Settings whose
names tell of a secret are not read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename
from schemadiff.objects.generic_options import SECRET

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
# Their values are lists of names, stored as the server would quote them (pg_dump's variable_is_guc_list_quote).
LISTS = {
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
}
ELEMENT = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)')


@definition
class RoleSetting:
    """The value as PostgreSQL stores it."""

    value: str


def value(fact: Fact) -> str:
    text: str = fact.definition.value
    if fact.id.path[1].lower() not in LISTS or not text:
        return literal(text)
    found = [m for m in ELEMENT.finditer(text) if m[0]]
    return ", ".join(literal(m[1].replace('""', '"') if m[1] is not None else m[2].strip()) for m in found)


def altering(fact: Fact, change: str) -> Statements:
    """ALTER ROLE needs the database's name, which differs from one environment to the next: a DO block asks for it."""
    role = quote(fact.id.path[0])
    if fact.id.path[-1] != HERE or len(fact.id.path) == 2:
        return (Sql(f"ALTER ROLE {role} {change}"),)
    before, after = literal(f"ALTER ROLE {role} IN DATABASE "), literal(f" {change}")
    body = f"BEGIN EXECUTE {before} || pg_catalog.quote_ident(pg_catalog.current_database()) || {after}; END"
    tag = "$$" if "$$" not in body else "$role_setting$"
    return (Sql(f"DO {tag}{body}{tag}"),)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return altering(fact, f"SET {name(fact)} TO {value(fact)}")


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return create(new, (), context)


def drop(fact: Fact, context: Context) -> Statements:
    return altering(fact, f"RESET {name(fact)}")


def name(fact: Fact) -> str:
    """Settings of extensions have two names: `auto_explain.log_analyze`."""
    return ".".join(map(quote, fact.id.path[1].split(".")))


KIND = ObjectKind(
    name="role setting",
    definition=RoleSetting,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"value": alter},
    include="roles",
    rename=no_rename,
    drop_rank=1,
)
