"""Things that a schema holds, and the world that knows which of them need which."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from schemadiff.core.identity import qualified, quote

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

ODD = (
    "Order",
    "select",
    "user",
    "with space",
    'a"quote',
    "it's",
    "ünïcode",
    "日本",
    "semi;colon",
    "-- remark",
    "a.b",
    "$dollar$",
    "100%s",
    "back\\slash",
    "/* c",
    "table",
    "UPPER",
)
PLAIN = ("users", "orders", "items", "events", "notes", "accounts", "logs", "files", "tags", "prices")
ODDNESS = 0.2
LONGEST = 63
Kind = TypeVar("Kind", bound="Thing")


class Thing:
    """Something with a name: `needs` are the things without which it cannot be."""

    def __init__(self, name: str) -> None:
        self.name = name

    def needs(self) -> Iterator[Thing]:
        """What it cannot be without."""
        yield from ()

    def statements(self) -> Iterator[str]:
        """The SQL that makes it, without semicolons."""
        yield from ()

    def vary(self, world: World) -> None:
        """Changes something about it; most can only be renamed."""
        self.name = world.fresh()


class Member(Thing):
    """A thing of a schema; `word` is its class as COMMENT ON and ALTER … OWNER TO take it, None where neither does."""

    word: str | None = None

    def __init__(self, space: Thing, name: str) -> None:
        super().__init__(name)
        self.space = space

    def needs(self) -> Iterator[Thing]:
        yield self.space

    @property
    def address(self) -> str:
        """Its qualified name."""
        return qualified(self.space.name, self.name)


@dataclass
class World:
    """All things, each after those that it was made of unless it was turned."""

    choose: random.Random
    things: list[Thing] = field(default_factory=list)
    count: int = 0

    def fresh(self) -> str:
        """A name that nothing else has."""
        self.count += 1
        if self.choose.random() < ODDNESS:
            stem = self.choose.choice((*ODD, "n" * LONGEST))
            room = LONGEST - len(str(self.count))
            return stem.encode()[:room].decode(errors="ignore") + str(self.count)
        return f"{self.choose.choice(PLAIN)}_{self.count}"

    def add(self, thing: Kind) -> Kind:
        """Puts it in."""
        self.things.append(thing)
        return thing

    def all(self, kind: type[Kind]) -> list[Kind]:
        """Things of that class."""
        return [t for t in self.things if isinstance(t, kind)]

    def pick(self, kind: type[Kind]) -> Kind | None:
        """One of that class; None where there is none."""
        found = self.all(kind)
        return self.choose.choice(found) if found else None

    def drop(self, thing: Thing) -> None:
        """Takes it out with all that needs it."""
        gone = {thing}
        while more := {t for t in self.things if t not in gone and any(n in gone for n in t.needs())}:
            gone |= more
        self.things = [t for t in self.things if t not in gone]

    def turn(self) -> None:
        """Tells of its end before its beginning."""
        at = self.choose.randrange(len(self.things))
        self.things = self.things[at:] + self.things[:at]

    def sql(self) -> list[str]:
        """The statements that make it all."""
        return [statement for thing in self.things for statement in thing.statements()]


class Space(Thing):
    """A schema."""

    def statements(self) -> Iterator[str]:
        if self.name != "public":
            yield f"CREATE SCHEMA {quote(self.name)}"

    def vary(self, world: World) -> None:
        if self.name != "public":
            super().vary(world)
