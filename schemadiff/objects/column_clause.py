"""A column's clause (PostgreSQL documentation, CREATE TABLE and ALTER TABLE)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.expression import stable
from schemadiff.core.identity import quote
from schemadiff.objects.column_identity import identity_clause
from schemadiff.objects.column_settings import COMPRESSION
from schemadiff.objects.generic_options import options_clause
from schemadiff.objects.not_null import not_null_clause

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
