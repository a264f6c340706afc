"""A column's clause (PostgreSQL documentation, CREATE TABLE and ALTER TABLE)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.expression import stable
from schemadiff.core.identity import quote
from schemadiff.core.kind import Context, Sql, Statements
from schemadiff.objects.column_identity import identity_clause
from schemadiff.objects.column_settings import COMPRESSION, alter_compression, only
from schemadiff.objects.generic_options import options_clause
from schemadiff.objects.not_null import not_null_clause
from schemadiff.objects.parts import column

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact


def clause(fact: Fact, clauses: tuple[str, ...], *, again: bool = False) -> str:
    """The column as CREATE TABLE and ADD COLUMN take it; `clauses` holds its default."""
    d = fact.definition
    words = [quote(fact.id.path[2]), d.type]
    if d.compression:
        words.append(f"COMPRESSION {COMPRESSION[d.compression]}")
    if d.foreign_options:
        words.append(options_clause(d.foreign_options).strip())
    if d.collation is not None:
        words.append(f"COLLATE {d.collation}")
    words += clauses
    if d.expression is not None:
        words.append(f"GENERATED ALWAYS AS ({stable(d.expression)}) {'STORED' if d.generated == 's' else 'VIRTUAL'}")
    if d.sequence is not None:
        words.append(identity_clause(fact))
    words.append(not_null_clause(fact, again=again))
    return " ".join(filter(None, words))


def clause_of_typed(fact: Fact, clauses: tuple[str, ...]) -> str:
    """What a column of CREATE TABLE … OF has beside what comes from the type; '' where that is all."""
    options = " ".join(filter(None, (*clauses, not_null_clause(fact, again=False))))
    return f"{quote(fact.id.path[2])} WITH OPTIONS {options}" if options else ""


def is_typed(fact: Fact, context: Context) -> bool:
    """Whether the column is to be one of a typed table (CREATE TABLE … OF)."""
    return fact.parent is not None and bool(getattr(context.desired.facts[fact.parent].definition, "of_type", None))


def compression_of_typed(fact: Fact, context: Context) -> Statements:
    """It has no place in the clause of a typed table's column."""
    return alter_compression(fact, fact, context) if fact.definition.compression and is_typed(fact, context) else ()


def made_without_default(fact: Fact, context: Context) -> Statements:
    """In CREATE TABLE … INHERITS; a partition is made apart from its parent."""
    inherits = getattr(context.desired.facts[fact.parent].definition, "inherits", ()) if fact.parent is not None else ()
    return without_default(fact, context) if inherits else ()


def without_default(fact: Fact, context: Context) -> Statements:
    """What it inherits from another table's column comes with that one's default, though it is to have none."""
    defaults = [any(c.id.kind == "default value" for c in context.desired.children.get(id, ())) for id in (fact.id, fact.origin) if id]
    return (Sql(f"{column(fact.id)} DROP DEFAULT", head=only(fact)),) if defaults == [False, True] else ()
