"""Views, routines and what calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generated.tables import Column, Table
from generated.types import UserType
from generated.world import Member, Space, Thing, World
from schemadiff.core.identity import quote

if TYPE_CHECKING:
    from collections.abc import Iterator


class View(Member):
    """A view over columns of a table or of another view; materialized or not."""

    def __init__(self, space: Thing, name: str, source: Table | View, columns: list[Column], *, materialized: bool) -> None:
        super().__init__(space, name)
        self.source, self.columns, self.materialized = source, columns, materialized
        self.where, self.barrier, self.counts = False, False, False

    @property
    def word(self) -> str:  # type: ignore[override]
        return "MATERIALIZED VIEW" if self.materialized else "VIEW"

    def needs(self) -> Iterator[Thing]:
        yield self.space
        yield self.source
        yield from self.columns

    def statements(self) -> Iterator[str]:
        names = [quote(c.name) for c in self.columns]
        text = f"CREATE {self.word} {self.address}"
        if self.barrier and not self.materialized:
            text += " WITH (security_barrier = true)"
        listed = ", ".join([*names, *(["count(*) OVER () AS how_many"] if self.counts else [])])
        text += f" AS SELECT {listed} FROM {self.source.address} s"
        yield text + (f" WHERE {names[0]} IS NOT NULL" if self.where else "")

    def vary(self, world: World) -> None:
        attribute = world.choose.choice(("where", "barrier", "counts", "columns", "name"))
        if attribute == "columns" and len(self.columns) > 1 and not any(v.source is self for v in world.all(View)):
            self.columns.pop()
        elif attribute == "name":
            super().vary(world)
        elif attribute != "columns":
            setattr(self, attribute, not getattr(self, attribute))


class Function(Member):
    """A routine of one of SORTS; `of` is the table or type that it names."""

    word = "FUNCTION"

    def __init__(self, space: Thing, name: str, sort: str, of: Table | UserType | None) -> None:
        super().__init__(space, name)
        self.sort, self.of, self.number, self.volatility = sort, of, 1, ""

    def needs(self) -> Iterator[Thing]:
        yield self.space
        if self.of is not None:
            yield self.of

    @property
    def arguments(self) -> str:
        """Types of its arguments, as its name is written elsewhere."""
        match self.sort:
            case "number" | "procedure":
                return "integer"
            case "state":
                return "integer, integer"
            case "typed" if self.of is not None:
                return self.of.address
        return ""

    def statements(self) -> Iterator[str]:
        head = f"CREATE {'PROCEDURE' if self.sort == 'procedure' else 'FUNCTION'} {self.address}"
        n, of = self.number, self.of.address if self.of is not None else ""
        match self.sort:
            case "number":
                yield f"{head}(a integer) RETURNS integer LANGUAGE sql IMMUTABLE {self.volatility} AS $$ SELECT a + {n} $$"
            case "state":
                yield f"{head}(a integer, b integer DEFAULT {n}) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a + b * {n}"
            case "trigger":
                yield f"{head}() RETURNS trigger LANGUAGE plpgsql {self.volatility} AS $f$\nBEGIN -- {n}; it's\n  RETURN new;\nEND\n$f$"
            case "procedure":
                yield f"{head}(INOUT a integer) LANGUAGE plpgsql AS 'BEGIN a := {n}; END'"
            case "rows":
                yield f"{head}() RETURNS SETOF {of} LANGUAGE sql STABLE ROWS {n} AS 'SELECT * FROM {of.replace(chr(39), chr(39) * 2)}'"
            case "atomic":
                yield f"{head}() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) + {n} FROM {of}; END"
            case "typed":
                yield f"{head}(x {of}) RETURNS text LANGUAGE sql {self.volatility} AS $$ SELECT '{n}' $$"

    def vary(self, world: World) -> None:
        match world.choose.randrange(3):
            case 0:
                super().vary(world)
            case 1:
                self.number += 1
            case _:
                self.volatility = world.choose.choice(("", "STRICT", "SECURITY DEFINER", "SET search_path = pg_catalog", "COST 7"))

    @property
    def signature(self) -> str:
        """Name and argument types."""
        return f"{self.address}({self.arguments})"


class Trigger(Thing):
    """A trigger on a table that calls a function."""

    def __init__(self, name: str, table: Table, function: Function) -> None:
        super().__init__(name)
        self.table, self.function, self.when, self.state = table, function, "BEFORE INSERT OR UPDATE", ""

    def needs(self) -> Iterator[Thing]:
        yield from (self.table, self.function)

    def statements(self) -> Iterator[str]:
        call = f"FOR EACH ROW EXECUTE FUNCTION {self.function.address}('a''b')"
        yield f"CREATE TRIGGER {quote(self.name)} {self.when} ON {self.table.address} {call}"
        if self.state:
            yield f"ALTER TABLE {self.table.address} {self.state} TRIGGER {quote(self.name)}"

    def vary(self, world: World) -> None:
        if world.choose.random() < 0.5:
            self.when = world.choose.choice(("BEFORE INSERT", "AFTER DELETE", "AFTER INSERT OR UPDATE"))
        else:
            self.state = world.choose.choice(("", "DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA"))


class Policy(Thing):
    """A policy of row-level security."""

    def __init__(self, name: str, column: Column) -> None:
        super().__init__(name)
        self.column, self.role, self.command, self.restrictive = column, "PUBLIC", "ALL", False

    def needs(self) -> Iterator[Thing]:
        yield self.column

    def statements(self) -> Iterator[str]:
        sort = " AS RESTRICTIVE" if self.restrictive else ""
        text = f"CREATE POLICY {quote(self.name)} ON {self.column.table.address}{sort} FOR {self.command} TO {self.role}"
        yield f"{text} USING ({self.column.condition})"

    def vary(self, world: World) -> None:
        self.role = world.choose.choice(("PUBLIC", "reader", '"Odd role"'))
        self.command = world.choose.choice(("ALL", "SELECT", "DELETE"))
        self.restrictive = world.choose.random() < 0.3


class Calling(Thing):
    """A check, a default or an index that calls a function on an integer column."""

    def __init__(self, name: str, column: Column, function: Function, sort: str) -> None:
        super().__init__(name)
        self.column, self.function, self.sort = column, function, sort

    def needs(self) -> Iterator[Thing]:
        yield from (self.column, self.function)

    def statements(self) -> Iterator[str]:
        table, call = self.column.table.address, f"{self.function.address}({quote(self.column.name)})"
        if self.column.type != "integer" or self.column.special is not None:
            return
        match self.sort:
            case "check":
                yield f"ALTER TABLE {table} ADD CONSTRAINT {quote(self.name)} CHECK ({call} > -100)"
            case "index":
                yield f"CREATE INDEX {quote(self.name)} ON {table} ({call})"
            case _:
                yield f"ALTER TABLE {table} ALTER COLUMN {quote(self.column.name)} SET DEFAULT {self.function.address}(3)"


class Aggregate(Member):
    """An aggregate over a function of two numbers."""

    word = "AGGREGATE"

    def __init__(self, space: Thing, name: str, function: Function) -> None:
        super().__init__(space, name)
        self.function, self.start = function, 0

    def needs(self) -> Iterator[Thing]:
        yield from (self.space, self.function)

    def statements(self) -> Iterator[str]:
        yield f"CREATE AGGREGATE {self.address}(integer) (SFUNC = {self.function.address}, STYPE = integer, INITCOND = '{self.start}')"

    def vary(self, world: World) -> None:  # noqa: ARG002
        self.start += 1


class Rule(Thing):
    """A rule that lets a statement on a table do nothing."""

    def __init__(self, name: str, table: Table) -> None:
        super().__init__(name)
        self.table, self.event = table, "DELETE"

    def needs(self) -> Iterator[Thing]:
        yield self.table

    def statements(self) -> Iterator[str]:
        yield f"CREATE RULE {quote(self.name)} AS ON {self.event} TO {self.table.address} DO INSTEAD NOTHING"

    def vary(self, world: World) -> None:  # noqa: ARG002
        self.event = "UPDATE" if self.event == "DELETE" else "DELETE"


def make_view(world: World) -> None:
    """A view over a table, or over a view."""
    source = world.pick(View) if world.choose.random() < 0.3 else world.pick(Table)
    columns = source.columns if source is not None else []
    if source is not None and columns:
        some = world.choose.sample(columns, world.choose.randint(1, len(columns)))
        made = View(world.choose.choice(world.all(Space)), world.fresh(), source, some, materialized=world.choose.random() < 0.3)
        made.where = world.choose.random() < 0.4
        world.add(made)


def make_function(world: World) -> Function:
    """A routine of a random sort."""
    choose = world.choose
    sort = choose.choice(("number", "number", "trigger", "trigger", "state", "procedure", "rows", "atomic", "typed"))
    of = world.pick(Table) if sort in ("rows", "atomic") else world.pick(UserType) if sort == "typed" else None
    if of is None and sort in ("rows", "atomic", "typed"):
        sort = "number"
    return world.add(Function(choose.choice(world.all(Space)), world.fresh(), sort, of))


def make_caller(world: World) -> None:
    """Something that calls a function."""
    choose = world.choose
    function = world.pick(Function) or make_function(world)
    table, column = world.pick(Table), world.pick(Column)
    if function.sort == "trigger" and table is not None:
        made = world.add(Trigger(world.fresh(), table, function))
        made.when = "AFTER INSERT" if choose.random() < 0.5 else made.when
    elif function.sort == "number" and column is not None:
        world.add(Calling(world.fresh(), column, function, choose.choice(("check", "index", "default"))))
    elif function.sort == "state":
        world.add(Aggregate(choose.choice(world.all(Space)), world.fresh(), function))
    elif column is not None:
        world.add(Policy(world.fresh(), column)).vary(world)
