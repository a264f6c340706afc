"""What goes when an extension is dropped, though it is none of its members (ALTER … DEPENDS ON EXTENSION; pg_depend, deptype x)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT NULL::int8, NULL::int8, NULL::int4, d.classid::int8, d.objid::int8, 0, NULL::int8, ARRAY[e.extname]::text[], 0
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_extension e ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND e.oid = d.refobjid
WHERE d.deptype = 'x'
ORDER BY d.classid, d.objid, e.extname
"""


@definition
class ExtensionDependency:
    """It has nothing but the extension's name."""


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"ALTER {target(fact, context)} DEPENDS ON EXTENSION {extension(fact)}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER {target(fact, context)} NO DEPENDS ON EXTENSION {extension(fact)}"),)


def target(fact: Fact, context: Context) -> str:
    return context.designation(ObjectId(fact.id.path[0], fact.id.path[1:-1]))


def extension(fact: Fact) -> str:
    return quote(fact.id.path[-1])


KIND = ObjectKind(
    name="extension dependency",
    definition=ExtensionDependency,
    query=QUERY,
    create=create,
    drop=drop,
    rename=no_rename,
    rank=91,
    drop_rank=1,
    about=True,
    follows=True,
    refers=lambda fact: (ObjectId("extension", fact.id.path[-1:]),),
)
