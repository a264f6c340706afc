"""Constraints of tables (PostgreSQL documentation, 5.5 and ALTER TABLE; catalog pg_constraint).

NOT NULL, which PostgreSQL 18 stores here too, is an attribute of the column. The constraints that PostgreSQL makes for each
partition of a table that a foreign key refers to are left to it.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import regroups
from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.constraint_clause import DEFERRAL, bare, clause, create, drop
from schemadiff.objects.constraint_online import online, swap
from schemadiff.objects.inherited_constraint import arrived, carried, copied_valid, entails, goes_with_origin
from schemadiff.objects.parts import attached, cluster, lacking, set_options, table_of

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact, Snapshot

QUERY = """
SELECT 2606::int8, c.oid::int8, 0, 1259::int8, c.conrelid::int8, 0,
       CASE WHEN c.conparentid <> 0 THEN c.conparentid::int8
            WHEN c.coninhcount > 0 THEN (
                SELECT p.oid::int8 FROM pg_catalog.pg_inherits i
                JOIN pg_catalog.pg_constraint p ON p.conrelid = i.inhparent AND p.conname = c.conname
                WHERE i.inhrelid = c.conrelid ORDER BY i.inhseqno LIMIT 1) END,
       ARRAY[c.conname]::text[], 0,
       c.contype::text,
       pg_catalog.pg_get_constraintdef(c.oid),
       c.convalidated,
       coalesce(i.indisclustered, false),
       coalesce(i.indisreplident, false),
       s.spcname::text,
       CASE WHEN c.contype IN ('p', 'u', 'x') THEN coalesce(ic.reloptions, '{}') ELSE '{}' END,
       c.coninhcount > 0 AND NOT c.conislocal AND NOT r.relispartition,
       c.coninhcount > 0 AND c.conislocal,
       r.relkind = 'p'
FROM pg_catalog.pg_constraint c
JOIN pg_catalog.pg_class r ON r.oid = c.conrelid
LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.conindid AND c.contype IN ('p', 'u', 'x')
LEFT JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = ic.reltablespace
WHERE c.conrelid >= 16384 AND c.contype IN ('p', 'u', 'x', 'c', 'f')
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint p WHERE c.contype = 'f' AND p.oid = c.conparentid AND p.conrelid = c.conrelid)
ORDER BY c.conrelid, array_position('{p,u,x,c,f}'::text[], c.contype::text), c.conname
"""


@definition
class TableConstraint:
    """`type` is contype; `text` what pg_get_constraintdef() prints; `clustered` to `options` are its index's.

    `inherited`: comes with INHERITS and is never written (coninhcount without conislocal); `merged`: is its
    parent's and its own; `partitioned`: its table is.
    """

    type: str
    text: str
    validated: bool
    clustered: bool
    replica_identity: bool
    tablespace: str | None
    options: tuple[str, ...]
    inherited: bool
    merged: bool = field(compare=False)
    partitioned: bool = field(compare=False)


def inline(fact: Fact, clauses: tuple[str, ...], context: Context) -> str | None:
    """Foreign keys stay statements of their own, so that tables that refer to each other can be made in any order."""
    if fact.definition.inherited:
        return ""
    if fact.definition.type == "f" or not fact.definition.validated or is_double(fact, context):
        return None
    if fact.definition.type in "pu" and (lacking(fact, context.desired) or leaves_not_null(fact, context)):
        return None
    return clause(fact)


def leaves_not_null(fact: Fact, context: Context) -> bool:
    """Whether a column of the primary key has its NOT NULL from a parent table only: in CREATE TABLE … INHERITS it would get another."""
    if fact.definition.type != "p" or fact.parent is None:
        return False
    key, facts = columns(fact).split(", "), context.desired.facts
    parts = ((p, facts.get(p.origin)) for p in context.desired.children.get(fact.parent, ()) if p.origin is not None)
    names = ((p.id.path[-1], *(getattr(f.definition, "not_null_constraint", None) for f in (p, o))) for p, o in parts if o is not None)
    return any(quote(name) in key and own is not None and own == above for name, own, above in names)


def is_double(fact: Fact, context: Context) -> bool:
    """Whether the table has another key of the same columns: in one CREATE TABLE PostgreSQL makes but one of them."""
    siblings = context.desired.children.get(fact.parent, ()) if fact.parent is not None and fact.definition.type == "u" else ()
    others = (s for s in siblings if s.id.kind == fact.id.kind and s.id != fact.id and s.definition.type in "pu")
    return any(columns(s) == columns(fact) and (s.definition.type == "p" or s.id < fact.id) for s in others)


def columns(fact: Fact) -> str:
    """What stands in the first parentheses of a key's text."""
    return str(fact.definition.text).partition("(")[2].partition(")")[0]


def finish(fact: Fact, context: Context) -> Statements:
    return (*cluster(fact, False, context), *replica_identity(fact, False))


def replica_identity(fact: Fact, have: bool) -> Statements:
    if have or not fact.definition.replica_identity:
        return ()
    return (Sql(f"REPLICA IDENTITY USING INDEX {quote(fact.id.path[2])}", head=f"ALTER TABLE ONLY {table_of(fact.id)}"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements | None:
    """What is only to be validated is validated; a foreign key can change when it is checked; the rest is replaced."""
    was, want = old.definition, new.definition
    before, after = bare(was).removesuffix(" NOT VALID"), bare(want).removesuffix(" NOT VALID")
    statements: list[Sql] = []
    if before != after:
        if want.type != "f" or DEFERRAL.sub("", before) != DEFERRAL.sub("", after):
            return None
        deferral = "".join(m[0] for m in DEFERRAL.finditer(after)) or " NOT DEFERRABLE"
        statements.append(Sql(f"ALTER CONSTRAINT {quote(new.id.path[2])}{deferral}", head=f"ALTER TABLE {table_of(new.id)}"))
    if was.validated and not want.validated:
        return None
    if want.validated and not was.validated:
        statements.append(Sql(f"VALIDATE CONSTRAINT {quote(new.id.path[2])}", head=f"ALTER TABLE {table_of(new.id)}"))
    return tuple(statements)


def alter_inherited(old: Fact, new: Fact, context: Context) -> Statements | None:
    """One that loses its parent's becomes the table's own by itself; to be its own beside it, it is added once more, which merges both.

    One that is to be inherited only is made anew, with its parent's; so is one that goes with its parent's, and is to stay.
    """
    if new.definition.inherited or goes_with_origin(old, context):
        return None
    return create(new, (), context) if new.origin is not None and new.origin == old.origin else ()


def alter_clustered(old: Fact, new: Fact, context: Context) -> Statements:
    return cluster(new, old.definition.clustered, context)


def alter_replica_identity(old: Fact, new: Fact, context: Context) -> Statements:
    return replica_identity(new, old.definition.replica_identity)


def alter_tablespace(old: Fact, new: Fact, context: Context) -> Statements:
    index = qualified(new.id.path[0], new.id.path[2])
    return (Sql(f"ALTER INDEX {index} SET TABLESPACE {quote(new.definition.tablespace or 'pg_default')}", rewrites=True),)


def alter_options(old: Fact, new: Fact, context: Context) -> Statements | None:
    """Those of a partitioned index cannot be altered (ALTER INDEX)."""
    if new.definition.partitioned:
        return None
    return set_options(qualified(new.id.path[0], new.id.path[2]), old.definition.options, new.definition.options)


def requires(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    """A foreign key to a partitioned table needs that table's index with all its parts, unless it comes with its own table's link."""
    if fact.definition.type in "pu":
        return lacking(fact, snapshot)
    if fact.definition.type != "f" or "link" in carried(fact):
        return copied_valid(fact, snapshot)
    needed, parts = [e.target for e in snapshot.outgoing.get(fact.id, ())], []
    for id in needed:
        for link in attached(id, snapshot):
            if fact.origin is None or link.id.path[:2] != fact.id.path[:2]:
                parts.append(link.id)
                needed += [link.parent] if link.parent is not None else []
    return tuple(parts)


def names(fact: Fact) -> tuple[tuple[str, ...], ...]:
    """Its name among the table's constraints and, where it has an index, among the relations."""
    constraint = ("constraint", *fact.id.path)
    return (constraint, ("relation", fact.id.path[0], fact.id.path[2])) if fact.definition.type in "pux" else (constraint,)


def rename(old: ObjectId, new: ObjectId, context: Context) -> Statements:
    return (Sql(f"ALTER TABLE {table_of(old)} RENAME CONSTRAINT {quote(old.path[2])} TO {quote(new.path[2])}"),)


KIND = ObjectKind(
    name="table constraint",
    definition=TableConstraint,
    query=QUERY,
    create=create,
    drop=drop,
    inline=inline,
    finish=finish,
    alter={
        "inherited": alter_inherited,
        "text": alter,
        "validated": alter,
        "clustered": alter_clustered,
        "replica_identity": alter_replica_identity,
        "tablespace": alter_tablespace,
        "options": alter_options,
    },
    replace=frozenset({"type"}),
    address=lambda id: f"{quote(id.path[2])} ON {table_of(id)}",
    sql_name="CONSTRAINT",
    rename=rename,
    rank=65,
    drop_rank=12,
    follows=True,
    rebuilt=lambda fact: fact.definition.type == "f" or regroups(fact.definition.text),  # both sides of a key must have changed first
    carried=carried,
    arrived=arrived,
    entails=entails,
    requires=requires,
    late=lambda fact, snapshot: lacking(fact, snapshot) if fact.definition.type in "pu" else (),
    online=online,
    swap=swap,
    names=names,
)
