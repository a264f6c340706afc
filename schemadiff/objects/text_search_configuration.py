"""Text search configurations (PostgreSQL documentation, 12.7, CREATE TEXT SEARCH CONFIGURATION; pg_ts_config, pg_ts_config_map)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadiff.core.fact import Fact

QUERY = """
SELECT 3602::int8, c.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, c.cfgname]::text[], 0,
       ARRAY[pn.nspname, p.prsname]::text[],
       (SELECT coalesce(array_agg(m.mapping ORDER BY m.maptokentype), '{}')
        FROM (SELECT m.maptokentype,
                     (SELECT pg_catalog.quote_ident(t.alias) FROM pg_catalog.ts_token_type(c.cfgparser) t WHERE t.tokid = m.maptokentype)
                     || ' WITH ' || string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS mapping
              FROM pg_catalog.pg_ts_config_map m WHERE m.mapcfg = c.oid
              GROUP BY m.maptokentype) m)
FROM pg_catalog.pg_ts_config c
JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace
JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace
WHERE c.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.cfgname
"""


@definition
class TextSearchConfiguration:
    """`parser` is (schema, name); `mappings` are `token WITH dictionary, …`, in the order of the parser's tokens."""

    parser: tuple[str, str]
    mappings: tuple[str, ...]


def head(fact: Fact) -> str:
    return f"ALTER TEXT SEARCH CONFIGURATION {qualified(*fact.id.path)}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: TextSearchConfiguration = fact.definition
    made = Sql(f"CREATE TEXT SEARCH CONFIGURATION {qualified(*fact.id.path)} (PARSER = {qualified(*d.parser)})")
    return (made, *mapped(fact, "ADD", d.mappings))


def mapped(fact: Fact, verb: str, mappings: Iterable[str]) -> Statements:
    """One statement for all tokens with the same dictionaries."""
    tokens: dict[str, list[str]] = defaultdict(list)
    for mapping in mappings:
        token, _, dictionaries = mapping.partition(" WITH ")
        tokens[dictionaries].append(token)
    return tuple(Sql(f"{head(fact)} {verb} MAPPING FOR {', '.join(t)} WITH {dictionaries}") for dictionaries, t in tokens.items())


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP TEXT SEARCH CONFIGURATION {qualified(*fact.id.path)}"),)


def token_of(mapping: str) -> str:
    return mapping.partition(" WITH ")[0]


def alter_mappings(old: Fact, new: Fact, context: Context) -> Statements:
    have, want = old.definition.mappings, new.definition.mappings
    known, wanted = {token_of(m) for m in have}, {token_of(m) for m in want}
    gone = [token_of(m) for m in have if token_of(m) not in wanted]
    dropped = (Sql(f"{head(new)} DROP MAPPING FOR {', '.join(gone)}"),) if gone else ()
    changed = [m for m in want if m not in have and token_of(m) in known]
    return (*dropped, *mapped(new, "ALTER", changed), *mapped(new, "ADD", [m for m in want if token_of(m) not in known]))


KIND = ObjectKind(
    name="text search configuration",
    definition=TextSearchConfiguration,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"mappings": alter_mappings},
    replace=frozenset({"parser"}),
    address=lambda id: qualified(*id.path),
    sql_name="TEXT SEARCH CONFIGURATION",
    rank=45,
    drop_rank=71,
)
