"""Support functions that belong to an operator family but to none of its classes (documentation, ALTER OPERATOR FAMILY; pg_amproc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.operator_family_operator import head

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 2603::int8, p.oid::int8, 0, 2753::int8, p.amprocfamily::int8, 0, NULL::int8,
       ARRAY[p.amprocnum::text, pg_catalog.format_type(p.amproclefttype, NULL), pg_catalog.format_type(p.amprocrighttype, NULL)],
       p.amprocnum::int4,
       p.amproc::regprocedure::text
FROM pg_catalog.pg_amproc p
WHERE p.oid >= 16384 AND EXISTS (
    SELECT 1 FROM pg_catalog.pg_depend d
    WHERE d.classid = 2603 AND d.objid = p.oid AND d.refclassid = 2753 AND d.refobjid = p.amprocfamily)
ORDER BY p.amprocfamily, p.amprocnum, p.amproclefttype, p.amprocrighttype
"""


@definition
class OperatorFamilyFunction:
    """`function` as regprocedure prints it."""

    function: str


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    number, left, right = fact.id.path[3:]
    return (Sql(f"FUNCTION {number} ({left}, {right}) {fact.definition.function}", head=f"{head(fact)} ADD"),)


def drop(fact: Fact, context: Context) -> Statements:
    number, left, right = fact.id.path[3:]
    return (Sql(f"FUNCTION {number} ({left}, {right})", head=f"{head(fact)} DROP"),)


KIND = ObjectKind(
    name="function of access method",
    definition=OperatorFamilyFunction,
    query=QUERY,
    create=create,
    drop=drop,
    replace=frozenset({"function"}),
    rank=45,
    drop_rank=70,
)
