"""Operator classes (PostgreSQL documentation, 38.16 and CREATE OPERATOR CLASS; catalogs pg_opclass, pg_amop, pg_amproc).

A class is made together with its members, and keeps them: ALTER OPERATOR FAMILY can only add members to the family. Its family is
a fact of its own, also where CREATE OPERATOR CLASS made it by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.operator_family import address

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact, Snapshot

QUERY = """
SELECT 2616::int8, c.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, c.opcname, a.amname]::text[], 0,
       ARRAY[fn.nspname, f.opfname]::text[],
       pg_catalog.format_type(c.opcintype, NULL),
       c.opcdefault,
       CASE WHEN c.opckeytype <> 0 THEN pg_catalog.format_type(c.opckeytype, NULL) END,
       (SELECT coalesce(array_agg(
            'OPERATOR ' || o.amopstrategy || ' ' || o.amopopr::regoperator::text || CASE WHEN o.amopsortfamily <> 0 THEN
                (SELECT ' FOR ORDER BY ' || pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.opfname)
                 FROM pg_catalog.pg_opfamily s JOIN pg_catalog.pg_namespace sn ON sn.oid = s.opfnamespace
                 WHERE s.oid = o.amopsortfamily) ELSE '' END
            ORDER BY o.amopstrategy, o.amopopr::regoperator::text), '{}')
        FROM pg_catalog.pg_amop o
        JOIN pg_catalog.pg_depend d ON d.classid = 2602 AND d.objid = o.oid AND d.refclassid = 2616 AND d.refobjid = c.oid),
       (SELECT coalesce(array_agg(
            'FUNCTION ' || p.amprocnum || ' (' || pg_catalog.format_type(p.amproclefttype, NULL) || ', '
            || pg_catalog.format_type(p.amprocrighttype, NULL) || ') ' || p.amproc::regprocedure::text
            ORDER BY p.amprocnum, p.amproc::regprocedure::text), '{}')
        FROM pg_catalog.pg_amproc p
        JOIN pg_catalog.pg_depend d ON d.classid = 2603 AND d.objid = p.oid AND d.refclassid = 2616 AND d.refobjid = c.oid)
FROM pg_catalog.pg_opclass c
JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace
JOIN pg_catalog.pg_am a ON a.oid = c.opcmethod
JOIN pg_catalog.pg_opfamily f ON f.oid = c.opcfamily
JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace
WHERE c.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.opcname, a.amname
"""


@definition
class OperatorClass:
    """`family` is (schema, name); `operators` and `functions` are clauses of CREATE OPERATOR CLASS."""

    family: tuple[str, str]
    type: str
    default: bool
    storage: str | None
    operators: tuple[str, ...]
    functions: tuple[str, ...]


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    """A class must have a clause: storage of its own type says nothing."""
    d: OperatorClass = fact.definition
    schema, name, method = fact.id.path
    items = [*d.operators, *d.functions]
    if d.storage is not None or not items:
        items.append(f"STORAGE {d.storage or d.type}")
    text = ",\n".join(f"    {item}" for item in items)
    default = "DEFAULT " if d.default else ""
    head = f"CREATE OPERATOR CLASS {qualified(schema, name)} {default}FOR TYPE {d.type} USING {quote(method)} FAMILY {qualified(*d.family)}"
    return (Sql(f"{head} AS\n{text}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP OPERATOR CLASS {address(fact.id)}"),)


def requires(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    """The family's own members: whoever uses the class, an exclusion constraint for one, relies on them, yet depends on the class only."""
    family = ObjectId("operator family", (*fact.definition.family, fact.id.path[2]))
    return tuple(child.id for child in snapshot.children.get(family, ()) if "of access method" in child.id.kind)


KIND = ObjectKind(
    name="operator class",
    definition=OperatorClass,
    query=QUERY,
    create=create,
    drop=drop,
    replace=frozenset({"family", "type", "default", "storage", "operators", "functions"}),
    address=address,
    sql_name="OPERATOR CLASS",
    name_at=1,
    requires=requires,
    rank=46,
    drop_rank=69,
)
