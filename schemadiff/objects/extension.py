"""Extensions (PostgreSQL documentation, 38.17 and CREATE EXTENSION; catalog pg_extension).

What an extension made belongs to it and is never read. plpgsql, which every database has, is left alone.
"""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 3079::int8, e.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[e.extname]::text[], 0,
       n.nspname::text, e.extversion, e.extrelocatable
FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
ORDER BY e.extname
"""


@definition
class Extension:
    """`schema` is where its relocatable objects live; `version` None is whichever the server installs."""

    schema: str
    version: str | None
    relocatable: bool = field(compare=False)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Extension = fact.definition
    version = f" VERSION {literal(d.version)}" if d.version is not None else ""
    return (Sql(f"CREATE EXTENSION IF NOT EXISTS {quote(fact.id.path[0])} WITH SCHEMA {quote(d.schema)}{version}"),)


def stated(fact: Fact, sql: str) -> Fact:
    """A version counts where the SQL pins one for this extension."""
    name = re.escape(fact.id.path[0])
    pinned = re.search(rf'\bEXTENSION\s+(IF\s+NOT\s+EXISTS\s+)?"?{name}"?\s[^;]*\b(VERSION|UPDATE\s+TO)\b', sql, re.IGNORECASE)
    return fact if pinned else replace(fact, definition=replace(fact.definition, version=None))


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP EXTENSION {quote(fact.id.path[0])}"),)


def alter_version(old: Fact, new: Fact, context: Context) -> Statements | None:
    """An update where there is a path from the old to the new version; PostgreSQL says so if there is none."""
    if version_key(new.definition.version) < version_key(old.definition.version):
        return None
    return (Sql(f"ALTER EXTENSION {quote(new.id.path[0])} UPDATE TO {literal(new.definition.version)}"),)


def version_key(version: str) -> tuple[tuple[int, str], ...]:
    """An order of versions in which 1.10 comes after 1.9."""
    return tuple((int(p) if p.isdigit() else -1, p) for p in version.split("."))


def alter_schema(old: Fact, new: Fact, context: Context) -> Statements | None:
    if not old.definition.relocatable:
        return None
    return (Sql(f"ALTER EXTENSION {quote(new.id.path[0])} SET SCHEMA {quote(new.definition.schema)}"),)


KIND = ObjectKind(
    name="extension",
    definition=Extension,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"version": alter_version, "schema": alter_schema},
    address=lambda id: qualified(*id.path),
    sql_name="EXTENSION",
    rename=no_rename,
    stated=stated,
    rank=15,
    drop_rank=90,
)
