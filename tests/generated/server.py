"""What is about other things, or stands beside tables and routines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.code import Aggregate, Function, Rule, View
from generated.tables import Column, Comment, Table
from generated.types import UserType
from generated.world import Member, Space, Thing, World

from schemadiff.core.identity import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

ROLES = ("reader", "writer", '"Odd role"')


class Sequence(Member):
    """A sequence of its own."""

    word = "SEQUENCE"

    def __init__(self, space: Thing, name: str) -> None:
        super().__init__(space, name)
        self.step, self.type, self.cycle = 1, "bigint", False

    def statements(self) -> Iterator[str]:
        yield f"CREATE SEQUENCE {self.address} AS {self.type} INCREMENT BY {self.step}{' CYCLE' if self.cycle else ''}"

    def vary(self, world: World) -> None:
        match world.choose.randrange(4):
            case 0:
                super().vary(world)
            case 1:
                self.step += 1
            case 2:
                self.type = world.choose.choice(("bigint", "integer"))
            case _:
                self.cycle = not self.cycle


class Ownership(Thing):
    """ALTER … OWNER TO."""

    def __init__(self, target: Member, role: str) -> None:
        super().__init__("")
        self.target, self.role = target, role

    def needs(self) -> Iterator[Thing]:
        yield self.target

    def statements(self) -> Iterator[str]:
        yield f"ALTER {self.target.word} {self.target.address} OWNER TO {self.role}"

    def vary(self, world: World) -> None:
        self.role = world.choose.choice(ROLES)


class Grant(Thing):
    """GRANT on a table, a column, a sequence, a schema or a type."""

    def __init__(self, target: Member | Space | Column, role: str) -> None:
        super().__init__("")
        self.target, self.role, self.option = target, role, False

    def needs(self) -> Iterator[Thing]:
        yield self.target

    def statements(self) -> Iterator[str]:
        target, option = self.target, " WITH GRANT OPTION" if self.option else ""
        match target:
            case Space():
                what = f"USAGE ON SCHEMA {quote(target.name)}"
            case Column():
                what = f"UPDATE ({quote(target.name)}) ON {target.table.address}"
            case Sequence():
                what = f"USAGE ON SEQUENCE {target.address}"
            case UserType():
                what = f"USAGE ON TYPE {target.address}"
            case Table() | View():
                what = f"SELECT, INSERT ON {target.address}"
            case _:
                return
        yield f"GRANT {what} TO {self.role}{option}"

    def vary(self, world: World) -> None:
        self.role, self.option = world.choose.choice(ROLES), not self.option


class DefaultPrivilege(Thing):
    """ALTER DEFAULT PRIVILEGES in a schema."""

    def __init__(self, space: Space, role: str) -> None:
        super().__init__("")
        self.space, self.role, self.what = space, role, "SELECT ON TABLES"

    def needs(self) -> Iterator[Thing]:
        yield self.space

    def statements(self) -> Iterator[str]:
        yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA {quote(self.space.name)} GRANT {self.what} TO {self.role}"

    def vary(self, world: World) -> None:
        self.what = world.choose.choice(("SELECT ON TABLES", "USAGE ON SEQUENCES", "EXECUTE ON FUNCTIONS"))


class Statistics(Member):
    """Extended statistics over two columns of a table."""

    word = "STATISTICS"

    def __init__(self, space: Thing, name: str, columns: list[Column]) -> None:
        super().__init__(space, name)
        self.columns = columns

    def needs(self) -> Iterator[Thing]:
        yield self.space
        yield from self.columns

    def statements(self) -> Iterator[str]:
        names = ", ".join(quote(c.name) for c in self.columns)
        yield f"CREATE STATISTICS {self.address} (ndistinct) ON {names} FROM {self.columns[0].table.address}"


class Publication(Thing):
    """A publication of tables."""

    def __init__(self, name: str, tables: list[Table]) -> None:
        super().__init__(name)
        self.tables, self.publish = tables, "insert, update"

    def needs(self) -> Iterator[Thing]:
        yield from self.tables

    def statements(self) -> Iterator[str]:
        tables = ", ".join(t.address for t in self.tables)
        yield f"CREATE PUBLICATION {quote(self.name)} FOR TABLE {tables} WITH (publish = '{self.publish}')"

    def vary(self, world: World) -> None:
        self.publish = world.choose.choice(("insert", "insert, delete", "truncate"))


class Plain(Member):
    """What one statement makes and nothing needs: a collation, a text search configuration or dictionary."""

    def __init__(self, space: Thing, name: str, word: str, definition: str) -> None:
        super().__init__(space, name)
        self.word, self.definition = word, definition  # type: ignore[misc]

    def statements(self) -> Iterator[str]:
        yield f"CREATE {self.word} {self.address} {self.definition}"


PLAIN = (
    ("COLLATION", "(provider = libc, locale = 'C')"),
    ("TEXT SEARCH CONFIGURATION", "(COPY = pg_catalog.simple)"),
    ("TEXT SEARCH DICTIONARY", "(TEMPLATE = pg_catalog.simple, accept = false)"),
)


def make_other(world: World) -> None:
    """Any of what this module and code.Rule make."""
    choose = world.choose
    space, table = choose.choice(world.all(Space)), world.pick(Table)
    named = [t for t in world.all(Member) if t.word and not isinstance(t, Function | Aggregate)]
    owned = [t for t in named if t.word not in ("INDEX", "STATISTICS")]
    match choose.randrange(11):
        case 0:
            world.add(Sequence(space, world.fresh()))
        case 1 if owned:
            target = choose.choice(owned)
            if not any(o.target is target for o in world.all(Ownership)):
                world.add(Ownership(target, choose.choice(ROLES)))
        case 2 | 3 if owned:
            world.add(Grant(choose.choice([*owned, *world.all(Column), *world.all(Space)]), choose.choice(ROLES)))
        case 4:
            world.add(DefaultPrivilege(space, choose.choice(ROLES)))
        case 5 if table is not None and len(table.columns) > 1:
            keyed = [c for c in table.columns if c.keyed]
            if len(keyed) > 1:
                world.add(Statistics(space, world.fresh(), choose.sample(keyed, 2)))
        case 6 if table is not None:
            plain = [t for t in world.all(Table) if not t.unlogged]
            if plain:
                world.add(Publication(world.fresh(), choose.sample(plain, choose.randint(1, min(2, len(plain))))))
        case 7:
            world.add(Plain(space, world.fresh(), *choose.choice(PLAIN)))
        case 8 if table is not None:
            world.add(Rule(world.fresh(), table))
        case _ if named:
            target = choose.choice([*named, *world.all(Column)])
            if not any(c.target is target for c in world.all(Comment)):
                world.add(Comment(target, f"about it's {world.fresh()}"))
