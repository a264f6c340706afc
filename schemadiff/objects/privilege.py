"""Privileges that the owner granted to one grantee on one object (PostgreSQL documentation, 5.8, GRANT and REVOKE; aclitem columns).

A fact exists where a grantee's privileges differ from those that the object has by itself (acldefault). The owner appears as an
empty grantee that is no PUBLIC either: `=owner`. What others granted in their turn are dependent privileges, facts of their own.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId
from schemadiff.core.include import GRANT_ORDER, asked
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.acl import ACLS, granted_on, grantee, listed, named, owner_of
from schemadiff.objects.role import role

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact, Snapshot

NAME = named("g.grantee", "r.rolname")
QUERY = f"""
WITH {ACLS},
usual AS (
    SELECT a.classid, a.objid, a.objsubid, d.grantee, array_agg(d.privilege_type ORDER BY d.privilege_type) AS privileges
    FROM acl a
    LEFT JOIN pg_catalog.pg_init_privs i
        ON i.classoid = a.classid AND i.objoid = a.objid AND i.objsubid = a.objsubid AND i.privtype = 'e',
    LATERAL pg_catalog.aclexplode(CASE
        WHEN i.initprivs IS NOT NULL THEN i.initprivs
        WHEN a.objid = 2200
        THEN (SELECT array_agg(pg_catalog.makeaclitem(v.grantee, a.owner, v.privilege, false))
              FROM (VALUES (a.owner, 'USAGE'), (a.owner, 'CREATE'), (0::oid, 'USAGE'), (0::oid, 'CREATE')) v(grantee, privilege)
              WHERE v.grantee <> 0 OR v.privilege <> 'CREATE' OR current_setting('server_version_num')::int < 150000)
        ELSE pg_catalog.acldefault(a.type::"char", a.owner) END) d
    WHERE a.items IS NOT NULL
    GROUP BY 1, 2, 3, 4
),
actual AS (
    SELECT a.classid, a.objid, a.objsubid, x.grantee, min(x.ordinality) AS ordinality,
           array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) AS privileges,
           array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) FILTER (WHERE x.is_grantable) AS grantable
    FROM acl a, LATERAL pg_catalog.aclexplode(a.items) WITH ORDINALITY AS x(grantor, grantee, privilege_type, is_grantable, ordinality)
    WHERE x.grantor = a.owner
    GROUP BY 1, 2, 3, 4
)
SELECT NULL::int8, NULL::int8, NULL::int4, a.classid::int8, a.objid::int8, a.objsubid::int4, NULL::int8,
       ARRAY[{NAME}],
       coalesce(t.ordinality, 0)::int4,
       coalesce(t.privileges, '{{}}'), coalesce(t.grantable, '{{}}'),
       coalesce(CASE WHEN {asked(GRANT_ORDER)} THEN
           array_agg({NAME}) OVER (PARTITION BY a.classid, a.objid, a.objsubid ORDER BY t.ordinality
                                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) END, '{{}}'),
       coalesce(u.privileges, '{{}}')
FROM acl a
JOIN (SELECT classid, objid, objsubid, grantee FROM usual UNION SELECT classid, objid, objsubid, grantee FROM actual) g
     USING (classid, objid, objsubid)
LEFT JOIN usual u USING (classid, objid, objsubid, grantee)
LEFT JOIN actual t USING (classid, objid, objsubid, grantee)
LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.grantee
WHERE coalesce(t.privileges, '{{}}') <> coalesce(u.privileges, '{{}}') OR t.grantable IS NOT NULL
ORDER BY a.classid, a.objid, a.objsubid, 9, 8
"""


@definition
class Privilege:
    """`privileges` by name, sorted; of these `grantable` with grant option; `usual` is what the grantee has by itself.

    `after`: the grantees that were granted theirs before it, in that order; empty where it was not asked for.
    """

    privileges: tuple[str, ...]
    grantable: tuple[str, ...]
    after: tuple[str, ...]
    usual: tuple[str, ...] = field(compare=False)


def target(fact: Fact) -> ObjectId:
    return ObjectId(fact.id.path[0], fact.id.path[1:-1])


def move(fact: Fact, context: Context, have: Privilege, want: Privilege, *, going: bool = False) -> Statements:
    """The fewest GRANT and REVOKE that lead from `have` to `want`. `going`: it is dropped, which comes before a change of owner."""
    object = target(fact)
    on = granted_on(object, context)
    to = grantee(fact.id.path[-1], object, (context.current, context.desired) if going else (context.desired, context.current))
    gone = [p for p in have.privileges if p not in want.privileges]
    options_gone = [p for p in have.grantable if p not in want.grantable and p in want.privileges]
    fresh = [p for p in want.privileges if p not in have.privileges and p not in want.grantable]
    options = [p for p in want.grantable if p not in have.grantable]
    texts = []
    if gone:
        texts.append(f"REVOKE {listed(gone, object, context)} ON {on} FROM {to}")
    if options_gone:
        texts.append(f"REVOKE GRANT OPTION FOR {listed(options_gone, object, context)} ON {on} FROM {to}")
    if fresh:
        texts.append(f"GRANT {listed(fresh, object, context)} ON {on} TO {to}")
    if options:
        texts.append(f"GRANT {listed(options, object, context)} ON {on} TO {to} WITH GRANT OPTION")
    return tuple(Sql(t) for t in texts)


def default(fact: Fact) -> Privilege:
    """What the grantee has where nothing was granted or revoked."""
    usual = fact.definition.usual
    return Privilege(privileges=usual, grantable=(), after=(), usual=usual)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return move(fact, context, default(fact), fact.definition)


def drop(fact: Fact, context: Context) -> Statements:
    return move(fact, context, fact.definition, default(fact), going=True)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    """In place, unless it has to come later in the order of granting: who is granted anew comes last."""
    if not comes_later(old, new, context):
        return move(new, context, old.definition, new.definition)
    nothing = Privilege(privileges=(), grantable=(), after=(), usual=())
    return (*move(new, context, old.definition, nothing), *move(new, context, nothing, new.definition))


def comes_later(old: Fact, new: Fact, context: Context) -> bool:
    """Whether those that are to stand before it do not all do so today. What the grantee granted in its turn holds it where it is.

    What default privileges bring with a new object comes in an order of theirs.
    """
    if old.definition.after == new.definition.after or old.id not in context.current.facts or option_is_used(new, context):
        return False
    want = (*new.definition.after, new.id.path[-1])
    return want != tuple(name for name in in_order(old, context.current) if name in want)


def in_order(fact: Fact, snapshot: Snapshot) -> list[str]:
    """All grantees of the object as they were granted theirs."""
    siblings = snapshot.children[fact.parent] if fact.parent else ()
    on_it = [f for f in siblings if f.id.kind == fact.id.kind and f.id.path[:-1] == fact.id.path[:-1]]
    return [f.id.path[-1] for f in sorted(on_it, key=lambda f: f.position)]


def option_is_used(fact: Fact, context: Context) -> bool:
    return any(f.id.path[: len(fact.id.path)] == fact.id.path for f in context.current.by_kind.get("dependent privilege", ()))


def requires(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    """A new owner comes first: it takes the old one's privileges over. So does who was granted privileges before, where that counts."""
    before = (ObjectId(fact.id.kind, (*fact.id.path[:-1], name)) for name in fact.definition.after)
    return (owner_of(target(fact), snapshot), *before)


KIND = ObjectKind(
    name="privilege",
    definition=Privilege,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"privileges": alter, "grantable": alter, "after": alter},
    drop_rank=1,
    about=True,
    of_members=True,
    follows=True,
    requires=requires,
    refers=lambda fact: (role(fact.id.path[-1]),),
)
