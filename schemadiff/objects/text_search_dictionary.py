"""Text search dictionaries (PostgreSQL documentation, 12.6, CREATE and ALTER TEXT SEARCH DICTIONARY; catalog pg_ts_dict)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 3600::int8, d.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, d.dictname]::text[], 0,
       ARRAY[tn.nspname, t.tmplname]::text[],
       d.dictinitoption
FROM pg_catalog.pg_ts_dict d
JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace
JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace
WHERE d.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, d.dictname
"""
OPTION = re.compile(r"""("(?:[^"]|"")+"|[^\s=",]+) = (E?'(?:[^'\\]|''|\\.)*'|[^,]+)""")


@definition
class TextSearchDictionary:
    """`template` is (schema, name); `options` as PostgreSQL keeps them: `language = 'english', stopwords = 'english'`."""

    template: tuple[str, str]
    options: str | None


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: TextSearchDictionary = fact.definition
    options = f",\n    {d.options}" if d.options else ""
    return (Sql(f"CREATE TEXT SEARCH DICTIONARY {qualified(*fact.id.path)} (\n    TEMPLATE = {qualified(*d.template)}{options}\n)"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP TEXT SEARCH DICTIONARY {qualified(*fact.id.path)}"),)


def parsed(options: str | None) -> dict[str, str]:
    return dict(OPTION.findall(options or ""))


def alter_options(old: Fact, new: Fact, context: Context) -> Statements | None:
    """An option without a value is taken away; one that is set goes to the end, so another order needs a new dictionary."""
    have, want = parsed(old.definition.options), parsed(new.definition.options)
    changed = {name: value for name, value in want.items() if have.get(name) != value}
    if [*[n for n in have if n in want and n not in changed], *changed] != list(want):
        return None
    changes = [*[name for name in have if name not in want], *[f"{name} = {value}" for name, value in changed.items()]]
    return (Sql(f"ALTER TEXT SEARCH DICTIONARY {qualified(*new.id.path)} ({', '.join(changes)})"),)


KIND = ObjectKind(
    name="text search dictionary",
    definition=TextSearchDictionary,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"options": alter_options},
    replace=frozenset({"template"}),
    address=lambda id: qualified(*id.path),
    sql_name="TEXT SEARCH DICTIONARY",
    rank=44,
    drop_rank=72,
)
