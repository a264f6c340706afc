"""Identity of columns, and the sequence behind it (PostgreSQL documentation, 5.3 and ALTER TABLE; pg_attribute, pg_sequence)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, Sql, Statements
from schemadiff.objects.parts import altering, column, sequence_options

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

HALF = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
"""How many values of a sequence's type are negative."""
IDENTITY = {"a": "ALWAYS", "d": "BY DEFAULT"}


def identity_clause(fact: Fact) -> str:
    options = identity_options(fact)
    return f"GENERATED {IDENTITY[fact.definition.identity]} AS IDENTITY{' (' + ' '.join(options) + ')' if options else ''}"


def identity_options(fact: Fact) -> tuple[str, ...]:
    """The sequence's options that differ from the defaults, its name among them."""
    schema, name, type, start, increment, minimum, maximum, cache, cycle = fact.definition.sequence
    table_schema, table, column_name = fact.id.path
    named = () if (schema, name) == (table_schema, f"{table}_{column_name}_seq") else (f"SEQUENCE NAME {qualified(schema, name)}",)
    return named + sequence_options(type, int(start), int(increment), int(minimum), int(maximum), int(cache), cycle == "true")


def alter_identity(old: Fact, new: Fact, context: Context) -> Statements:
    """A partition's identity comes and goes with its parent's."""
    was, want = old.definition, new.definition
    if want.sequence is None and was.sequence is None:
        return ()
    if not want.identity:
        return () if was.type != want.type else drop_identity(old, new)
    if not was.identity:
        return (Sql(f"{column(new.id)} ADD {identity_clause(new)}", head=altering(new.id)),)
    return () if is_narrowed(old, new) else alter_sequence(old, new)


def drop_identity(old: Fact, new: Fact) -> Statements:
    """The NOT NULL that came with it goes, too."""
    texts = ("DROP IDENTITY",) if new.definition.not_null == old.definition.not_null else ("DROP IDENTITY", "DROP NOT NULL")
    return tuple(Sql(f"{column(new.id)} {t}", head=altering(new.id)) for t in texts)


def before_type(old: Fact, new: Fact) -> Statements:
    """What must come before the column's type changes, in statements of its own: ALTER TABLE would change the type first.

    A sequence that goes must not have to follow the type, which may be none of a sequence's.
    """
    ending = old.definition.sequence is not None and not new.definition.identity
    first = drop_identity(old, new) if ending else alter_sequence(old, new) if is_narrowed(old, new) else ()
    return tuple(replace(s, text=s.statement, head=None) for s in first)


def is_narrowed(old: Fact, new: Fact) -> bool:
    """Whether the sequence has a limit that its new type does not allow; one that is the old type's own follows by itself."""
    was, want = old.definition.sequence, new.definition.sequence
    if was is None or want is None or was[2] == want[2]:
        return False
    have, least, most = HALF[was[2]], -HALF[want[2]], HALF[want[2]] - 1
    return any(int(limit) not in (-have, have - 1) and not least <= int(limit) <= most for limit in was[5:7])


def type_of_sequence(fact: Fact) -> Statements:
    """The sequence of an identity copied by LIKE is of type bigint, whatever the column's: IDENTITY makes it of that."""
    sequence = fact.definition.sequence
    return () if sequence is None or sequence[2] == fact.definition.type else (typed(sequence[:2], sequence),)


def typed(name: tuple[str, ...], want: tuple[str, ...]) -> Sql:
    """Limits that are those of the old type would become those of the new one."""
    return Sql(f"ALTER SEQUENCE {qualified(*name)} AS {want[2]} MINVALUE {want[5]} MAXVALUE {want[6]}")


def alter_sequence(old: Fact, new: Fact) -> Statements:
    """ALWAYS or BY DEFAULT, and the options of the identity's sequence."""
    was, want = old.definition.sequence, new.definition.sequence
    clauses = [f"SET GENERATED {IDENTITY[new.definition.identity]}"] if old.definition.identity != new.definition.identity else []
    names = ("START WITH", "INCREMENT BY", "MINVALUE", "MAXVALUE", "CACHE")
    clauses += [f"SET {n} {b}" for n, a, b in zip(names, was[3:8], want[3:8], strict=True) if a != b]
    if was[8] != want[8]:
        clauses.append("SET CYCLE" if want[8] == "true" else "SET NO CYCLE")
    statements = [Sql(f"{column(new.id)} {' '.join(clauses)}", head=altering(new.id))] if clauses else []
    if was[2] != want[2] and old.definition.type == new.definition.type:
        statements.append(typed(was[:2], want))
    if was[:2] != want[:2]:
        statements.append(Sql(f"ALTER SEQUENCE {qualified(*was[:2])} RENAME TO {quote(want[1])}"))
    return tuple(statements)
