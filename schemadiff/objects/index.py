"""Indexes (PostgreSQL documentation, chapter 11, CREATE INDEX; catalogs pg_index, pg_class).

An index that stands behind a constraint is that constraint's.
"""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import canonical, regroups, stable
from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.parts import QUOTED, cluster, has_parts, index_options, insert_before, lacking, nameless, set_options, temporary

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact, Snapshot

QUERY = """
SELECT 1259::int8, i.indexrelid::int8, 0, 1259::int8, i.indrelid::int8, 0,
       (SELECT h.inhparent::int8 FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid),
       ARRAY[c.relname]::text[], 0,
       pg_catalog.pg_get_indexdef(i.indexrelid),
       i.indisclustered,
       i.indisreplident,
       s.spcname::text,
       coalesce(c.reloptions, '{}'),
       c.relkind = 'I',
       (SELECT coalesce(array_agg(a.attnum || '=' || a.attstattarget ORDER BY a.attnum), '{}')
        FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0)
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
WHERE k.oid IS NULL AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.relname
"""


SORTED = re.compile(rf"({QUOTED})| (?:DESC|NULLS FIRST|NULLS LAST)(?![^\s,)])")


@definition
class Index:
    """`text` is what pg_get_indexdef() prints, `options` included; `statistics` are `column=target` of expressions' targets."""

    text: str
    clustered: bool
    replica_identity: bool
    tablespace: str | None
    options: tuple[str, ...]
    partitioned: bool = field(compare=False)
    statistics: tuple[str, ...]


def index_name(id: ObjectId) -> str:
    return qualified(id.path[0], id.path[-1])


def table_of(id: ObjectId) -> str:
    return qualified(*id.path[:2])


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Index = fact.definition
    text = stable(d.text)
    if d.tablespace is not None:
        text = insert_before(text, (" WHERE ",), f" TABLESPACE {quote(d.tablespace)}")
    return (Sql(text),)


def finish(fact: Fact, context: Context) -> Statements:
    return (*cluster(fact, False, context), *replica_identity(fact, False), *statistics(fact, ()))


def replica_identity(fact: Fact, have: bool) -> Statements:
    if have or not fact.definition.replica_identity:
        return ()
    return (Sql(f"REPLICA IDENTITY USING INDEX {quote(fact.id.path[-1])}", head=f"ALTER TABLE ONLY {table_of(fact.id)}"),)


def statistics(fact: Fact, have: tuple[str, ...]) -> Statements:
    want = fact.definition.statistics
    reset = {h.partition("=")[0]: "-1" for h in have}
    targets = reset | {w.partition("=")[0]: w.partition("=")[2] for w in want if w not in have}
    kept = {w.partition("=")[0] for w in want if w in have}
    return tuple(Sql(f"ALTER INDEX {index_name(fact.id)} ALTER COLUMN {n} SET STATISTICS {t}") for n, t in targets.items() if n not in kept)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP INDEX {index_name(fact.id)}"),)


def alter_text(old: Fact, new: Fact, context: Context) -> Statements | None:
    """Only its options can change; those of a partitioned index cannot (ALTER INDEX)."""
    was, want = old.definition, new.definition
    bare = [d.text.replace(index_options(d.options), "", 1) for d in (was, want)]
    if canonical(bare[0]) != canonical(bare[1]) or (want.partitioned and was.options != want.options):
        return None
    return set_options(index_name(new.id), was.options, want.options)


def alter_clustered(old: Fact, new: Fact, context: Context) -> Statements:
    return cluster(new, old.definition.clustered, context)


def alter_replica_identity(old: Fact, new: Fact, context: Context) -> Statements:
    return replica_identity(new, old.definition.replica_identity)


def alter_statistics(old: Fact, new: Fact, context: Context) -> Statements:
    return statistics(new, old.definition.statistics)


def alter_tablespace(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER INDEX {index_name(new.id)} SET TABLESPACE {quote(new.definition.tablespace or 'pg_default')}", rewrites=True),)


def requires(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    """Beside one like it that is its partition's part of the whole's index it comes later, or ATTACH PARTITION would take it for that.

    Where two such are parts of two of the whole's, the whole's come after its partitions, and before their parts.
    """
    partitioned = [s for s in siblings(fact, snapshot) if s.origin is not None or has_parts(s, snapshot)]
    twins = [s for s in partitioned if shape(s) == shape(fact)]
    if fact.origin is None and not (has_parts(fact, snapshot) and any(has_parts(s, snapshot) for s in twins)):
        return tuple(ObjectId("index attachment", s.id.path) for s in twins if s.origin is not None)
    whole = (fact.origin,) if fact.origin is not None and any(s.origin is not None for s in twins) else ()
    parts = snapshot.derived.get(fact.id, ()) if any(has_parts(s, snapshot) for s in twins) else ()
    return (*whole, *(ObjectId("partition", part.id.path[:2]) for part in parts))


def needs(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    return (*requires(fact, snapshot), *lacking(fact, snapshot))


def siblings(fact: Fact, snapshot: Snapshot) -> list[Fact]:
    """The other indexes of its table."""
    parts = snapshot.children.get(fact.parent, ()) if fact.parent is not None else ()
    return [s for s in parts if s.id.kind == fact.id.kind and s.id != fact.id]


def shape(fact: Fact) -> str:
    """What ATTACH PARTITION compares of two indexes of one table, as far as it can be seen in their texts: not how they are sorted."""
    text: str = fact.definition.text.replace(index_options(fact.definition.options), "", 1)
    text = text.replace(f"INDEX {quote(fact.id.path[2])} ON", "INDEX ON", 1).replace(" ON ONLY ", " ON ", 1)
    return SORTED.sub(lambda match: match[1] or "", text)


def online(old: Fact | None, new: Fact | None, statements: Statements, context: Context) -> Statements:
    """CONCURRENTLY. A partitioned index is made with ONLY and complete once its parts, each made so, are attached."""
    if new is None:
        assert old is not None
        alone = not old.definition.partitioned and old.origin is None
        return tuple(concurrently(s, "DROP INDEX ") if alone else s for s in statements)
    return statements if new.definition.partitioned else tuple(concurrently(s, "CREATE INDEX ", "CREATE UNIQUE INDEX ") for s in statements)


def concurrently(sql: Sql, *beginnings: str) -> Sql:
    """`sql` with CONCURRENTLY where it begins so (CREATE INDEX, Building Indexes Concurrently)."""
    for words in beginnings:
        if sql.text.startswith(words):
            return replace(sql, text=f"{words}CONCURRENTLY {sql.text[len(words) :]}", transactional=False)
    return sql


def swap(old: Fact, new: Fact, statements: Statements, context: Context) -> Statements | None:
    """Built under another name while the old one still serves; not where ATTACH PARTITION must find neither."""
    if requires(new, context.desired):
        return None
    if new.definition.partitioned or old.definition.partitioned or old.origin is not None or new.origin is not None:
        return None
    name, beside = new.id.path[-1], temporary(new.id.path[-1])
    first, *rest = statements
    built = replace(first, text=first.text.replace(f"INDEX {quote(name)} ", f"INDEX {quote(beside)} ", 1))
    return (
        *online(None, new, (built,), context),
        *online(old, None, drop(old, context), context),
        Sql(f"ALTER INDEX {qualified(new.id.path[0], beside)} RENAME TO {quote(name)}"),
        *rest,
    )


KIND = ObjectKind(
    name="index",
    definition=Index,
    query=QUERY,
    create=create,
    drop=drop,
    finish=finish,
    alter={
        "text": alter_text,
        "options": alter_text,
        "clustered": alter_clustered,
        "replica_identity": alter_replica_identity,
        "statistics": alter_statistics,
        "tablespace": alter_tablespace,
    },
    address=index_name,
    sql_name="INDEX",
    likeness=lambda fact: nameless(fact.definition, quote(fact.id.path[2])),
    rank=66,
    drop_rank=15,
    follows=True,
    rebuilt=lambda fact: regroups(fact.definition.text),
    carried=lambda fact: frozenset({"drop"}),
    requires=needs,
    late=needs,
    online=online,
    swap=swap,
    names=lambda fact: (("relation", fact.id.path[0], fact.id.path[-1]),),
)
