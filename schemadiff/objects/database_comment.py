"""The comment on the database itself (PostgreSQL documentation, COMMENT ON DATABASE; catalog pg_shdescription).

Whichever name a file gives to the database, the one at hand is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename
from schemadiff.objects.stored_setting import of_this_database

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT NULL::int8, NULL::int8, NULL::int4, NULL::int8, NULL::int8, NULL::int4, NULL::int8,
       ARRAY['this database']::text[], 0, c.description
FROM pg_catalog.pg_shdescription c
JOIN pg_catalog.pg_database d ON d.oid = c.objoid AND c.classoid = 1262
WHERE d.datname = pg_catalog.current_database()
"""


@definition
class DatabaseComment:
    """The text."""

    text: str


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(of_this_database("COMMENT ON DATABASE ", f" IS {literal(fact.definition.text)}")),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return create(new, (), context)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(of_this_database("COMMENT ON DATABASE ", " IS NULL")),)


KIND = ObjectKind(
    name="database comment",
    definition=DatabaseComment,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"text": alter},
    include="database",
    rename=no_rename,
    drop_rank=1,
)
