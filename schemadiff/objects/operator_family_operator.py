"""Operators that belong to an operator family but to none of its classes (PostgreSQL documentation, ALTER OPERATOR FAMILY; pg_amop).

The kind has the name that pg_identify_object() gives it. Which of the members are loose is what pg_depend says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects import operator_family

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 2602::int8, o.oid::int8, 0, 2753::int8, o.amopfamily::int8, 0, NULL::int8,
       ARRAY[o.amopstrategy::text, pg_catalog.format_type(o.amoplefttype, NULL), pg_catalog.format_type(o.amoprighttype, NULL)],
       o.amopstrategy::int4,
       o.amopopr::regoperator::text,
       CASE WHEN o.amopsortfamily <> 0
            THEN (SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(f.opfname) FROM pg_catalog.pg_opfamily f
                  JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace WHERE f.oid = o.amopsortfamily) END
FROM pg_catalog.pg_amop o
WHERE o.oid >= 16384 AND EXISTS (
    SELECT 1 FROM pg_catalog.pg_depend d
    WHERE d.classid = 2602 AND d.objid = o.oid AND d.refclassid = 2753 AND d.refobjid = o.amopfamily)
ORDER BY o.amopfamily, o.amopstrategy, o.amoplefttype, o.amoprighttype
"""


@definition
class OperatorFamilyOperator:
    """`operator` as regoperator prints it; `sort_family` is that of FOR ORDER BY."""

    operator: str
    sort_family: str | None


def head(fact: Fact) -> str:
    return f"ALTER OPERATOR FAMILY {operator_family.address(fact.id)}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: OperatorFamilyOperator = fact.definition
    order = f" FOR ORDER BY {d.sort_family}" if d.sort_family is not None else ""
    return (Sql(f"OPERATOR {fact.id.path[3]} {d.operator}{order}", head=f"{head(fact)} ADD"),)


def drop(fact: Fact, context: Context) -> Statements:
    strategy, left, right = fact.id.path[3:]
    return (Sql(f"OPERATOR {strategy} ({left}, {right})", head=f"{head(fact)} DROP"),)


KIND = ObjectKind(
    name="operator of access method",
    definition=OperatorFamilyOperator,
    query=QUERY,
    create=create,
    drop=drop,
    replace=frozenset({"operator", "sort_family"}),
    rank=45,
    drop_rank=70,
)
