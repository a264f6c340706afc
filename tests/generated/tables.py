"""Tables with their columns, constraints, indexes and partitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.types import SCALARS, UNORDERED, UserType
from generated.world import Member, Space, Thing, World
from schemadiff.core.identity import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

GENERATED = ("identity", "by default", "serial", "stored")
BOUNDS = {"LIST": "IN ({0}, {0}1)", "RANGE": "FROM ({0}0) TO ({0}9)", "HASH": "WITH (MODULUS 7, REMAINDER {0})"}
"""How partitioned tables are divided, and the bound of a partition of some number."""


class Column(Thing):
    """A column: `special` is one of GENERATED, or what else gives it values."""

    def __init__(self, table: Table, name: str, type: str | UserType) -> None:
        super().__init__(name)
        self.table, self.type = table, type
        self.not_null = self.has_default = False
        self.special: str | None = None
        self.source: Column | None = None

    def needs(self) -> Iterator[Thing]:
        yield self.table
        if isinstance(self.type, UserType):
            yield self.type
        if self.source is not None:
            yield self.source

    @property
    def sql_type(self) -> str:
        return self.type.address if isinstance(self.type, UserType) else self.type

    @property
    def condition(self) -> str:
        """A condition on it."""
        text = self.type.condition if isinstance(self.type, UserType) else SCALARS[self.type][1]
        return text.format(c=quote(self.name))

    @property
    def keyed(self) -> bool:
        return self.type.keyed if isinstance(self.type, UserType) else self.type not in UNORDERED

    @property
    def default(self) -> str | None:
        return self.type.default if isinstance(self.type, UserType) else SCALARS[self.type][0]

    def clause(self) -> str:
        """The column in CREATE TABLE."""
        if self.special == "serial":
            return f"{quote(self.name)} serial"
        text = f"{quote(self.name)} {self.sql_type}"
        if self.special == "stored" and self.source is not None:
            return text + f" GENERATED ALWAYS AS (upper({quote(self.source.name)})) STORED"
        if self.special in ("identity", "by default"):
            return text + f" GENERATED {'ALWAYS' if self.special == 'identity' else 'BY DEFAULT'} AS IDENTITY (START WITH 5)"
        if self.has_default and self.default is not None:
            text += f" DEFAULT {self.default}"
        return text + (" NOT NULL" if self.not_null else "")

    def vary(self, world: World) -> None:
        match world.choose.randrange(6):
            case 0:
                self.name = world.fresh()
            case 1:
                self.not_null = not self.not_null
            case 2:
                self.has_default = not self.has_default
            case 3 if self.special in ("identity", "by default", "serial"):
                self.special = world.choose.choice(("identity", "by default", "serial", None))
            case _ if self.special is None:
                self.type = random_type(world)


class Table(Member):
    """A table: plain, partitioned by a column, a partition of another, or inheriting from one."""

    word = "TABLE"

    def __init__(self, space: Thing, name: str) -> None:
        super().__init__(space, name)
        self.unlogged = self.row_security = False
        self.options: dict[str, str] = {}
        self.key: Column | None = None
        self.parent: Table | None = None
        self.by, self.bound = "LIST", ""
        self.world: World | None = None

    def needs(self) -> Iterator[Thing]:
        yield self.space
        if self.parent is not None:
            yield self.parent

    @property
    def columns(self) -> list[Column]:
        """Its own columns."""
        assert self.world is not None
        return [c for c in self.world.all(Column) if c.table is self]

    @property
    def is_partition(self) -> bool:
        return self.parent is not None and bool(self.bound)

    def statements(self) -> Iterator[str]:
        text = f"CREATE {'UNLOGGED ' if self.unlogged else ''}TABLE {self.address}"
        if self.is_partition and self.parent is not None:
            text += f" PARTITION OF {self.parent.address} {self.bound}"
        else:
            text += f" ({', '.join(c.clause() for c in self.columns)})"
        if self.parent is not None and not self.bound:
            text += f" INHERITS ({self.parent.address})"
        if self.key is not None:
            text += f" PARTITION BY {self.by} ({quote(self.key.name)})"
        if self.options and self.key is None:
            text += f" WITH ({', '.join(f'{k} = {v}' for k, v in self.options.items())})"
        yield text
        if self.row_security:
            yield f"ALTER TABLE {self.address} ENABLE ROW LEVEL SECURITY"

    def vary(self, world: World) -> None:
        match world.choose.randrange(7):
            case 0:
                self.name = world.fresh()
            case 1:
                self.space = world.choose.choice(world.all(Space))
            case 2:
                self.row_security = not self.row_security
            case 3:
                fresh = {"fillfactor": str(world.choose.randint(50, 99)), "toast.autovacuum_enabled": "false"}
                self.options = dict(world.choose.sample(sorted(fresh.items()), world.choose.randint(1, 2))) if not self.options else {}
            case 4 if self.key is None and self.parent is None:
                self.unlogged = not self.unlogged
            case 5 if self.bound:
                self.rebind(world)
            case _ if not self.is_partition:
                add_column(world, self)

    def rebind(self, world: World) -> None:
        """A partition gets another bound, or becomes a table of its own."""
        if self.parent is None or world.choose.random() < 0.3:
            self.bound, self.parent = "", None
        else:
            taken = {t.bound for t in world.all(Table) if t.parent is self.parent}
            self.bound = next((b for b in bounds(self.parent.by) if b not in taken), self.bound)


def bounds(by: str) -> list[str]:
    """Those that partitions of a table may have."""
    return [f"FOR VALUES {BOUNDS[by].format(n)}" for n in range(1, 7)]


class Constraint(Thing):
    """PRIMARY KEY, UNIQUE, CHECK or FOREIGN KEY over columns of one table."""

    def __init__(self, name: str, sort: str, columns: list[Column], target: list[Column]) -> None:
        super().__init__(name)
        self.sort, self.columns, self.target, self.suffix = sort, columns, target, ""
        self.key: Constraint | None = None

    def needs(self) -> Iterator[Thing]:
        yield from self.columns
        yield from self.target
        if self.key is not None:
            yield self.key

    def statements(self) -> Iterator[str]:
        names = ", ".join(quote(c.name) for c in self.columns)
        match self.sort:
            case "CHECK":
                text = f"CHECK ({' AND '.join(c.condition for c in self.columns)})"
            case "FOREIGN KEY":
                to = ", ".join(quote(c.name) for c in self.target)
                text = f"FOREIGN KEY ({names}) REFERENCES {self.target[0].table.address} ({to})"
            case _:
                text = f"{self.sort} ({names})"
        yield f"ALTER TABLE {self.columns[0].table.address} ADD CONSTRAINT {quote(self.name)} {text}{self.suffix}"

    def vary(self, world: World) -> None:
        if self.sort == "FOREIGN KEY":
            self.suffix = world.choose.choice(("", " ON DELETE CASCADE", " DEFERRABLE INITIALLY DEFERRED", " NOT VALID"))
        elif self.sort == "CHECK":
            words = ("", " NO INHERIT", " NOT VALID") if self.columns[0].table.key is None else ("", " NOT VALID")
            self.suffix = world.choose.choice(words)
        else:
            super().vary(world)


class Index(Member):
    """An index; `text` is all after the table's name, with {0}, {1} for columns."""

    word = "INDEX"

    def __init__(self, table: Table, name: str, columns: list[Column], text: str) -> None:
        super().__init__(table.space, name)
        self.table, self.columns, self.text, self.unique = table, columns, text, False

    @property
    def address(self) -> str:
        return f"{quote(self.table.space.name)}.{quote(self.name)}"

    def needs(self) -> Iterator[Thing]:
        yield self.table
        yield from self.columns

    def statements(self) -> Iterator[str]:
        text = self.text.format(*(quote(c.name) for c in self.columns))
        yield f"CREATE {'UNIQUE ' if self.unique else ''}INDEX {quote(self.name)} ON {self.table.address} {text}"

    def vary(self, world: World) -> None:
        if world.choose.random() < 0.3:
            super().vary(world)
        else:
            self.text = world.choose.choice(INDEX_TEXTS)


INDEX_TEXTS = (
    "({0})",
    "({0} DESC NULLS LAST)",
    "({0}) WHERE {0} IS NOT NULL",
    "(({0} IS NULL), {0})",
    "({0}) INCLUDE ({0})",
    "USING hash ({0})",
    "({0}) WITH (fillfactor = 60)",
)


def random_type(world: World) -> str | UserType:
    """One of the server's types or, now and then, of the schema's."""
    own = world.all(UserType)
    return world.choose.choice(own) if own and world.choose.random() < 0.25 else world.choose.choice(list(SCALARS))


def add_column(world: World, table: Table) -> Column:
    """One more column."""
    choose = world.choose
    column = Column(table, world.fresh(), random_type(world))
    column.not_null, column.has_default = choose.random() < 0.3, choose.random() < 0.3
    texts = [c for c in table.columns if c.type == "text" and c.special is None]
    if choose.random() < 0.1 and table.key is None and table.parent is None:
        column.special, column.type = choose.choice(GENERATED[:3]), "integer"
        if column.special != "serial" and any(c.special for c in table.columns):
            column.special = "serial"
    elif texts and choose.random() < 0.15:
        column.special, column.type, column.source = "stored", "text", choose.choice(texts)
    return world.add(column)


def make_table(world: World, space: Space) -> Table:
    """A table with columns, and perhaps partitions, a primary key, an heir."""
    choose = world.choose
    table = world.add(Table(space, world.fresh()))
    table.world = world
    for _ in range(choose.randint(1, 6)):
        add_column(world, table)
    kind = choose.random()
    if kind < 0.15:
        key = world.add(Column(table, world.fresh(), "integer"))
        table.key, table.by = key, choose.choice(list(BOUNDS))
        for bound in choose.sample(bounds(table.by), choose.randint(1, 3)):
            part = world.add(Table(space, world.fresh()))
            part.world, part.parent, part.bound = world, table, bound
    elif kind < 0.25:
        heir = world.add(Table(space, world.fresh()))
        heir.world, heir.parent = world, table
        add_column(world, heir)
    else:
        keyed = [c for c in table.columns if c.keyed]
        if keyed and choose.random() < 0.7:
            world.add(Constraint(world.fresh(), "PRIMARY KEY", [choose.choice(keyed)], []))
    return table


def make_constraint(world: World) -> None:
    """A constraint of some table that can have it."""
    table = world.pick(Table)
    if table is None or not table.columns:
        return
    keyed = [c for c in table.columns if c.keyed]
    plain = [c for c in table.columns if c.special is None]
    sort = world.choose.choice(("CHECK", "CHECK", "UNIQUE", "FOREIGN KEY", "FOREIGN KEY"))
    if sort == "CHECK" and plain:
        columns = world.choose.sample(plain, min(len(plain), world.choose.randint(1, 2)))
        world.add(Constraint(world.fresh(), sort, columns, []))
    elif sort == "UNIQUE" and keyed:
        world.add(Constraint(world.fresh(), sort, [table.key or world.choose.choice(keyed)], []))
    elif sort == "FOREIGN KEY":
        keys = [c for c in world.all(Constraint) if c.sort in ("PRIMARY KEY", "UNIQUE") and isinstance(c.columns[0].type, str)]
        pairs = [(c, k) for k in keys for c in plain if c.type == k.columns[0].type and c is not k.columns[0]]
        if pairs:
            column, key = world.choose.choice(pairs)
            made = world.add(Constraint(world.fresh(), sort, [column], list(key.columns)))
            made.vary(world)
            made.key = key


def make_index(world: World) -> None:
    """An index on a column of some table."""
    columns = [c for c in world.all(Column) if c.keyed]
    if columns:
        column = world.choose.choice(columns)
        world.add(Index(column.table, world.fresh(), [column], world.choose.choice(INDEX_TEXTS)))
