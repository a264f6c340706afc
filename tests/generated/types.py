"""Types: the server's own, and enums, domains, composites and ranges of the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.world import Member, Space, Thing, World
from schemadiff.core.identity import literal, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

# Type: a default of it (None: it has none that reads well), a condition on a column {c} of it.
SCALARS = {
    "integer": ("42", "{c} > 0"),
    "bigint": ("'-1'::integer", "{c} BETWEEN 1 AND 10"),
    "smallint": ("7", "{c} <> 3"),
    "text": ("'it''s'::text", "{c} <> ''"),
    "character varying(20)": ("'x'", "char_length({c}) < 10"),
    "character(4)": ("'ab'", "{c} = ANY (ARRAY['a', 'b'])"),
    "numeric(10,2)": ("1.50", "{c} >= 0"),
    "double precision": ("0.1", "{c} IS NOT NULL"),
    "boolean": ("true", "{c} IS TRUE"),
    "date": ("CURRENT_DATE", "{c} > '2000-01-01'"),
    "timestamp with time zone": ("now()", "{c} IS NOT NULL"),
    "timestamp(3) without time zone": ("'2001-02-03 04:05:06'", "{c} < 'infinity'"),
    "interval": ("'1 day'", "{c} > '0 s'"),
    "uuid": ("gen_random_uuid()", "{c} IS NOT NULL"),
    "jsonb": ("'{}'", "{c} <> 'null'"),
    "bytea": (r"'\x00'", "length({c}) > 0"),
    "text[]": ("'{}'", "cardinality({c}) < 3"),
    "integer[]": ("ARRAY[1, 2]", "1 = ANY ({c})"),
    "inet": ("'127.0.0.1'", "family({c}) = 4"),
    "bit varying(8)": ("B'101'", "{c} IS NOT NULL"),
    "tsvector": (None, "{c} IS NOT NULL"),
    "point": (None, "{c} IS NOT NULL"),
}
UNORDERED = {"jsonb", "tsvector", "point", "text[]", "integer[]", "bit varying(8)"}
"""Not for keys here: some of them have no order, the others are dull ones."""


class UserType(Member):
    """A type of the schema."""

    word = "TYPE"
    default: str | None = None
    condition = "{c} IS NOT NULL"
    keyed = False


class Enum(UserType):
    """An enum: values come at any place, go and are ordered anew."""

    keyed = True

    def __init__(self, space: Thing, name: str, values: list[str]) -> None:
        super().__init__(space, name)
        self.values = values

    @property
    def default(self) -> str:  # type: ignore[override]
        return literal(self.values[0])

    def statements(self) -> Iterator[str]:
        yield f"CREATE TYPE {self.address} AS ENUM ({', '.join(map(literal, self.values))})"

    def vary(self, world: World) -> None:
        what = world.choose.randrange(4)
        if what < 2:
            self.values.insert(world.choose.randrange(len(self.values) + 1), f"v{world.fresh()}"[:60])
        elif what == 2 and len(self.values) > 1:
            self.values.pop(world.choose.randrange(1, len(self.values)))
        else:
            super().vary(world)


class Domain(UserType):
    """A domain over one of the server's types."""

    word = "DOMAIN"
    keyed = True

    def __init__(self, space: Thing, name: str, base: str) -> None:
        super().__init__(space, name)
        self.base, self.check, self.not_null, self.has_default = base, True, False, False
        self.keyed = base not in UNORDERED

    def statements(self) -> Iterator[str]:
        default, condition = SCALARS[self.base]
        text = f"CREATE DOMAIN {self.address} AS {self.base}"
        if self.has_default and default:
            text += f" DEFAULT {default}"
        if self.not_null:
            text += " NOT NULL"
        if self.check:
            text += f" CONSTRAINT {quote(self.name[:50] + '_ok')} CHECK ({condition.format(c='VALUE')})"
        yield text

    def vary(self, world: World) -> None:
        attribute = world.choose.choice(("check", "not_null", "has_default"))
        setattr(self, attribute, not getattr(self, attribute))


class Composite(UserType):
    """A composite type."""

    def __init__(self, space: Thing, name: str, attributes: list[tuple[str, str]]) -> None:
        super().__init__(space, name)
        self.attributes = attributes

    def statements(self) -> Iterator[str]:
        yield f"CREATE TYPE {self.address} AS ({', '.join(f'{quote(n)} {t}' for n, t in self.attributes)})"

    def vary(self, world: World) -> None:
        if len(self.attributes) > 1 and world.choose.random() < 0.3:
            self.attributes.pop()
        else:
            self.attributes.append((world.fresh(), world.choose.choice(list(SCALARS))))


class Range(UserType):
    """A range type."""

    def __init__(self, space: Thing, name: str, subtype: str) -> None:
        super().__init__(space, name)
        self.subtype = subtype

    def statements(self) -> Iterator[str]:
        yield f"CREATE TYPE {self.address} AS RANGE (subtype = {self.subtype})"


def make_type(world: World, space: Space) -> UserType:
    """A type of a random sort."""
    name, choose = world.fresh(), world.choose
    match choose.randrange(5):
        case 0 | 1:
            stems = ("a", "B", "c d", "e'f")
            return world.add(Enum(space, name, [f"{choose.choice(stems)}{n}" for n in range(choose.randint(1, 4))]))
        case 2:
            return world.add(Domain(space, name, choose.choice(list(SCALARS))))
        case 3:
            return world.add(Composite(space, name, [(world.fresh(), choose.choice(list(SCALARS))) for _ in range(choose.randint(1, 3))]))
        case _:
            return world.add(Range(space, name, choose.choice(("integer", "text", "timestamp with time zone", "numeric"))))
