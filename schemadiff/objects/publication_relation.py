"""Tables of publications (PostgreSQL documentation, 29.4 "Row Filters", 29.5 "Column Lists"; catalog pg_publication_rel).

PostgreSQL refuses to retype a column that a row filter or a column list names, so the table leaves the publication meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import stable
from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.publication import TABLE

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

# PostgreSQL 14 has neither filters nor lists: there, these names are those of `missing`.
QUERY = """
SELECT 6106::int8, r.oid::int8, 0, 6104::int8, r.prpubid::int8, 0, NULL::int8, ARRAY[n.nspname, c.relname]::text[], 0,
       (SELECT coalesce(array_agg(a.attname::text ORDER BY a.attname), '{}') FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::int2[])),
       pg_catalog.pg_get_expr(r.prqual, r.prrelid)
FROM (SELECT NULL::pg_node_tree AS prqual, NULL::int2vector AS prattrs) missing
CROSS JOIN LATERAL (SELECT oid, prpubid, prrelid, prqual, prattrs FROM pg_catalog.pg_publication_rel) r
JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
ORDER BY r.prpubid, n.nspname, c.relname
"""


@definition
class PublicationRelation:
    """No `columns` is all; `where` the row filter as pg_get_expr() prints it."""

    columns: tuple[str, ...]
    where: str | None


def table(fact: Fact) -> str:
    """ONLY, since each child table has a fact of its own."""
    return f"{TABLE}ONLY {qualified(*fact.id.path[1:])}"


def clause(fact: Fact) -> str:
    d: PublicationRelation = fact.definition
    columns = f" ({', '.join(map(quote, d.columns))})" if d.columns else ""
    where = f" WHERE ({stable(d.where)})" if d.where is not None else ""
    return f"{table(fact)}{columns}{where}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"ALTER PUBLICATION {quote(fact.id.path[0])} ADD {clause(fact)}"),)


def inline(fact: Fact, clauses: tuple[str, ...], context: Context) -> str:
    return clause(fact)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER PUBLICATION {quote(fact.id.path[0])} DROP {table(fact)}"),)


KIND = ObjectKind(
    name="publication relation",
    definition=PublicationRelation,
    query=QUERY,
    create=create,
    drop=drop,
    inline=inline,
    replace=frozenset({"columns", "where"}),
    rank=93,
    drop_rank=1,
)
