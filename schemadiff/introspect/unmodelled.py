"""Finds what no kind models: objects of any system catalog that have no fact and are no internal part of one.

A kind owns a catalog by the classid of its query's rows. Whether an object belongs to something else is asked of pg_depend
(PostgreSQL documentation, chapter 52 "System Catalogs" and 52.18 "pg_depend").
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any

from schemadiff.core.fact import Unmodelled
from schemadiff.introspect.dependencies import PG_ATTRDEF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from schemadiff.core.identity import ObjectId
    from schemadiff.introspect.dependencies import Address, Dependencies

Object = tuple[int, int]  # classid, objid

# Catalogs by their oids, which are the same in every version.
CATALOGS = {
    826: "pg_default_acl",
    1247: "pg_type",
    1255: "pg_proc",
    1259: "pg_class",
    1417: "pg_foreign_server",
    2328: "pg_foreign_data_wrapper",
    2601: "pg_am",
    2602: "pg_amop",
    2603: "pg_amproc",
    2604: "pg_attrdef",
    2605: "pg_cast",
    2606: "pg_constraint",
    2607: "pg_conversion",
    2612: "pg_language",
    2615: "pg_namespace",
    2616: "pg_opclass",
    2617: "pg_operator",
    2618: "pg_rewrite",
    2620: "pg_trigger",
    2753: "pg_opfamily",
    3079: "pg_extension",
    3256: "pg_policy",
    3381: "pg_statistic_ext",
    3456: "pg_collation",
    3466: "pg_event_trigger",
    3576: "pg_transform",
    3600: "pg_ts_dict",
    3601: "pg_ts_parser",
    3602: "pg_ts_config",
    3764: "pg_ts_template",
    6104: "pg_publication",
    6106: "pg_publication_rel",
    6237: "pg_publication_namespace",
}
SINCE = {6237: 150000}
# Labels are attributes of their enum; large objects are data.
NO_OBJECTS = ("pg_enum", "pg_largeobject_metadata")
# What not every role may read, or holds the objects of other databases too, and what is no object of a schema.
SPECIAL = {
    1418: "SELECT m.umid AS oid FROM pg_catalog.pg_user_mappings m",
    6100: """SELECT s.oid FROM pg_catalog.pg_subscription s
             JOIN pg_catalog.pg_database d ON d.oid = s.subdbid AND d.datname = pg_catalog.current_database()""",
    # Storage of the table that it belongs to.
    1259: "SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relnamespace <> 99",
    # The expression of a generated column is the column's own attribute.
    PG_ATTRDEF: """SELECT d.oid FROM pg_catalog.pg_attrdef d
                   JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated = ''""",
    # NOT NULL is the column's own attribute, or the domain's, even where PostgreSQL 18 keeps a constraint for it.
    2606: "SELECT c.oid FROM pg_catalog.pg_constraint c WHERE c.contype <> 'n'",
    2615: "SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_(toast_)?temp_'",
}
TEMPORARY = 0
"""Stands for the schemas of temporary objects, which are no part of a schema."""
INTERNAL = "eiP"
"""Types of pg_depend's rows that make an object a part of another one."""
UNKNOWN = -1
"""Stands for catalogs of a newer server that this version of schemadiff has never heard of, if there is anything in them."""

IDENTIFY = """
SELECT i.type, i.schema, i.identity
FROM unnest(%(classids)s::int8[], %(objids)s::int8[]) o(classid, objid),
     LATERAL pg_catalog.pg_identify_object(o.classid::oid, o.objid::oid, 0) i
ORDER BY i.type, i.schema, i.identity
"""


def probe(version: int) -> str:
    """The query for the user objects of all catalogs that a server of `version` has: (classid, oids) rows."""
    catalogs = {c: f"SELECT oid FROM pg_catalog.{name}" for c, name in CATALOGS.items() if SINCE.get(c, 0) <= version}
    parts = [
        f"SELECT {classid}::int8, array_agg(o.oid::int8) FROM ({query}) o WHERE o.oid >= 16384"
        for classid, query in sorted((catalogs | SPECIAL).items())
    ]
    known = ", ".join(f"'{name}'" for name in sorted((*CATALOGS.values(), "pg_user_mapping", *NO_OBJECTS)))
    parts += [
        f"SELECT {TEMPORARY}, array_agg(n.oid::int8) FROM pg_catalog.pg_namespace n WHERE n.nspname ~ '^pg_(toast_)?temp_'",
        f"""SELECT {UNKNOWN}, array_agg(c.oid::int8) FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'oid'
        WHERE c.relnamespace = 11 AND c.relkind = 'r' AND c.oid < 16384 AND NOT c.relisshared AND c.relname NOT IN ({known})
          AND pg_catalog.pg_relation_size(c.oid) > 0""",
    ]
    return "\nUNION ALL ".join(parts)


def unmodelled(rows: Iterable[Any], addresses: Mapping[Address, ObjectId], dependencies: Dependencies) -> list[Object]:
    """Of what `probe` found, the objects that nothing stands for."""
    found = {classid: oids or [] for classid, oids in rows}
    temporary = {(2615, oid) for oid in found.pop(TEMPORARY)}
    catalogs = [(1259, oid) for oid in found.pop(UNKNOWN)]
    # Sets of numbers for each catalog: sets of pairs take three times as long.
    known: dict[int, set[int]] = defaultdict(set)
    for address in chain(addresses, dependencies.members):
        known[address[0]].add(address[1])
    for row in dependencies.rows:
        # Row types, indexes under constraints, clones on partitions: what they belong to is judged in their stead.
        if row[6] in INTERNAL:
            known[row[0]].add(row[1])
    left = [(c, oid) for c, oids in found.items() for oid in set(oids) - known[c]]
    if left:
        members = {(m[0], m[1]) for m in dependencies.members}
        theirs = beneath(dependencies.rows, temporary, "nai") | beneath(dependencies.rows, members, "ai")
        left = [o for o in left if o not in theirs]
    return left + catalogs


def beneath(rows: Iterable[Any], roots: set[Object], types: str) -> set[Object]:
    """`roots` and all that depends on them by dependencies of these types."""
    users: dict[Object, list[Object]] = {}
    for row in rows:
        if row[6] in types:
            users.setdefault((row[3], row[4]), []).append((row[0], row[1]))
    found = list(roots)
    seen = set(roots)
    for object in found:
        fresh = [u for u in users.get(object, ()) if u not in seen]
        seen.update(fresh)
        found += fresh
    return seen


def identified(rows: Iterable[Any]) -> tuple[Unmodelled, ...]:
    """The rows of `IDENTIFY`."""
    return tuple(Unmodelled(type=row[0], schema=row[1], identity=row[2]) for row in rows)
