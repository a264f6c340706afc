"""Constraints of tables (PostgreSQL documentation, 5.5 and ALTER TABLE; catalog pg_constraint).

NOT NULL, which PostgreSQL 18 stores here too, is an attribute of the column. The constraints that PostgreSQL makes for each
partition of a table that a foreign key refers to are left to it.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import regroups, stable
from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.inherited_constraint import arrived, carried, copied_valid, entails, goes_with_origin
from schemadiff.objects.parts import (
    QUOTED,
    attached,
    by_itself,
    cluster,
    has_parts,
    index_options,
    insert_before,
    lacking,
    set_options,
    temporary,
)

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


DEFERRAL = re.compile(r"( NOT)? DEFERRABLE| INITIALLY (DEFERRED|IMMEDIATE)")

KEY = re.compile(rf"(?P<word>PRIMARY KEY|UNIQUE)(?P<distinct> NULLS NOT DISTINCT)? (?P<columns>\((?:{QUOTED}|[^()])*\))")
PARTITIONED_NOT_VALID = 180000

AFTER_INDEX = (" WHERE (", " DEFERRABLE", " INITIALLY ", " NOT VALID", " NOT ENFORCED")


def table_of(id: ObjectId) -> str:
    return qualified(*id.path[:2])


def bare(d: TableConstraint) -> str:
    """The text without the options of its index, which PostgreSQL prints for EXCLUDE only."""
    return d.text.replace(index_options(d.options), "", 1)


def clause(fact: Fact) -> str:
    d: TableConstraint = fact.definition
    tablespace = f" USING INDEX TABLESPACE {quote(d.tablespace)}" if d.tablespace is not None else ""
    text = insert_before(stable(bare(d)), AFTER_INDEX, index_options(d.options) + tablespace)
    return f"CONSTRAINT {quote(fact.id.path[2])} {text}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    """ONLY where a partition brings its own index, which is attached afterwards under its own name, or is to have none."""
    d, state = fact.definition, context.desired
    alone = d.type in "pu" and d.partitioned and (has_parts(fact, state) or lacking(fact, state))
    only = "ONLY " if alone else ""
    return (Sql(f"ADD {clause(fact)}", head=f"ALTER TABLE {only}{table_of(fact.id)}"),)


def inline(fact: Fact, clauses: tuple[str, ...], context: Context) -> str | None:
    """Foreign keys stay statements of their own, so that tables that refer to each other can be made in any order."""
    if fact.definition.inherited:
        return ""
    if fact.definition.type == "f" or not fact.definition.validated or is_double(fact, context):
        return None
    if fact.definition.type in "pu" and lacking(fact, context.desired):
        return None
    return clause(fact)


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


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP CONSTRAINT {quote(fact.id.path[2])}", head=f"ALTER TABLE {table_of(fact.id)}"),)


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


def online(old: Fact | None, new: Fact | None, statements: Statements, context: Context) -> Statements:
    """Checks and foreign keys first NOT VALID, keys from an index that was built concurrently."""
    if new is None:
        return statements
    if old is not None:
        return by_itself(statements)
    plain = create(new, (), context)
    if statements[: len(plain)] != plain:
        return by_itself(statements)  # it came with its parent's, and is only validated
    rest = statements[len(plain) :]
    if new.definition.type in "cf":
        return (*validated_later(new, plain, context), *rest)
    made = from_index(new, new.id.path[2])
    return statements if made is None else (*made, *rest)


def validated_later(fact: Fact, plain: Statements, context: Context) -> Statements:
    """Before 18 a foreign key of or to a partitioned table is valid from the first, or it is not complete once it is validated."""
    d: TableConstraint = fact.definition
    partitioned = d.partitioned or any(getattr(f.definition, "partition_key", None) for f in targets(fact, context.desired))
    # It must work in scratch, too, whose major may be another one.
    version = min(context.version, context.desired.version)
    if not d.validated or (d.type == "f" and partitioned and version < PARTITIONED_NOT_VALID):
        return plain
    head = f"ALTER TABLE {table_of(fact.id)}"
    return Sql(f"ADD {clause(fact)} NOT VALID", head=head), Sql(f"VALIDATE CONSTRAINT {quote(fact.id.path[2])}", head=head, alone=True)


def targets(fact: Fact, snapshot: Snapshot) -> list[Fact]:
    """What it depends on, and the tables of these."""
    found = [snapshot.facts[e.target] for e in snapshot.outgoing.get(fact.id, ()) if e.target in snapshot.facts]
    return found + [snapshot.facts[f.parent] for f in found if f.parent is not None]


def from_index(fact: Fact, index: str) -> Statements | None:
    """UNIQUE or PRIMARY KEY made of `index`, which is built first; None where no such index can be (ALTER TABLE … USING INDEX)."""
    d: TableConstraint = fact.definition
    text = bare(d)
    key = KEY.match(text)
    if key is None or d.partitioned or "WITHOUT OVERLAPS" in text:
        return None
    deferral = "".join(m[0] for m in DEFERRAL.finditer(text[key.end("columns") :]))
    columns = text[key.end("word") :].removeprefix(" NULLS NOT DISTINCT").strip().removesuffix(deferral)
    distinct = " NULLS NOT DISTINCT" if key["distinct"] else ""
    tablespace = f" TABLESPACE {quote(d.tablespace)}" if d.tablespace is not None else ""
    where = f"{quote(index)} ON {table_of(fact.id)} {columns}{distinct}{index_options(d.options)}{tablespace}"
    using = f"ADD CONSTRAINT {quote(fact.id.path[2])} {key['word']} USING INDEX {quote(index)}{deferral}"
    return (
        Sql(f"CREATE UNIQUE INDEX CONCURRENTLY {where}", transactional=False),
        Sql(using, head=f"ALTER TABLE {table_of(fact.id)}"),
    )


def swap(old: Fact, new: Fact, statements: Statements, context: Context) -> Statements | None:
    """The old one goes in the transaction that brings its successor, whose index was built under another name."""
    rest = statements[len(create(new, (), context)) :]
    if new.definition.type in "cf":
        return (*drop(old, context), *online(None, new, statements, context))
    made = from_index(new, temporary(new.id.path[2]))
    if made is None or old.origin is not None or new.origin is not None:
        return None
    return (made[0], *drop(old, context), *made[1:], *rest)


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
