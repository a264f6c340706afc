"""Publications (PostgreSQL documentation, 29.1, CREATE PUBLICATION and ALTER PUBLICATION; catalog pg_publication).

Their tables and schemas are facts of their own, which fold into CREATE PUBLICATION.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal, qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 6104::int8, p.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[p.pubname]::text[], 0,
       p.puballtables,
       array_remove(ARRAY[CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                          CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END], NULL),
       p.pubviaroot,
       CASE to_jsonb(p)->>'pubgencols' WHEN 's' THEN 'stored' ELSE 'none' END
FROM pg_catalog.pg_publication p
WHERE p.oid >= 16384
ORDER BY p.pubname
"""


@definition
class Publication:
    """`publish` are the kinds of change that it publishes; `generated_columns` is none or, from 18 on, stored."""

    all_tables: bool
    publish: tuple[str, ...]
    via_partition_root: bool
    generated_columns: str


EVERYTHING = ("insert", "update", "delete", "truncate")
TABLE, SCHEMA = "TABLE ", "TABLES IN SCHEMA "


def options(have: Publication, want: Publication) -> str:
    """What SET (…) and WITH (…) must name to come from `have` to `want`."""
    words = []
    if have.publish != want.publish:
        words.append(f"publish = {literal(', '.join(want.publish))}")
    if have.via_partition_root != want.via_partition_root:
        words.append(f"publish_via_partition_root = {str(want.via_partition_root).lower()}")
    if have.generated_columns != want.generated_columns:
        words.append(f"publish_generated_columns = {want.generated_columns}")
    return ", ".join(words)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    """FOR TABLE a, b, TABLES IN SCHEMA c, d: PostgreSQL 14 takes the word TABLE only once."""
    d: Publication = fact.definition
    words = []
    for word in (TABLE, SCHEMA):
        names = [c.removeprefix(word) for c in clauses if c.startswith(word)]
        if names:
            words.append(word + ", ".join(names))
    what = " FOR ALL TABLES" if d.all_tables else f" FOR {', '.join(words)}" if words else ""
    usual = Publication(all_tables=False, publish=EVERYTHING, via_partition_root=False, generated_columns="none")
    changed = options(usual, d)
    return (Sql(f"CREATE PUBLICATION {qualified(*fact.id.path)}{what}{f' WITH ({changed})' if changed else ''}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP PUBLICATION {qualified(*fact.id.path)}"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER PUBLICATION {qualified(*new.id.path)} SET ({options(old.definition, new.definition)})"),)


KIND = ObjectKind(
    name="publication",
    definition=Publication,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"publish": alter, "via_partition_root": alter, "generated_columns": alter},
    replace=frozenset({"all_tables"}),
    address=lambda id: qualified(*id.path),
    sql_name="PUBLICATION",
    rank=92,
    drop_rank=1,
)
