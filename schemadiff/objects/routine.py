"""What functions and procedures share (PostgreSQL documentation, 38.3 and CREATE FUNCTION; catalog pg_proc).

pg_get_functiondef() prints every attribute of a routine; the other columns only tell whether OR REPLACE can make the change.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, qualified
from schemadiff.core.kind import Context, Sql, Statements
from schemadiff.objects.parts import depends_again

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 1255::int8, p.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8,
       ARRAY[n.nspname, p.proname, coalesce((SELECT string_agg(pg_catalog.format_type(t, NULL), ', ' ORDER BY o)
                                              FROM unnest(p.proargtypes) WITH ORDINALITY AS u(t, o)), '')]::text[], 0,
       rtrim(pg_catalog.pg_get_functiondef(p.oid), E'\\n'),
       pg_catalog.pg_get_function_identity_arguments(p.oid),
       coalesce(pg_catalog.pg_get_function_result(p.oid), ''),
       p.pronargdefaults::int4,
       p.prokind = 'w'
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE p.prokind IN ({prokinds}) AND p.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid
                    AND (d.deptype = 'i' OR (d.deptype = 'e' AND p.proacl IS NULL)))
ORDER BY n.nspname, p.proname, 8
"""


@definition
class Routine:
    """`text` is pg_get_functiondef(); `arguments` with their modes and names; `result` the return type."""

    text: str
    arguments: str
    result: str
    defaults: int = field(compare=False)
    window: bool


def query(*prokinds: str) -> str:
    """The catalog query for routines of these pg_proc.prokind."""
    return QUERY.replace("{prokinds}", ", ".join(f"'{k}'" for k in prokinds))


def address(id: ObjectId) -> str:
    return f"{qualified(*id.path[:2])}({id.path[2]})"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    """CREATE OR REPLACE, as the server prints it: the routine's own text."""
    return (Sql(fact.definition.text),)


def alter(old: Fact, new: Fact, context: Context) -> Statements | None:
    """OR REPLACE keeps the routine for those who use it; it cannot rename arguments, retype the result or take a default away."""
    was, want = old.definition, new.definition
    if was.arguments != want.arguments or was.result != want.result or was.window != want.window or was.defaults > want.defaults:
        return None
    return (Sql(want.text), *depends_again(new, context))


ALTER = {"text": alter, "arguments": alter, "result": alter, "window": alter}
