"""A column's type changed without a rewrite of the table: a new column beside it, filled in batches, then one short exchange.

PostgreSQL documentation, ALTER TABLE (Notes), CREATE TRIGGER, 39.4 (the order of triggers), ALTER SEQUENCE (OWNED BY).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemadiff.core.identity import ObjectId, literal, qualified, quote
from schemadiff.core.kind import RERUNNABLE, Context, Sql, Statements
from schemadiff.objects.batches import hindrance, in_batches, reasoned
from schemadiff.objects.casts import NUMBERS, base, keeps_rows, modifiers, user_types, using
from schemadiff.objects.column_clause import clause
from schemadiff.objects.column_identity import identity_clause
from schemadiff.objects.column_rewrite import constrained
from schemadiff.objects.column_settings import settings
from schemadiff.objects.column_users import Successor, published, successors, users
from schemadiff.objects.not_null import NAMED_NOT_NULL, proven
from schemadiff.objects.not_null import add as add_not_null
from schemadiff.objects.parts import altering, checked, column, table_of, temporary

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

# What the text of a value depends on: the trigger writes what the migration's own session would, whoever fires it.
SAME_FOR_ALL = ("search_path", "TimeZone", "DateStyle", "IntervalStyle", "extra_float_digits", "bytea_output", "lc_monetary", "lc_numeric")

WIDER = ("smallint", "integer", "bigint", "numeric")
"""Each holds what those before it hold."""
STANDS = "schemadiff.sequence"
"""The setting that keeps where a sequence stands."""


def retyped(old: Fact, new: Fact, statements: Statements, context: Context) -> tuple[Statements, frozenset[ObjectId]]:
    """The statements in the place of ALTER COLUMN … TYPE, and what they bring along: indexes, constraints, the default."""
    if not any(s.rewrites and s.retypes for s in statements) or keeps_rows(old.definition.type, new.definition.type):
        return statements, frozenset()
    found = users(old, context)
    reason = own_hindrance(old, new, context) or hindrance(old, context, "INSERT", "UPDATE") or published(old, context)
    made = found if isinstance(found, str) else successors(new, found, context)
    if reason is not None or isinstance(made, str):
        return reasoned(statements, reason or str(made)), frozenset()
    shadow = Shadow(old=old, new=new, users=tuple(made), context=context)
    return shadow.statements(), frozenset(s.fact.id for s in made) | shadow.defaults()


def too_long(table: str, value: str, length: int) -> Sql:
    """Fails as the assignment would, which takes more than `length` characters only where those are spaces."""
    longer = f"EXISTS (SELECT FROM {table} WHERE char_length(rtrim({value}::text)) > {length})"
    message = literal(f"values of {table} are longer than {length} characters")
    refusal = f"RAISE string_data_right_truncation USING MESSAGE = {message}"
    return Sql(f"{RERUNNABLE} BEGIN IF {longer} THEN {refusal}; END IF; END $again$", alone=True)


def own_hindrance(old: Fact, new: Fact, context: Context) -> str | None:
    """Why the column cannot be exchanged for another, as far as it is its own doing."""
    was, want = old.definition, new.definition
    if was.generated or want.generated or was.foreign:
        return "a generated column is computed anew"
    if was.identity != want.identity or (was.sequence is None) != (want.sequence is None):
        return "it becomes or ceases to be an identity, too"
    if want.not_null and not want.not_null_validated:
        return "its NOT NULL is not to be valid"
    if constrained(new.id, want.type, context):
        return "its type is a domain with constraints, which PostgreSQL checks for all rows when it adds a column"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """The new column while it stands beside the old one."""

    old: Fact
    new: Fact
    users: tuple[Successor, ...]
    context: Context

    @property
    def fact(self) -> Fact:
        """It by its name of that time, and the name of its NOT NULL of then."""
        d, id = self.new.definition, self.new.id
        constraint = temporary(d.not_null_constraint) if d.not_null_constraint else None
        named = replace(d, not_null_constraint=constraint, not_null_name=constraint)
        return replace(self.new, id=id._replace(path=(*id.path[:2], temporary(id.path[2]))), definition=named)

    def defaults(self) -> frozenset[ObjectId]:
        """The default comes along."""
        return frozenset(f.id for f in self.context.desired.children.get(self.new.id, ()) if f.id.kind == "default value")

    def statements(self) -> Statements:
        proof, named = self.not_null()
        return (*self.asked(), *self.expand(), self.fill(), *(s for user in self.users for s in user.before), *proof, *self.contract(named))

    def value(self, row: str) -> str:
        """The old value as one of the new type."""
        have, want = self.old.definition.type, self.new.definition.type
        source = row + quote(self.old.id.path[2])
        return (using(source, have, want, user_types(have, want)) or "").removeprefix(" USING ") or source

    def asked(self) -> Statements:
        """Rows that cannot be converted stop the migration here, where nothing is changed yet."""
        have, want = self.old.definition.type, self.new.definition.type
        if have in WIDER and want in WIDER[WIDER.index(have) :]:
            return ()
        value = self.value("")
        length = modifiers(want)
        if base(want) in ("character varying", "character") and length:
            return (too_long(table_of(self.new.id), value, length[0]),)
        converted = value if "::" in value else f"{value}::{want}"
        return (Sql(f"SELECT count({converted}) FROM {table_of(self.new.id)}", alone=True),)

    @property
    def function(self) -> str:
        """The name of the trigger and of its function."""
        return temporary("_".join(self.new.id.path[1:]))

    def expand(self) -> Statements:
        """The column, and the trigger that fills it in every row that is written from now on, by replication too (ENABLE ALWAYS)."""
        fact, function = self.fact, qualified(self.new.id.path[0], self.function)
        d = replace(fact.definition, not_null=False, identity="", sequence=None)
        bare = replace(fact, definition=d)
        types = {base(self.old.definition.type), base(d.type)}
        kept = "" if types <= NUMBERS else "".join(f" SET {s} FROM CURRENT" for s in SAME_FOR_ALL)
        body = f"BEGIN NEW.{quote(fact.id.path[2])} := {self.value('NEW.')}; RETURN NEW; END"
        table, trigger = table_of(fact.id), quote(self.function)
        return (
            Sql(f"ADD COLUMN {clause(bare, ())}", head=altering(fact.id)),
            *settings(bare),
            Sql(f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql{kept} AS $again${body}$again$"),
            Sql(f"CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"),
            Sql(f"ENABLE ALWAYS TRIGGER {trigger}", head=altering(fact.id)),
        )

    def fill(self) -> Sql:
        """The trigger fires for these rows, too, and gives the column its value; an identity cannot be set, not even to itself."""
        name, source = quote(self.fact.id.path[2]), quote(self.old.id.path[2])
        return in_batches(table_of(self.new.id), f"{name} = {name}", f"{name} IS NULL AND {source} IS NOT NULL")

    def not_null(self) -> tuple[Statements, Statements]:
        """What proves it beside the old column, and what says it once the new one has its name."""
        fact, d = self.fact, self.new.definition
        if not d.not_null:
            return (), ()
        plain = add_not_null(self.new, self.context)
        if self.context.version < NAMED_NOT_NULL:
            made = checked(
                table_of(fact.id), temporary(f"{self.new.id.path[2]}_not_null"), f"{quote(fact.id.path[2])} IS NOT NULL", (plain,)
            )
            return made[:2], made[2:]
        made = proven(fact, plain, self.context)
        old, new = quote(fact.definition.not_null_constraint), quote(d.not_null_constraint)
        return made, (Sql(f"{altering(fact.id)} RENAME CONSTRAINT {old} TO {new}"),)

    def contract(self, named: Statements) -> Statements:
        """Catalog changes only, in one transaction: the new column has the old one's name and all that was on it."""
        id, head = self.new.id, altering(self.new.id)
        name, aside = quote(id.path[2]), quote(self.fact.id.path[2])
        kept, restored = self.identity()
        made: list[Sql] = [
            Sql(f"DROP TRIGGER {quote(self.function)} ON {table_of(id)}"),
            Sql(f"DROP FUNCTION {qualified(id.path[0], self.function)}()"),
            *self.owned(),
            *kept,
            Sql(f"{head} DROP COLUMN {name}"),
            Sql(f"{head} RENAME COLUMN {aside} TO {name}"),
            *named,
            *restored,
            *(s for user in self.users for s in user.after),
            *self.parts(id),
            *(s for user in self.users for s in self.parts(user.fact.id)),
        ]
        return (*made[:-1], replace(made[-1], commit_after=True))

    def owned(self) -> Statements:
        """Sequences that would go with the old column."""
        here = self.fact.id.path
        kept = [f for f in self.context.current.by_kind.get("owned by", ()) if f.id in self.context.desired.facts]
        return tuple(
            Sql(f"ALTER SEQUENCE {qualified(*f.id.path)} OWNED BY {qualified(*here)}")
            for f in kept
            if (f.definition.schema, f.definition.table, f.definition.column) == self.old.id.path
        )

    def identity(self) -> tuple[Statements, Statements]:
        """The new column's sequence goes on where the old one's stands, which goes with the old column."""
        d = self.new.definition
        if d.sequence is None:
            return (), ()
        old, new = qualified(*self.old.definition.sequence[:2]), literal(qualified(*d.sequence[:2]))
        value, called = (f"pg_catalog.split_part(pg_catalog.current_setting('{STANDS}'), ' ', {n})" for n in (1, 2))
        return (
            (Sql(f"SELECT pg_catalog.set_config('{STANDS}', last_value || ' ' || is_called, false) FROM {old}"),),
            (
                Sql(f"{altering(self.new.id)} {column(self.new.id)} ADD {identity_clause(self.new)}"),
                Sql(f"SELECT pg_catalog.setval({new}, {value}::bigint, {called}::boolean)"),
            ),
        )

    def parts(self, id: ObjectId) -> Statements:
        """Comments, privileges, the default and what else is a part of it, as they are to be."""
        made: list[Sql] = []
        for part in self.context.desired.family(id)[1:]:
            kind = self.context.kinds[part.id.kind]
            made += (*kind.create(part, (), self.context), *kind.finish(part, self.context))
        return tuple(made)
