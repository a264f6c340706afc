"""Operators (PostgreSQL documentation, 38.14 and 38.15, CREATE OPERATOR and ALTER OPERATOR; catalog pg_operator).

Commutators and negators are links that PostgreSQL keeps on both sides: the operator that is made last makes them, and one that
is dropped takes its links away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

# An operator without function is a shell: it was only named as somebody's commutator or negator.
QUERY = """
SELECT 2617::int8, o.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8,
       ARRAY[n.nspname, o.oprname, CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END,
             pg_catalog.format_type(o.oprright, NULL)]::text[], 0,
       o.oprcode::regproc::text,
       (SELECT ARRAY[cn.nspname, c.oprname]::text[] FROM pg_catalog.pg_operator c
        JOIN pg_catalog.pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprcom AND c.oprcode <> 0),
       (SELECT ARRAY[gn.nspname, g.oprname]::text[] FROM pg_catalog.pg_operator g
        JOIN pg_catalog.pg_namespace gn ON gn.oid = g.oprnamespace WHERE g.oid = o.oprnegate AND g.oprcode <> 0),
       CASE WHEN o.oprrest <> 0 THEN o.oprrest::regproc::text END,
       CASE WHEN o.oprjoin <> 0 THEN o.oprjoin::regproc::text END,
       o.oprcanhash,
       o.oprcanmerge
FROM pg_catalog.pg_operator o
JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
WHERE o.oid >= 16384 AND o.oprcode <> 0 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, o.oprname, 8
"""
ALTERABLE_LINKS = 170000


@definition
class Operator:
    """Named as the options of CREATE OPERATOR; `commutator` and `negator` are (schema, name)."""

    function: str
    commutator: tuple[str, str] | None
    negator: tuple[str, str] | None
    restrict: str | None
    join: str | None
    hashes: bool
    merges: bool


def name_of(schema: str, name: str) -> str:
    return f"{quote(schema)}.{name}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Operator = fact.definition
    schema, name, left, right = fact.id.path
    options = [f"FUNCTION = {d.function}"]
    if left != "NONE":
        options.append(f"LEFTARG = {left}")
    options.append(f"RIGHTARG = {right}")
    options += [option(n, getattr(d, n)) for n in ("commutator", "negator", "restrict", "join") if getattr(d, n) is not None]
    options += [n.upper() for n in ("hashes", "merges") if getattr(d, n)]
    text = ",\n".join(f"    {o}" for o in options)
    return (Sql(f"CREATE OPERATOR {name_of(schema, name)} (\n{text}\n)"),)


def option(name: str, value: str | tuple[str, str]) -> str:
    return f"{name.upper()} = {value if isinstance(value, str) else f'OPERATOR({name_of(*value)})'}"


def address(id: ObjectId) -> str:
    schema, name, left, right = id.path
    return f"{name_of(schema, name)} ({left}, {right})"


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP OPERATOR {address(fact.id)}"),)


def alter_estimators(old: Fact, new: Fact, context: Context) -> Statements:
    was, want = old.definition, new.definition
    options = [f"{n.upper()} = {getattr(want, n) or 'NONE'}" for n in ("restrict", "join") if getattr(was, n) != getattr(want, n)]
    return (Sql(f"ALTER OPERATOR {address(new.id)} SET ({', '.join(options)})"),)


def alter_link(name: str, old: Fact, new: Fact, context: Context) -> Statements | None:
    """A link goes with the other operator and comes with it; otherwise one can be added, from 17 on, but not taken away."""
    was, want = getattr(old.definition, name), getattr(new.definition, name)
    gone = was is None or other(name, new, was) not in context.desired.facts
    comes = want is None or other(name, new, want) not in context.current.facts
    builtin = {"pg_catalog"} & {link[0] for link in (was, want) if link is not None}
    if gone and comes and not builtin:
        return ()
    if was is not None or context.version < ALTERABLE_LINKS:
        return None
    return (Sql(f"ALTER OPERATOR {address(new.id)} SET ({option(name, want)})"),)


def other(name: str, fact: Fact, link: tuple[str, str]) -> ObjectId:
    """The commutator takes the arguments the other way round."""
    left, right = fact.id.path[2:]
    return ObjectId(KIND.name, (*link, right, left) if name == "commutator" else (*link, left, right))


def alter_commutator(old: Fact, new: Fact, context: Context) -> Statements | None:
    return alter_link("commutator", old, new, context)


def alter_negator(old: Fact, new: Fact, context: Context) -> Statements | None:
    return alter_link("negator", old, new, context)


def alter_abilities(old: Fact, new: Fact, context: Context) -> Statements | None:
    """HASHES and MERGES can be added from 17 on."""
    was, want = old.definition, new.definition
    if context.version < ALTERABLE_LINKS or was.hashes > want.hashes or was.merges > want.merges:
        return None
    options = [n.upper() for n in ("hashes", "merges") if getattr(want, n) and not getattr(was, n)]
    return (Sql(f"ALTER OPERATOR {address(new.id)} SET ({', '.join(options)})"),)


KIND = ObjectKind(
    name="operator",
    definition=Operator,
    query=QUERY,
    create=create,
    drop=drop,
    alter={
        "commutator": alter_commutator,
        "negator": alter_negator,
        "restrict": alter_estimators,
        "join": alter_estimators,
        "hashes": alter_abilities,
        "merges": alter_abilities,
    },
    replace=frozenset({"function"}),
    address=address,
    sql_name="OPERATOR",
    rename=no_rename,
    rank=43,
    drop_rank=72,
)
