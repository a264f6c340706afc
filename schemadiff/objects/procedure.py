"""Procedures (PostgreSQL documentation, 38.4 and CREATE PROCEDURE; catalog pg_proc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.identity import qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects import routine
from schemadiff.objects.parts import nameless

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP PROCEDURE {routine.address(fact.id)}"),)


KIND = ObjectKind(
    name="procedure",
    definition=routine.Routine,
    query=routine.query("p"),
    create=routine.create,
    drop=drop,
    alter=routine.ALTER,
    address=routine.address,
    sql_name="PROCEDURE",
    has_text=True,
    name_at=1,
    likeness=lambda fact: nameless(fact.definition, qualified(*fact.id.path[:2])),
    grant_class="PROCEDURE",
    rank=40,
    drop_rank=75,
    names=lambda fact: (("routine", *fact.id.path),),
    settings=("check_function_bodies = off",),
)
