"""NOT NULL of columns (PostgreSQL documentation, 5.5.2 and ALTER TABLE).

From version 18 on it is a constraint with a name of its own, which can be NOT VALID and NO INHERIT (pg_constraint, contype n);
before, it is but a mark on the column (pg_attribute.attnotnull).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.identity import ObjectId, quote
from schemadiff.core.kind import Context, Sql, Statements
from schemadiff.objects.casts import user_types, using
from schemadiff.objects.parts import altering, by_itself, checked, column, table_of, temporary

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

NAMED_NOT_NULL = 180000


def clipped(name: str, size: str) -> str:
    """The expression `name` without the characters that are beyond so many bytes."""
    longest = f"SELECT left({name}, max(i)) FROM generate_series(0, {size}) i WHERE octet_length(left({name}, i)) <= {size}"
    return f"CASE WHEN octet_length({name}) <= {size} THEN {name} ELSE ({longest}) END"


# What PostgreSQL chooses for column `a` of table `c`: 63 bytes, the longer of the two names being cut first.
NOT_NULL_NAME = (
    f"({clipped('c.relname::text', 'greatest(27, 53 - octet_length(a.attname::text))')}) || '_' || "
    f"({clipped('a.attname::text', 'greatest(26, 53 - octet_length(c.relname::text))')}) || '_not_null'"
)


def not_null_clause(fact: Fact, *, again: bool) -> str:
    """As a column's clause takes it, which has no word for NOT VALID.

    `again`: there are partitions that have the name already, so what PostgreSQL would choose is written, too.
    """
    d = fact.definition
    if not d.not_null or not d.not_null_validated:
        return ""
    name = d.not_null_constraint if again else d.not_null_name
    return f"{f'CONSTRAINT {quote(name)} ' if name else ''}NOT NULL{' NO INHERIT' if d.not_null_no_inherit else ''}"


def finish_not_null(fact: Fact, context: Context) -> Statements:
    """What the clause could not say: NOT VALID, or NOT NULL of a column that the parent table gives without."""
    d = fact.definition
    if not d.not_null:
        return ()
    if not d.local and fact.origin is not None:
        return () if context.desired.facts[fact.origin].definition.not_null else (add(fact, context),)
    return () if d.not_null_validated else (add(fact, context),)


def add(fact: Fact, context: Context) -> Sql:
    d = fact.definition
    written = d.not_null_constraint if is_shared(fact, context) else d.not_null_name
    plain = not written and d.not_null_validated and not d.not_null_no_inherit
    if plain or context.version < NAMED_NOT_NULL:
        return Sql(f"{column(fact.id)} SET NOT NULL", head=altering(fact.id))
    name = f"CONSTRAINT {quote(written)} " if written else ""
    extra = f"{' NO INHERIT' if d.not_null_no_inherit else ''}{'' if d.not_null_validated else ' NOT VALID'}"
    return Sql(f"ADD {name}NOT NULL {quote(fact.id.path[2])}{extra}", head=altering(fact.id))


def is_shared(fact: Fact, context: Context) -> bool:
    """Whether a child table has the constraint under the same name, perhaps already: PostgreSQL would choose another one."""
    name = fact.definition.not_null_constraint
    return name is not None and any(f.definition.not_null_constraint == name for f in context.desired.derived.get(fact.id, ()))


def online(old: Fact | None, new: Fact | None, statements: Statements, context: Context) -> Statements:
    """SET NOT NULL reads the table while all others wait, but for a column of which a valid constraint says so already.

    From 18 on that is the constraint itself, added NOT VALID; before, it is a check that goes again.
    """
    if new is None or old is None:
        return statements
    plain, made = add(new, context), by_itself(statements)
    if plain not in made or not new.definition.not_null_validated:
        return made
    at = made.index(plain)
    return (*made[:at], *proven(new, plain, context), *made[at + 1 :])


def proven(fact: Fact, plain: Sql, context: Context) -> Statements:
    d, name, head = fact.definition, quote(fact.id.path[2]), altering(fact.id)
    if context.version < NAMED_NOT_NULL:
        return checked(table_of(fact.id), temporary(fact.id.path[2]), f"{name} IS NOT NULL", (plain,))
    if d.not_null_constraint is None:
        return (plain,)
    inherit = " NO INHERIT" if d.not_null_no_inherit else ""
    constraint = quote(d.not_null_constraint)
    added = Sql(f"ADD CONSTRAINT {constraint} NOT NULL {name}{inherit} NOT VALID", head=head)
    return added, Sql(f"VALIDATE CONSTRAINT {constraint}", head=head, alone=True)


def alter_not_null(old: Fact, new: Fact, context: Context) -> Statements:
    """Renamed, validated, inherited in place; only NOT VALID must be made anew. Identity must go before NOT NULL: see alter_identity."""
    was, want = old.definition, new.definition
    if is_carried(old, new, context):
        return ()
    off = Sql(f"{column(new.id)} DROP NOT NULL", head=altering(new.id))
    if not want.not_null:
        return () if was.identity and not want.identity else (off,)
    if not was.not_null:
        return (add(new, context),)
    if context.version < NAMED_NOT_NULL or was.not_null_constraint is None or want.not_null_constraint is None:
        return ()
    if was.not_null_validated and not want.not_null_validated:
        return off, add(new, context), *comment_again(new, context)
    return tuple(adjust(old, new, context))


def is_carried(old: Fact, new: Fact, context: Context) -> bool:
    """Whether NOT NULL comes or goes with that of the parent table's column, whose constraint's name it has."""
    was, want = old.definition, new.definition
    if new.origin is None or old.origin != new.origin or was.not_null == want.not_null:
        return False
    if is_remade(new.origin, context):
        return False
    above = [s.facts[new.origin].definition for s in (context.current, context.desired)]
    pairs = tuple(zip((was, want), above, strict=True))
    return all(d.not_null == o.not_null and d.not_null_constraint == o.not_null_constraint for d, o in pairs)


def renamed_before_link(table: ObjectId, parent: ObjectId, context: Context) -> Statements:
    """Constraints of `table`, which becomes a child of `parent` (again), get their names first: inherited ones cannot be renamed."""
    if context.version < NAMED_NOT_NULL:
        return ()
    parts = ((context.current.facts.get(f.id), f) for f in context.desired.children.get(table, ()) if f.origin is not None)
    pairs = [(old, new) for old, new in parts if old is not None and new.origin is not None and new.origin.path[:2] == parent.path]
    # A column for whose type there is no cast is made anew, with the name.
    stays = [(old, new) for old, new in pairs if is_converted(old, new)]
    taken = [(old, new) for old, new in stays if is_taken_over(old, new) or is_held(old, new, context)]
    return tuple(rename(old, new) for old, new in taken if old.definition.not_null_constraint != new.definition.not_null_constraint)


def is_converted(old: Fact, new: Fact) -> bool:
    have, want = getattr(old.definition, "type", ""), getattr(new.definition, "type", "")
    return using(new.id.path[-1], have, want, user_types(have, want)) is not None


def renamed_above(pairs: list[tuple[Fact, Fact]], context: Context) -> tuple[Statements, Statements]:
    """Constraints of columns that pass from parent to parent, renamed with those of the old one; what gives that one its names back."""
    before, after = [], []
    for old, new in pairs:
        above = context.current.facts[old.origin] if old.origin is not None else None
        if above is None or not is_taken_over(old, new):
            continue
        have, want = old.definition.not_null_constraint, new.definition.not_null_constraint
        if have == want or have != above.definition.not_null_constraint:
            continue
        before.append(renaming(above.id, have, want))
        if above.id in context.desired.facts:
            after.append(renaming(above.id, want, have))
    return tuple(before), tuple(after)


def is_taken_over(old: Fact, new: Fact) -> bool:
    """Whether a column stays NOT NULL while it becomes that of another parent table."""
    kept = getattr(old.definition, "not_null_constraint", None) and getattr(new.definition, "not_null_constraint", None)
    return bool(kept) and new.origin is not None and new.origin != old.origin


def is_held(old: Fact, new: Fact, context: Context) -> bool:
    """Whether the column's constraint is to have another name and is inherited throughout: PostgreSQL does not rename such a one."""
    was, want = (getattr(f.definition, "not_null_constraint", None) for f in (old, new))
    if None in (was, want) or was == want or new.origin is None or new.origin != old.origin:
        return False
    above = [s.facts[new.origin].definition for s in (context.current, context.desired)]
    if not all(d.not_null and not d.not_null_no_inherit for d in above):
        return False
    return (was, want) != tuple(d.not_null_constraint for d in above)


def holds_names(table: ObjectId, context: Context) -> bool:
    """Whether any constraint of the table is held so."""
    parts = context.desired.children.get(table, ())
    return any(is_held(context.current.facts[f.id], f, context) for f in parts if f.id in context.current.facts)


def freed(old: Fact, new: Fact, context: Context) -> list[Sql]:
    """Renamed while the parent table's constraint is not inherited. Of a partition: while it is none (renamed_before_link)."""
    assert new.origin is not None
    if getattr(context.desired.facts[table_id(new.origin)].definition, "partition_key", None):
        return []
    alter = f"{altering(new.origin)} ALTER CONSTRAINT {quote(context.desired.facts[new.origin].definition.not_null_constraint)}"
    return [Sql(f"{alter} NO INHERIT"), rename(old, new), Sql(f"{alter} INHERIT")]


def table_id(column: ObjectId) -> ObjectId:
    return ObjectId("table", column.path[:2])


def rename(old: Fact, new: Fact) -> Sql:
    return renaming(new.id, old.definition.not_null_constraint, new.definition.not_null_constraint)


def renaming(column: ObjectId, have: str, want: str) -> Sql:
    """The column's table names its constraint otherwise."""
    return Sql(f"{altering(column)} RENAME CONSTRAINT {quote(have)} TO {quote(want)}")


def is_remade(origin: ObjectId, context: Context) -> bool:
    """Whether the column's table is partitioned in another way, so that it is made anew: nothing is carried along then."""
    table = table_id(origin)
    states = context.current, context.desired
    keys = [getattr(s.facts[table].definition, "partition_key", None) if table in s.facts else None for s in states]
    parts = [[c for c in s.children.get(table, ()) if getattr(c.definition, "partition_key", False)] for s in states]
    types = [{(c.id, c.definition.type) for c in columns} for columns in parts]
    return keys[0] != keys[1] or types[0] != types[1]


def is_new_child(heir: Fact, fact: Fact, context: Context) -> bool:
    """Whether a table that is there already becomes a child of the column's table."""
    today = context.current.children.get(heir.parent, ()) if heir.parent is not None else ()
    return heir.parent in context.current.facts and all(c.origin is None or c.origin.path[:2] != fact.id.path[:2] for c in today)


def adjust(old: Fact, new: Fact, context: Context) -> list[Sql]:
    """The constraint stays."""
    was, want, head = old.definition, new.definition, altering(new.id)
    name = quote(want.not_null_constraint)
    statements = []
    if was.not_null_name != want.not_null_name and was.not_null_constraint != want.not_null_constraint:
        if is_held(old, new, context):
            statements += freed(old, new, context)
        elif not is_taken_over(old, new):
            statements.append(rename(old, new))
    else:
        name = quote(was.not_null_constraint)
    if want.not_null_validated and not was.not_null_validated:
        statements.append(Sql(f"VALIDATE CONSTRAINT {name}", head=head))
    if was.not_null_no_inherit != want.not_null_no_inherit:
        statements.append(Sql(f"ALTER CONSTRAINT {name} {'NO INHERIT' if want.not_null_no_inherit else 'INHERIT'}", head=head))
    return statements


def comment_again(fact: Fact, context: Context) -> Statements:
    """A comment goes with its constraint; where it is to stay it differs from nothing, so it is written here."""
    comment = ObjectId("part comment", fact.id.path)
    if comment not in context.current.facts or comment not in context.desired.facts:
        return ()
    return context.kinds[comment.kind].create(context.desired.facts[comment], (), context)
