"""What is about other things, or stands beside tables and routines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.code import Aggregate, Function, Rule, View
from generated.tables import Column, Table
from generated.types import UserType
from generated.world import Member, Space, Thing, World
from schemadiff.core.identity import literal, quote

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


class Comment(Thing):
    """A comment on a table, a type, a view …, or on a column."""

    def __init__(self, target: Member | Column, text: str) -> None:
        super().__init__("")
        self.target, self.text = target, text

    def needs(self) -> Iterator[Thing]:
        yield self.target

    def statements(self) -> Iterator[str]:
        if isinstance(self.target, Column):
            of = f"COLUMN {self.target.table.address}.{quote(self.target.name)}"
        else:
            of = f"{self.target.word} {self.target.address}"
        yield f"COMMENT ON {of} IS {literal(self.text)}"

    def vary(self, world: World) -> None:
        self.text = f"says '{world.fresh()}' \\ and\nmore"


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


def own_sequence(world: World) -> None:
    world.add(Sequence(world.choose.choice(world.all(Space)), world.fresh()))


def owned(world: World) -> list[Member]:
    """What can be given to a role."""
    bare = ("INDEX", "STATISTICS")
    return [t for t in world.all(Member) if t.word and t.word not in bare and not isinstance(t, Function | Aggregate)]


def ownership(world: World) -> None:
    free = [t for t in owned(world) if not any(o.target is t for o in world.all(Ownership))]
    if free:
        world.add(Ownership(world.choose.choice(free), world.choose.choice(ROLES)))


def grant(world: World) -> None:
    world.add(Grant(world.choose.choice([*owned(world), *world.all(Column), *world.all(Space)]), world.choose.choice(ROLES)))


def default_privilege(world: World) -> None:
    world.add(DefaultPrivilege(world.choose.choice(world.all(Space)), world.choose.choice(ROLES)))


def statistics(world: World) -> None:
    table = world.pick(Table)
    keyed = [c for c in table.columns if c.keyed] if table is not None else []
    if len(keyed) > 1:
        world.add(Statistics(world.choose.choice(world.all(Space)), world.fresh(), world.choose.sample(keyed, 2)))


def publication(world: World) -> None:
    logged = [t for t in world.all(Table) if not t.unlogged]
    if logged:
        world.add(Publication(world.fresh(), world.choose.sample(logged, world.choose.randint(1, min(2, len(logged))))))


def plain(world: World) -> None:
    world.add(Plain(world.choose.choice(world.all(Space)), world.fresh(), *world.choose.choice(PLAIN)))


def rule(world: World) -> None:
    table = world.pick(Table)
    if table is not None:
        world.add(Rule(world.fresh(), table))


def comment(world: World) -> None:
    named = [t for t in world.all(Member) if t.word and not isinstance(t, Function | Aggregate)]
    free = [t for t in (*named, *world.all(Column)) if not any(c.target is t for c in world.all(Comment))]
    if free:
        world.add(Comment(world.choose.choice(free), f"about it's {world.fresh()}"))


OTHERS = (own_sequence, ownership, grant, grant, default_privilege, statistics, publication, plain, rule, comment, comment)


def make_other(world: World) -> None:
    """Any of what this module, and code.Rule make."""
    world.choose.choice(OTHERS)(world)
