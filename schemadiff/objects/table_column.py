"""Columns of tables (PostgreSQL documentation, 5.1-5.4 and ALTER TABLE; catalogs pg_attribute, pg_sequence for identity).

The default is a fact of its own; a generation expression belongs to the column, since PostgreSQL cannot add one to it.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import stable
from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.casts import user_types, using
from schemadiff.objects.column_clause import clause, clause_of_typed, compression_of_typed, is_typed, made_without_default, without_default
from schemadiff.objects.column_filled import filled
from schemadiff.objects.column_identity import alter_identity, before_type, identity_clause, type_of_sequence
from schemadiff.objects.column_retyped import retyped
from schemadiff.objects.column_rewrite import rewrites
from schemadiff.objects.column_settings import again, alter_compression, alter_options, alter_statistics, alter_storage, settings, toast
from schemadiff.objects.generic_options import options_change, visible
from schemadiff.objects.not_null import NOT_NULL_NAME, alter_not_null, finish_not_null, is_new_child
from schemadiff.objects.not_null import online as not_null_online
from schemadiff.objects.parts import altering, column, table_of, temporary

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from schemadiff.core.fact import Fact

QUERY = rf"""
SELECT 1259::int8, a.attrelid::int8, a.attnum::int4, 1259::int8, a.attrelid::int8, 0,
       CASE WHEN a.attinhcount > 0 THEN (SELECT i.inhparent::int8 FROM pg_catalog.pg_inherits i
                                         JOIN pg_catalog.pg_attribute p ON p.attrelid = i.inhparent AND p.attname = a.attname
                                         WHERE i.inhrelid = a.attrelid ORDER BY i.inhseqno LIMIT 1) END,
       ARRAY[a.attname]::text[], a.attnum::int4,
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attcollation <> t.typcollation
            THEN (SELECT pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname)
                  FROM pg_catalog.pg_collation co JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
                  WHERE co.oid = a.attcollation) END,
       a.attnotnull,
       CASE WHEN nn.conname <> {NOT_NULL_NAME} THEN nn.conname::text END,
       nn.conname::text,
       coalesce(nn.convalidated, true),
       coalesce(nn.connoinherit, false),
       a.attgenerated::text,
       CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(g.adbin, g.adrelid) END,
       a.attidentity::text,
       s.identity_options,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END,
       a.attcompression::text,
       nullif(a.attstattarget, -1)::int4,
       (SELECT coalesce(array_agg(o), '{{}}') FROM unnest(a.attoptions) o WHERE o LIKE 'n\_distinct%'),
       {visible("a.attfdwoptions")},
       a.attislocal OR c.relispartition,
       c.relkind = 'f',
       c.relkind = 'p' AND EXISTS (
           SELECT 1 FROM pg_catalog.pg_depend d
           WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = a.attrelid AND d.objsubid = a.attnum
             AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = 0 AND d.deptype = 'i')
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_constraint nn ON nn.conrelid = a.attrelid AND nn.contype = 'n' AND nn.conkey = ARRAY[a.attnum]
LEFT JOIN pg_catalog.pg_attrdef g ON g.adrelid = a.attrelid AND g.adnum = a.attnum AND a.attgenerated <> ''
LEFT JOIN LATERAL (
    SELECT ARRAY[sn.nspname::text, sc.relname::text, pg_catalog.format_type(q.seqtypid, NULL), q.seqstart::text, q.seqincrement::text,
                 q.seqmin::text, q.seqmax::text, q.seqcache::text, q.seqcycle::text] AS identity_options
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
    JOIN pg_catalog.pg_class sc ON sc.oid = q.seqrelid
    JOIN pg_catalog.pg_namespace sn ON sn.oid = sc.relnamespace
    WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
      AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'i') s ON a.attidentity <> ''
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY a.attrelid, a.attnum
"""


@definition
class TableColumn:
    """`not_null_name`, from 18 on, only where it is not the one that PostgreSQL chooses; `not_null_constraint` always.

    `generated` is attgenerated ('', s stored, v virtual), `identity` attidentity ('', a always, d by default).

    `sequence` is the identity's own sequence, which a partition lacks, since it uses its parent's:
    schema, name, type, start, increment, minimum, maximum, cache, cycle.
    `options` are those of documentation, ALTER TABLE, SET ( attribute_option = value ); servers keep marks of their own beside them.
    `foreign_options` are those of a foreign table's column; `foreign`: its table is one, with no rows here that could be converted.
    `local` is false where the column is only inherited, by INHERITS; `partition_key` where its table is partitioned by it.
    `storage` (attstorage) only where it is not the type's own; `statistics` None is the default target.
    """

    type: str
    collation: str | None
    not_null: bool
    not_null_name: str | None
    not_null_constraint: str | None = field(compare=False)
    not_null_validated: bool
    not_null_no_inherit: bool
    generated: str
    expression: str | None
    identity: str
    sequence: tuple[str, ...] | None
    storage: str | None
    compression: str
    statistics: int | None
    options: tuple[str, ...]
    foreign_options: tuple[str, ...]
    local: bool
    foreign: bool = field(compare=False)
    partition_key: bool = field(compare=False)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    """Identity comes afterwards where there are child tables that do not have it: PostgreSQL adds no such column to them."""
    rewritten = not fact.definition.foreign and rewrites(fact, context)
    heirs = context.desired.derived.get(fact.id, ())
    if fact.definition.identity and any(heir.parent in context.current.facts and not heir.definition.identity for heir in heirs):
        plain = replace(fact, definition=replace(fact.definition, identity="", sequence=None))
        identity = Sql(f"{altering(fact.id)} {column(fact.id)} ADD {identity_clause(fact)}")
        return Sql(f"ADD COLUMN {clause(plain, clauses)}", head=altering(fact.id), rewrites=rewritten), identity
    again = any(is_new_child(heir, fact, context) for heir in heirs)
    return (Sql(f"ADD COLUMN {clause(fact, clauses, again=again)}", head=altering(fact.id), rewrites=rewritten),)


def inline(fact: Fact, clauses: tuple[str, ...], context: Context) -> str | None:
    """What comes from a parent table by INHERITS is not written again."""
    if not fact.definition.local:
        return ""
    if is_typed(fact, context):
        return clause_of_typed(fact, clauses)
    heirs = context.desired.derived.get(fact.id, ())
    names = {heir.definition.not_null_constraint for heir in heirs} if context.in_any_order else set()
    again = fact.parent in context.current.facts or fact.definition.not_null_constraint in names
    again = again or any(heir.parent in context.current.facts for heir in heirs)
    return clause(fact, clauses, again=again)


def finish(fact: Fact, context: Context) -> Statements:
    """Settings that have no place in the column's clause."""
    stored = () if fact.definition.foreign else toast(fact, context)
    rest = (*settings(fact), *compression_of_typed(fact, context), *stored, *type_of_sequence(fact))
    return (*made_without_default(fact, context), *finish_not_null(fact, context), *rest)


def drop(fact: Fact, context: Context) -> Statements:
    """ONLY where a child table keeps the column as its own, and does not inherit its successor."""
    children = (context.desired.facts.get(child.id) for child in context.current.derived.get(fact.id, ()))
    kept = any(child is not None and child.origin != fact.id for child in children)
    head = f"ALTER TABLE ONLY {table_of(fact.id)}" if kept else altering(fact.id)
    return (Sql(f"DROP COLUMN {quote(fact.id.path[2])}", head=head),)


def alter_local(old: Fact, new: Fact, context: Context) -> Statements | None:
    """A column that loses its parent's becomes the table's own by itself; one that becomes only inherited is made anew."""
    return None if old.definition.local and old.origin is None else ()


def set_aside(fact: Fact, context: Context) -> tuple[Statements, Statements] | None:
    """Where the parent table gets a column that this table has: the values move from the old to the inherited one."""
    desired = context.desired.facts[fact.id]
    want: TableColumn = desired.definition
    inherited = fact.origin is not None and fact.origin == desired.origin
    if inherited or want.local or want.type != fact.definition.type or want.generated or want.foreign:
        return None
    name, aside = quote(fact.id.path[2]), quote(temporary(fact.id.path[2]))
    table = table_of(fact.id)
    rename = Sql(f"ALTER TABLE {table} RENAME COLUMN {name} TO {aside}")
    return (rename,), (Sql(f"UPDATE ONLY {table} SET {name} = {aside}"), Sql(f"ALTER TABLE {table} DROP COLUMN {aside}"))


def alter_type(old: Fact, new: Fact, context: Context) -> Statements | None:
    """In place where PostgreSQL can convert the values; a generated column is computed anew, a partitioned table made anew."""
    d: TableColumn = new.definition
    if old.definition.partition_key or (d.generated and old.definition.generated):
        return None
    collate = f" COLLATE {d.collation}" if d.collation is not None else ""
    if d.foreign:
        rewrites = new.id in context.current.derived  # tables that inherit from a foreign one have rows of their own
        return (Sql(f"{column(new.id)} TYPE {d.type}{collate}", head=altering(new.id), rewrites=rewrites, retypes=True),)
    convert = using(quote(new.id.path[2]), old.definition.type, d.type, user_types(old.definition.type, new.definition.type))
    if convert is None:
        return None
    if has_foreign(old, context):
        convert = ""  # "… is not a table": USING is refused for foreign children
    typed = Sql(f"{column(new.id)} TYPE {d.type}{collate}{convert}", head=altering(new.id), rewrites=True, retypes=True)
    return (*before_type(old, new), typed, *again(new, context))


def has_foreign(fact: Fact, context: Context) -> bool:
    """Whether a foreign table has the column from this one."""
    return any(child.definition.foreign or has_foreign(child, context) for child in context.current.derived.get(fact.id, ()))


def rebind(old: Fact, new: Fact, replaced: ObjectId, context: Context) -> Statements | None:
    """To a type that was replaced under its name: by way of text, which keeps every value that the new type knows."""
    if replaced.kind == KIND.name or new.definition.generated or old.definition.partition_key:
        return None
    if old.definition.type != new.definition.type:
        return ()  # alter_type moves it
    type = new.definition.type
    if new.definition.foreign:
        return (Sql(f"{column(new.id)} TYPE {type}", head=altering(new.id), retypes=True),)
    text = "text[]" if type.endswith("[]") else "text"
    conversion = f"{quote(new.id.path[2])}::{text}::{type}"
    typed = Sql(f"{column(new.id)} TYPE {type} USING {conversion}", head=altering(new.id), rewrites=True, retypes=True)
    return (typed, *again(new, context))


def stands_fast(fact: Fact, context: Context) -> bool:
    """Whether PostgreSQL does not change a virtual column's expression: beside check constraints, and where its table is published."""
    tables = {f.parent for f in (fact, *context.current.derived.get(fact.id, ()), *context.desired.derived.get(fact.id, ()))}
    parts = [p for state in (context.current, context.desired) for t in tables if t is not None for p in state.children.get(t, ())]
    checked = any(p.id.kind == "table constraint" and p.definition.type == "c" for p in parts)
    published = any(p.id.path[1:] == fact.id.path[:2] for p in context.current.by_kind.get("publication relation", ()))
    return fact.definition.generated == "v" and (checked or published)


def alter_generated(old: Fact, new: Fact, context: Context) -> Statements | None:
    """An expression can go (stored) or change (from 17 on); it cannot be added, nor change its kind."""
    was, want = old.definition, new.definition
    if was.generated == "s" and not want.generated:
        # A statement of its own: in one with TYPE … USING the column still counts as generated.
        return (Sql(f"{altering(new.id)} {column(new.id)} DROP EXPRESSION"),)
    if was.generated == want.generated and context.version >= 170000 and want.expression is not None and not stands_fast(new, context):
        # A statement of its own: PostgreSQL takes the DROP COLUMN of the same one first, even of what the old expression uses.
        text = f"{altering(new.id)} {column(new.id)} SET EXPRESSION AS ({stable(want.expression)})"
        return (Sql(text, rewrites=want.generated == "s"),)
    return None


def entails(fact: Fact, verb: str, removed: AbstractSet[ObjectId], context: Context) -> tuple[ObjectId, ...]:
    """A column of the partition key goes with its table only."""
    return (ObjectId("table", fact.id.path[:2]),) if verb == "drop" and fact.definition.partition_key else ()


def alter_foreign_options(old: Fact, new: Fact, context: Context) -> Statements:
    change = options_change(old.definition.foreign_options, new.definition.foreign_options)
    return (Sql(f"{column(new.id)} {change}", head=altering(new.id)),)


def names(fact: Fact) -> tuple[tuple[str, ...], ...]:
    """The identity's sequence lives among the relations, a NOT NULL constraint among those of the table."""
    sequence, constraint = fact.definition.sequence, fact.definition.not_null_constraint
    relations = (("relation", *sequence[:2]),) if sequence else ()
    return (*relations, ("constraint", *fact.id.path[:2], constraint)) if constraint else relations


def rename(old: ObjectId, new: ObjectId, context: Context) -> Statements:
    return (Sql(f"ALTER TABLE {qualified(*old.path[:2])} RENAME COLUMN {quote(old.path[2])} TO {quote(new.path[2])}"),)


def batched(old: Fact | None, new: Fact | None, statements: Statements, context: Context) -> tuple[Statements, frozenset[ObjectId]]:
    """Added, or of another type, without a rewrite of the table."""
    if new is None:
        return statements, frozenset()
    return (filled(new, statements, context), frozenset()) if old is None else retyped(old, new, statements, context)


KIND = ObjectKind(
    name="table column",
    definition=TableColumn,
    query=QUERY,
    create=create,
    drop=drop,
    inline=inline,
    inline_in_cycle=True,
    finish=finish,
    alter={
        "generated": alter_generated,
        "expression": alter_generated,
        "type": alter_type,
        "collation": alter_type,
        "not_null": alter_not_null,
        "not_null_name": alter_not_null,
        "not_null_validated": alter_not_null,
        "not_null_no_inherit": alter_not_null,
        "local": alter_local,
        "identity": alter_identity,
        "sequence": alter_identity,
        "storage": alter_storage,
        "compression": alter_compression,
        "statistics": alter_statistics,
        "options": alter_options,
        "foreign_options": alter_foreign_options,
    },
    follows=True,
    rebuilt=lambda fact: bool(fact.definition.generated),
    rebind=rebind,
    set_aside=set_aside,
    address=lambda id: qualified(*id.path),
    sql_name="COLUMN",
    rename=rename,
    rank=50,
    drop_rank=50,
    carried=lambda fact: frozenset({"add", "drop", "alter"}),
    arrived=lambda fact, origin, context: (*without_default(fact, context), *settings(fact)),
    apart=frozenset({"storage", "compression", "statistics", "options", "foreign_options"}),
    online=not_null_online,
    batched=batched,
    names=names,
    entails=entails,
    data=lambda fact: not fact.definition.generated and not fact.definition.foreign,
)
