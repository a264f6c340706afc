"""Settings of a column that ALTER TABLE makes, of tables and of materialized views alike (documentation, ALTER TABLE; pg_attribute).

They are attributes of the column: `storage`, `compression`, `statistics`, `options`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.kind import Context, Sql, Statements
from schemadiff.objects.parts import altering, changed_options, column, reloptions, table_of

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

STORAGE = {"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}
COMPRESSION = {"": "DEFAULT", "p": "pglz", "l": "lz4"}


def settings(fact: Fact) -> Statements:
    """Those that have no place in a column's clause."""
    d = fact.definition
    texts = []
    if d.storage is not None:
        texts.append(f"SET STORAGE {STORAGE[d.storage]}")
    if d.statistics is not None:
        texts.append(f"SET STATISTICS {d.statistics}")
    if d.options:
        texts.append(f"SET ({reloptions(d.options)})")
    return tuple(Sql(f"{column(fact.id)} {text}", head=only(fact)) for text in texts)


def only(fact: Fact) -> str:
    """Tables that have the column from this one keep settings of their own."""
    return f"ALTER TABLE ONLY {table_of(fact.id)}"


def head_of(fact: Fact, context: Context) -> str:
    """ONLY where there are such tables: clauses of one head fold."""
    return only(fact) if fact.id in context.current.derived else altering(fact.id)


def again(fact: Fact, context: Context) -> Statements:
    """What is to stay as it is, and what a new type resets, of the column and of those that other tables have from it."""
    old, d = context.current.facts.get(fact.id), fact.definition
    made: Statements = ()
    if old is not None and d.storage is not None and old.definition.storage == d.storage:
        made += alter_storage(old, fact, context)
    if old is not None and d.compression and old.definition.compression == d.compression:
        made += alter_compression(old, fact, context)
    heirs = context.desired.derived.get(fact.id, ())
    return (*made, *toast(fact, context), *(s for heir in heirs for s in again(heir, context)))


def toast(fact: Fact, context: Context) -> Statements:
    """New settings of the TOAST table, which there may not have been before the column came or had its type (documentation, 66.2)."""
    tables = [s.facts.get(fact.parent) for s in (context.current, context.desired) if fact.parent is not None]
    have, want = [tuple(o for o in t.definition.options if o.startswith("toast.")) if t is not None else None for t in tables]
    fresh, _ = changed_options(have, want) if have is not None and want is not None else (None, None)
    return (Sql(f"ALTER TABLE {table_of(fact.id)} SET ({fresh})"),) if fresh else ()


def alter_storage(old: Fact, new: Fact, context: Context) -> Statements:
    storage = new.definition.storage
    word = STORAGE[storage] if storage else ("DEFAULT" if context.version >= 160000 else "EXTENDED")
    return (Sql(f"{column(new.id)} SET STORAGE {word}", head=head_of(new, context)),)


def alter_compression(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(f"{column(new.id)} SET COMPRESSION {COMPRESSION[new.definition.compression]}", head=head_of(new, context)),)


def alter_statistics(old: Fact, new: Fact, context: Context) -> Statements:
    target = new.definition.statistics
    return (Sql(f"{column(new.id)} SET STATISTICS {-1 if target is None else target}", head=head_of(new, context)),)


def alter_options(old: Fact, new: Fact, context: Context) -> Statements:
    fresh, gone = changed_options(old.definition.options, new.definition.options)
    changes = (("RESET", gone), ("SET", fresh))
    return tuple(Sql(f"{column(new.id)} {verb} ({text})", head=head_of(new, context)) for verb, text in changes if text)
