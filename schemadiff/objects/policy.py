"""Row security policies (PostgreSQL documentation, 5.9, CREATE POLICY and ALTER POLICY; catalog pg_policy)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import stable
from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.role import role

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 3256::int8, p.oid::int8, 0, 1259::int8, p.polrelid::int8, 0, NULL::int8, ARRAY[p.polname]::text[], 0,
       CASE p.polcmd WHEN '*' THEN 'ALL' WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' ELSE 'DELETE' END,
       p.polpermissive,
       (SELECT coalesce(array_agg(r.rolname::text ORDER BY r.rolname), '{}') FROM pg_catalog.pg_roles r WHERE r.oid = ANY (p.polroles)),
       pg_catalog.pg_get_expr(p.polqual, p.polrelid),
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_catalog.pg_policy p
ORDER BY p.polrelid, p.polname
"""


@definition
class Policy:
    """No `roles` is PUBLIC."""

    command: str
    permissive: bool
    roles: tuple[str, ...]
    using: str | None
    check: str | None


def roles(fact: Fact) -> str:
    return ", ".join(quote(r) for r in fact.definition.roles) or "PUBLIC"


def conditions(using: str | None, check: str | None) -> str:
    text = f" USING ({stable(using)})" if using is not None else ""
    return text + (f" WITH CHECK ({stable(check)})" if check is not None else "")


def name(fact: Fact) -> str:
    return f"{quote(fact.id.path[2])} ON {qualified(*fact.id.path[:2])}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Policy = fact.definition
    words = [f"CREATE POLICY {name(fact)}"]
    if not d.permissive:
        words.append("AS RESTRICTIVE")
    if d.command != "ALL":
        words.append(f"FOR {d.command}")
    if d.roles:
        words.append(f"TO {roles(fact)}")
    return (Sql(" ".join(words) + conditions(d.using, d.check)),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP POLICY {name(fact)}"),)


def alter_roles(old: Fact, new: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER POLICY {name(new)} TO {roles(new)}"),)


def alter_conditions(old: Fact, new: Fact, context: Context) -> Statements | None:
    """A condition can change in place; it cannot be taken away."""
    was, want = old.definition, new.definition
    if (was.using is not None and want.using is None) or (was.check is not None and want.check is None):
        return None
    using = want.using if want.using != was.using else None
    check = want.check if want.check != was.check else None
    return (Sql(f"ALTER POLICY {name(new)}{conditions(using, check)}"),)


KIND = ObjectKind(
    name="policy",
    definition=Policy,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"roles": alter_roles, "using": alter_conditions, "check": alter_conditions},
    replace=frozenset({"command", "permissive"}),
    address=lambda id: f"{quote(id.path[2])} ON {qualified(*id.path[:2])}",
    sql_name="POLICY",
    refers=lambda fact: tuple(map(role, fact.definition.roles)),
    rank=84,
    drop_rank=2,
)
