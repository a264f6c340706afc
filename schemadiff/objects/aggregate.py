"""Aggregate functions (PostgreSQL documentation, 38.12 and CREATE AGGREGATE; catalogs pg_aggregate, pg_proc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

# regproc prints names that depend on search_path; under an empty one they are qualified.
QUERY = """
SELECT 1255::int8, p.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8,
       ARRAY[n.nspname, p.proname, coalesce((SELECT string_agg(pg_catalog.format_type(t, NULL), ', ' ORDER BY o)
                                              FROM unnest(p.proargtypes) WITH ORDINALITY AS u(t, o)), '')]::text[], 0,
       pg_catalog.pg_get_function_arguments(p.oid),
       ARRAY[
           'SFUNC = ' || a.aggtransfn::regproc::text,
           'STYPE = ' || pg_catalog.format_type(a.aggtranstype, NULL),
           CASE WHEN a.aggtransspace <> 0 THEN 'SSPACE = ' || a.aggtransspace END,
           CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC = ' || a.aggfinalfn::regproc::text END,
           CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
           CASE WHEN a.aggfinalfn <> 0 AND a.aggfinalmodify <> CASE WHEN a.aggkind = 'n' THEN 'r' ELSE 'w' END::"char"
                THEN 'FINALFUNC_MODIFY = ' ||
                     CASE a.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
           CASE WHEN a.aggcombinefn <> 0 THEN 'COMBINEFUNC = ' || a.aggcombinefn::regproc::text END,
           CASE WHEN a.aggserialfn <> 0 THEN 'SERIALFUNC = ' || a.aggserialfn::regproc::text END,
           CASE WHEN a.aggdeserialfn <> 0 THEN 'DESERIALFUNC = ' || a.aggdeserialfn::regproc::text END,
           CASE WHEN a.agginitval IS NOT NULL THEN 'INITCOND = ' || pg_catalog.quote_literal(a.agginitval) END,
           CASE WHEN a.aggmtransfn <> 0 THEN 'MSFUNC = ' || a.aggmtransfn::regproc::text END,
           CASE WHEN a.aggminvtransfn <> 0 THEN 'MINVFUNC = ' || a.aggminvtransfn::regproc::text END,
           CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || pg_catalog.format_type(a.aggmtranstype, NULL) END,
           CASE WHEN a.aggmtransspace <> 0 THEN 'MSSPACE = ' || a.aggmtransspace END,
           CASE WHEN a.aggmfinalfn <> 0 THEN 'MFINALFUNC = ' || a.aggmfinalfn::regproc::text END,
           CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
           CASE WHEN a.aggmfinalfn <> 0 AND a.aggmfinalmodify <> CASE WHEN a.aggkind = 'n' THEN 'r' ELSE 'w' END::"char"
                THEN 'MFINALFUNC_MODIFY = ' ||
                     CASE a.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
           CASE WHEN a.aggminitval IS NOT NULL THEN 'MINITCOND = ' || pg_catalog.quote_literal(a.aggminitval) END,
           CASE WHEN a.aggsortop <> 0 THEN 'SORTOP = OPERATOR(' || (
               SELECT pg_catalog.quote_ident(sn.nspname) || '.' || o.oprname FROM pg_catalog.pg_operator o
               JOIN pg_catalog.pg_namespace sn ON sn.oid = o.oprnamespace WHERE o.oid = a.aggsortop) || ')' END,
           CASE WHEN p.proparallel <> 'u' THEN 'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'SAFE' ELSE 'RESTRICTED' END END,
           CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END],
       pg_catalog.pg_get_function_identity_arguments(p.oid)
FROM pg_catalog.pg_aggregate a
JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE p.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY n.nspname, p.proname, 8
"""


@definition
class Aggregate:
    """`arguments` with ORDER BY where it is an ordered-set aggregate; `options` as CREATE AGGREGATE takes them.

    `signature` is how other statements name its arguments.
    """

    arguments: str
    options: tuple[str, ...]
    signature: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", tuple(o for o in self.options if o is not None))


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Aggregate = fact.definition
    options = ",\n".join(f"    {o}" for o in d.options)
    return (Sql(f"CREATE AGGREGATE {qualified(*fact.id.path[:2])}({d.arguments or '*'}) (\n{options}\n)"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP AGGREGATE {qualified(*fact.id.path[:2])}({fact.definition.signature or '*'})"),)


def alter_options(old: Fact, new: Fact, context: Context) -> Statements | None:
    """OR REPLACE keeps the aggregate for those who use it, as long as its result stays the same."""
    if result_of(old.definition) != result_of(new.definition):
        return None
    return tuple(Sql(s.text.replace("CREATE ", "CREATE OR REPLACE ", 1)) for s in create(new, (), context))


def result_of(definition: Aggregate) -> tuple[str, ...]:
    """The options that can decide the result's type or the aggregate's class."""
    return tuple(o for o in definition.options if o.startswith(("STYPE", "FINALFUNC", "HYPOTHETICAL")))


def address(id: ObjectId) -> str:
    return f"{qualified(*id.path[:2])}({id.path[2] or '*'})"


KIND = ObjectKind(
    name="aggregate",
    definition=Aggregate,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"options": alter_options},
    replace=frozenset({"arguments", "signature"}),
    address=address,
    sql_name="AGGREGATE",
    name_at=1,
    grant_class="FUNCTION",
    rank=42,
    drop_rank=40,
    names=lambda fact: (("routine", *fact.id.path),),
)
