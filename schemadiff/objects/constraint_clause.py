"""How a constraint of a table is written (PostgreSQL documentation, CREATE TABLE, ALTER TABLE … ADD and DROP CONSTRAINT)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemadiff.core.expression import stable
from schemadiff.core.identity import quote
from schemadiff.core.kind import Context, Sql, Statements
from schemadiff.objects.parts import has_parts, index_options, insert_before, lacking, table_of

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact
    from schemadiff.objects.table_constraint import TableConstraint

DEFERRAL = re.compile(r"( NOT)? DEFERRABLE| INITIALLY (DEFERRED|IMMEDIATE)")
AFTER_INDEX = (" WHERE (", " DEFERRABLE", " INITIALLY ", " NOT VALID", " NOT ENFORCED")


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


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP CONSTRAINT {quote(fact.id.path[2])}", head=f"ALTER TABLE {table_of(fact.id)}"),)
