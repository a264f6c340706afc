"""Tables (PostgreSQL documentation, chapter 5, CREATE TABLE and ALTER TABLE; catalog pg_class).

Columns, constraints, partition bounds, owner and privileges are facts of their own and fold into CREATE TABLE where order allows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.not_null import renamed_above, renamed_before_link
from schemadiff.objects.parts import changed_options, reloptions

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact, Snapshot

QUERY = """
SELECT 1259::int8, c.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, c.relname]::text[], 0,
       c.relpersistence = 'u',
       CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
       CASE WHEN c.relispartition THEN '{}'::text[] ELSE coalesce((
           SELECT array_agg(pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.relname) ORDER BY i.inhseqno)
           FROM pg_catalog.pg_inherits i
           JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
           JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
           WHERE i.inhrelid = c.oid), '{}') END,
       CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END,
       am.amname::text,
       s.spcname::text,
       coalesce(c.reloptions, '{}') || coalesce((SELECT array_agg('toast.' || o) FROM unnest(t.reloptions) o), '{}'),
       c.relreplident::text,
       c.relrowsecurity,
       c.relforcerowsecurity
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.relname
"""


@definition
class Table:
    """`inherits` are qualified, quoted names in order; `replica_identity` is relreplident: d, n, f, or i (see index)."""

    unlogged: bool
    partition_key: str | None
    inherits: tuple[str, ...]
    of_type: str | None
    access_method: str | None
    tablespace: str | None
    options: tuple[str, ...]
    replica_identity: str
    row_security: bool
    force_row_security: bool


def name_of(id: ObjectId) -> str:
    return qualified(*id.path)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Table = fact.definition
    body = "".join(f"\n    {c}," for c in clauses).rstrip(",")
    columns = f"({body}\n)" if clauses else "()"
    text = f"CREATE {'UNLOGGED ' if d.unlogged else ''}TABLE {name_of(fact.id)}"
    if d.of_type is not None:
        text += f" OF {d.of_type}{' ' + columns if clauses else ''}"
    else:
        text += f" {columns}"
    if d.inherits:
        text += f"\nINHERITS ({', '.join(d.inherits)})"
    if d.partition_key is not None:
        text += f"\nPARTITION BY {d.partition_key}"
    if d.access_method not in (None, "heap"):
        text += f"\nUSING {quote(d.access_method or '')}"
    if d.options:
        text += f"\nWITH ({reloptions(d.options)})"
    if d.tablespace is not None:
        text += f"\nTABLESPACE {quote(d.tablespace)}"
    return (Sql(text),)


def finish(fact: Fact, context: Context) -> Statements:
    d: Table = fact.definition
    return (*row_security(fact, d.row_security, False), *forced(fact, d.force_row_security, False), *identity(fact, "d"))


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP TABLE {name_of(fact.id)}"),)


def row_security(fact: Fact, want: bool, have: bool) -> Statements:
    return () if want == have else (Sql(f"{'ENABLE' if want else 'DISABLE'} ROW LEVEL SECURITY", head=f"ALTER TABLE {name_of(fact.id)}"),)


def forced(fact: Fact, want: bool, have: bool) -> Statements:
    return () if want == have else (Sql(f"{'FORCE' if want else 'NO FORCE'} ROW LEVEL SECURITY", head=f"ALTER TABLE {name_of(fact.id)}"),)


REPLICA_IDENTITY = {"d": "DEFAULT", "f": "FULL", "n": "NOTHING"}


def identity(fact: Fact, have: str) -> Statements:
    """The index of REPLICA IDENTITY USING INDEX sets it itself, once it is there."""
    want = fact.definition.replica_identity
    if want == have or want not in REPLICA_IDENTITY:
        return ()
    return (Sql(f"REPLICA IDENTITY {REPLICA_IDENTITY[want]}", head=f"ALTER TABLE ONLY {name_of(fact.id)}"),)


def alter_row_security(old: Fact, new: Fact, context: Context) -> Statements:
    return row_security(new, new.definition.row_security, old.definition.row_security)


def alter_forced(old: Fact, new: Fact, context: Context) -> Statements:
    return forced(new, new.definition.force_row_security, old.definition.force_row_security)


def alter_identity(old: Fact, new: Fact, context: Context) -> Statements:
    return identity(new, old.definition.replica_identity)


def alter_persistence(old: Fact, new: Fact, context: Context) -> Statements:
    """A statement of its own: an identity's sequence that another clause makes is as the table was before."""
    word = "UNLOGGED" if new.definition.unlogged else "LOGGED"
    return (Sql(f"ALTER TABLE {name_of(new.id)} SET {word}", rewrites=True),)


def alter_options(old: Fact, new: Fact, context: Context) -> Statements:
    fresh, gone = changed_options(old.definition.options, new.definition.options)
    head = f"ALTER TABLE {name_of(new.id)}"
    return tuple(Sql(f"{verb} ({text})", head=head) for verb, text in (("RESET", gone), ("SET", fresh)) if text)


def alter_tablespace(old: Fact, new: Fact, context: Context) -> Statements:
    name = quote(new.definition.tablespace or "pg_default")
    return (Sql(f"SET TABLESPACE {name}", head=f"ALTER TABLE {name_of(new.id)}", rewrites=True),)


def alter_access_method(old: Fact, new: Fact, context: Context) -> Statements | None:
    if new.definition.access_method is None or old.definition.access_method is None or context.version < 150000:
        return None
    return (Sql(f"SET ACCESS METHOD {quote(new.definition.access_method)}", head=f"ALTER TABLE {name_of(new.id)}", rewrites=True),)


def alter_inherits(old: Fact, new: Fact, context: Context) -> Statements | None:
    """In place where the parents' order allows, and where nothing is to be inherited only that is not so by then.

    Columns that are only inherited, before and after, would become the table's own in between: they get the new parent first.
    """
    have, want = old.definition.inherits, new.definition.inherits
    if want != (*(p for p in have if p in want), *(p for p in want if p not in have)):
        return None
    head = f"ALTER TABLE {name_of(new.id)}"
    gone, fresh = tables([p for p in have if p not in want], context.current), tables([p for p in want if p not in have], context.desired)
    # In one statement PostgreSQL would drop columns and constraints before it ends the inheritance that keeps them.
    ends = tuple(Sql(f"{head} NO INHERIT {name_of(p)}") for p in gone)
    handed = handed_over(new.id, gone, fresh, context)
    if becomes_inherited(new, have, context, kept=handed is not None):
        return None
    if handed is not None:
        before, after = renamed_above(handed, context)
        return (*before, *(Sql(f"{head} INHERIT {name_of(p)}") for p in fresh), *ends, *after)
    renames = (s for parent in fresh for s in renamed_before_link(new.id, parent, context))
    return (*ends, *renames, *(Sql(f"INHERIT {name_of(p)}", head=head) for p in fresh))


def tables(names: list[str], snapshot: Snapshot) -> list[ObjectId]:
    """The tables of these qualified, quoted names, in that order; a foreign table can be a parent, too."""
    found = {name_of(id): id for id in snapshot.facts if id.kind in (KIND.name, "foreign table")} if names else {}
    return [found[name] for name in names]


def handed_over(table: ObjectId, gone: list[ObjectId], fresh: list[ObjectId], context: Context) -> list[tuple[Fact, Fact]] | None:
    """The columns, as they are and are to be, that are only inherited from one of `gone`, then of `fresh`.

    None where there is none, or one of another type: a table cannot have both parents then.
    """
    pairs = [(context.current.facts.get(f.id), f) for f in context.desired.children.get(table, ()) if is_of(f, fresh)]
    found = [(old, new) for old, new in pairs if old is not None and is_of(old, gone)]
    if any((old.definition.type, old.definition.collation) != (new.definition.type, new.definition.collation) for old, new in found):
        return None
    return found if any(not old.definition.local and not new.definition.local for old, new in found) else None


def is_of(fact: Fact, parents: list[ObjectId]) -> bool:
    """Whether it is a column that comes from one of these tables."""
    return hasattr(fact.definition, "local") and fact.origin is not None and any(fact.origin.path[:2] == p.path for p in parents)


def becomes_inherited(fact: Fact, parents: tuple[str, ...], context: Context, *, kept: bool) -> bool:
    """Whether a part is to be inherited only, from a parent that is not among `parents` yet: INHERIT leaves it the table's own.

    `kept`: what is inherited only stays so.
    """
    before = context.current.facts
    parts = [p for p in context.desired.children.get(fact.id, ()) if not (kept and p.id in before and is_inherited(before[p.id]))]
    origins = [p.origin for p in parts if p.origin is not None and is_inherited(p)]
    return any(qualified(*o.path[:2]) not in parents for o in origins)


def is_inherited(part: Fact) -> bool:
    """Whether a column or constraint comes with INHERITS and is not the table's own (attislocal, conislocal)."""
    d = part.definition
    return getattr(d, "inherited", False) or not getattr(d, "local", True)


def alter_of_type(old: Fact, new: Fact, context: Context) -> Statements:
    of_type = new.definition.of_type
    return (Sql(f"OF {of_type}" if of_type else "NOT OF", head=f"ALTER TABLE {name_of(new.id)}"),)


KIND = ObjectKind(
    name="table",
    definition=Table,
    query=QUERY,
    create=create,
    drop=drop,
    finish=finish,
    alter={
        "unlogged": alter_persistence,
        "inherits": alter_inherits,
        "of_type": alter_of_type,
        "access_method": alter_access_method,
        "tablespace": alter_tablespace,
        "options": alter_options,
        "replica_identity": alter_identity,
        "row_security": alter_row_security,
        "force_row_security": alter_forced,
    },
    replace=frozenset({"partition_key"}),
    address=name_of,
    sql_name="TABLE",
    grant_class="TABLE",
    rank=50,
    drop_rank=60,
    names=lambda fact: (("relation", *fact.id.path), ("type", *fact.id.path)),
    data=lambda fact: fact.definition.partition_key is None,  # its rows are those of its partitions
)
