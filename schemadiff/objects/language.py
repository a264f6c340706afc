"""Procedural languages (PostgreSQL documentation, chapter 40 and CREATE LANGUAGE; catalog pg_language)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 2612::int8, l.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[l.lanname]::text[], 0,
       l.lanpltrusted,
       l.lanplcallfoid::regproc::text,
       CASE WHEN l.laninline <> 0 THEN l.laninline::regproc::text END,
       CASE WHEN l.lanvalidator <> 0 THEN l.lanvalidator::regproc::text END
FROM pg_catalog.pg_language l
WHERE l.oid >= 16384
ORDER BY l.lanname
"""


@definition
class Language:
    """Named as the clauses of CREATE LANGUAGE."""

    trusted: bool
    handler: str
    inline: str | None
    validator: str | None


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"CREATE {text(fact)}"),)


def text(fact: Fact) -> str:
    d: Language = fact.definition
    words = [f"{'TRUSTED ' if d.trusted else ''}LANGUAGE {quote(fact.id.path[0])} HANDLER {d.handler}"]
    if d.inline is not None:
        words.append(f"INLINE {d.inline}")
    if d.validator is not None:
        words.append(f"VALIDATOR {d.validator}")
    return " ".join(words)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP LANGUAGE {quote(fact.id.path[0])}"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    """OR REPLACE keeps the language for its functions."""
    return (Sql(f"CREATE OR REPLACE {text(new)}"),)


KIND = ObjectKind(
    name="language",
    definition=Language,
    query=QUERY,
    create=create,
    drop=drop,
    alter=dict.fromkeys(("trusted", "handler", "inline", "validator"), alter),
    address=lambda id: quote(id.path[0]),
    sql_name="LANGUAGE",
    grant_class="LANGUAGE",
    rank=41,
    drop_rank=74,
)
