"""The contract that an object kind fulfils: all that the kernel may ask of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemadiff.core.fact import Definition, EdgeType, Fact, Snapshot
from schemadiff.core.identity import quote

if TYPE_CHECKING:
    from schemadiff.core.identity import ObjectId


@dataclass(frozen=True, slots=True)
class Sql:
    """One statement. Statements that follow each other and have the same `head` fold into one: `head clause, clause`."""

    text: str
    head: str | None = None
    lossy: str | None = None
    """What it loses, as a hazard says it, though the object stays."""
    rewrites: bool = False
    transactional: bool = True
    commit_after: bool = False
    retypes: bool = False
    alone: bool = False
    """In a transaction of its own: it works for long, and what ran before it would keep its locks meanwhile."""
    because: str | None = None
    """Why it `rewrites`, where a form that does not was asked for."""

    @property
    def statement(self) -> str:
        """The whole statement when it stands alone."""
        return f"{self.head} {self.text}" if self.head else self.text


Statements = tuple[Sql, ...]

RERUNNABLE = "DO $again$"
"""What a DO block begins with that may run once more after its session was lost, because it does only what is not done yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a kind may know beside the facts it is asked about: both snapshots and the other kinds, by name."""

    current: Snapshot
    desired: Snapshot
    kinds: Mapping[str, ObjectKind]
    version: int
    """server_version_num of the database that the plan is for."""
    in_any_order: bool = False
    """Statements may run in any order that their needs allow: names that PostgreSQL chooses by what is there already are written."""

    def address(self, id: ObjectId) -> str:
        """How SQL names an object after its class: `public.users`, `public.f(integer)`, `t_idx ON public.t`."""
        return self.kinds[id.kind].address(id)

    def designation(self, id: ObjectId) -> str:
        """Class and name as COMMENT ON and ALTER … OWNER TO take them: `MATERIALIZED VIEW public.totals`."""
        return f"{self.kinds[id.kind].sql_name} {self.address(id)}"


Create = Callable[[Fact, tuple[str, ...], Context], Statements]
Inline = Callable[[Fact, tuple[str, ...], Context], str | None]
Drop = Callable[[Fact, Context], Statements]
Alter = Callable[[Fact, Fact, Context], Statements | None]
Online = Callable[["Fact | None", "Fact | None", Statements, Context], "Statements"]
Batched = Callable[["Fact | None", "Fact | None", Statements, Context], "tuple[Statements, frozenset[ObjectId]]"]
Swap = Callable[[Fact, Fact, Statements, Context], "Statements | None"]


def no_builtin(version: int) -> tuple[Fact, ...]:  # noqa: ARG001  (the contract's signature)
    """Most kinds have nothing in an empty database."""
    return ()


def renamed(old: ObjectId, new: ObjectId, context: Context) -> Statements:
    """ALTER … SET SCHEMA and RENAME TO, as most kinds have them."""
    kind, at = context.kinds[old.kind], context.kinds[old.kind].name_at
    at = len(old.path) - 1 if at is None else at
    statements = []
    moved = old
    if at > 0 and old.path[0] != new.path[0]:
        statements.append(Sql(f"ALTER {kind.sql_name} {kind.address(old)} SET SCHEMA {quote(new.path[0])}"))
        moved = old._replace(path=(new.path[0], *old.path[1:]))
    if old.path[at] != new.path[at]:
        statements.append(Sql(f"ALTER {kind.sql_name} {kind.address(moved)} RENAME TO {quote(new.path[at])}"))
    return tuple(statements)


def no_rename(old: ObjectId, new: ObjectId, context: Context) -> Statements:  # noqa: ARG001  (the contract's signature)
    """What has no name of its own, or one that PostgreSQL cannot change."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectKind:
    """One kind of object. Functions take facts and a Context and return statements; none of them talks to a database.

    `query` returns the eight columns of `introspect.HEAD`, then one for each field of `definition`.
    `create(fact, clauses, context)`: `clauses` are those of the children that fold into the statement.
    `inline(fact, clauses, context)`: the fact as a clause of its parent's creation, or None where it cannot be one.
    `alter`: a function for each attribute; it returns None where only replacing helps. Attributes with the same function are
    altered in one go. Attributes of `replace` always need replacing.
    """

    name: str
    definition: type[Definition]
    query: str
    create: Create
    drop: Drop
    superuser_query: str | None = None
    """`query` for superusers, where they are shown more."""
    alter: Mapping[str, Alter] = field(default_factory=dict)
    replace: frozenset[str] = frozenset()
    inline: Inline | None = None
    inline_in_cycle: bool = False
    """True: the clause stays in its parent's creation even where a cycle must be broken (a column of a table)."""
    address: Callable[[ObjectId], str] = lambda id: str(id)
    sql_name: str = ""
    grant_class: str | None = None
    rank: int | None = None
    """Where it stands in a plan that leaves the choice; None: right after its parent."""
    drop_rank: int = 0
    """As `rank`, for drops: lower goes first."""
    follows: bool = False
    """True: PostgreSQL takes it along when the type of what it depends on is altered; it needs no rebuilding."""
    rebuilt: Callable[[Fact], bool] = lambda fact: False
    """Exceptions to `follows`: those that PostgreSQL cannot take along."""
    rebind: Callable[[Fact, Fact, ObjectId, Context], Statements | None] | None = None
    """Moves it in place to the successor of the replaced object that is named, data kept; None where it cannot."""
    set_aside: Callable[[Fact, Context], tuple[Statements, Statements] | None] | None = None
    """Renames it out of the way, and drops what was renamed: so that `rebind` can move its users in between.
    None where it is simply dropped before its successor is made."""
    carried: Callable[[Fact], frozenset[str]] = lambda fact: frozenset()
    """Which of add, drop, alter PostgreSQL does by itself when it is done to the fact's origin.

    `link`: it is added, too, when the fact's table becomes a part of the origin's.
    """
    apart: frozenset[str] = frozenset()
    """Attributes that are altered for each fact apart, even where its origin carries the others along."""
    arrived: Callable[[Fact, Fact, Context], Statements] = lambda fact, origin, context: ()
    """What makes the fact, which came with its origin, what it is to be where that is not quite what the origin is."""
    stub: bool = False
    """True: it stands for the part that completes it, for those that the part itself needs. They go with it, and a part that is
    replaced takes it along (a base type, its input function and its shell type)."""
    takes: frozenset[EdgeType] = frozenset()
    """Which of the parent's edges are really this sub-object's."""
    entails: Callable[[Fact, str, AbstractSet[ObjectId], Context], tuple[ObjectId, ...]] | None = None
    """What must be replaced for it to be added or dropped (`add`, `drop`) where PostgreSQL cannot do so on its own; `removed` goes."""
    holders: Callable[[Fact, Snapshot], tuple[ObjectId, ...]] = lambda fact, snapshot: ()
    """What keeps it from going even for a moment, though they depend on others: where it is replaced, dropped before and made after."""
    names: Callable[[Fact], tuple[tuple[str, ...], ...]] = lambda fact: ()
    """What it occupies, as (name space, schema, name): two facts of any kinds cannot have one of these in common."""
    finish: Callable[[Fact, Context], Statements] = lambda fact, context: ()
    """What follows its creation, whether as a statement of its own or as a clause."""
    settings: tuple[str, ...] = ()
    """Settings that its creation needs, as SET takes them."""
    evaluates: bool = False
    """True: its creation runs what it calls, down to the texts of routines, which pg_depend does not know."""
    has_text: bool = False
    """True: it may call anything by a text that nobody looks into before it runs."""
    requires: Callable[[Fact, Snapshot], tuple[ObjectId, ...]] | None = None
    """What must exist before it besides what pg_depend knows."""
    late: Callable[[Fact, Snapshot], tuple[ObjectId, ...]] = lambda fact, snapshot: ()
    """Of what it `requires` that without which it would not fail but come out otherwise: in a folder of files it stands with the last."""
    refers: Callable[[Fact], tuple[ObjectId, ...]] | None = None
    """What it names and pg_depend does not tell: these exist before it, and go after it."""
    include: str | None = None
    """The word of the setting `include` by which it is read; None: always."""
    of_server: bool = False
    """True: it belongs to the whole server, not to the database at hand."""
    left_alone: Callable[[Fact, Fact | None], bool] = lambda fact, other: False
    """Whether it is compared with nothing, given what the other state has of that name."""
    builtin: Callable[[int], tuple[Fact, ...]] = no_builtin
    """Its facts in an empty database of the given server_version_num."""
    brings: Callable[[Fact, Context], tuple[Fact, ...]] | None = None
    """Facts that come by themselves when the given fact is created, because of this kind's own facts in the database."""
    stated: Callable[[Fact, str], Fact] | None = None
    """The fact as the given SQL states it: what the server chose by itself becomes None, which is equal to anything there is."""
    hidden: frozenset[str] = frozenset()
    """Attributes that not every role may read: None then, which is equal to anything on either side."""
    unread: Callable[[Fact], tuple[str, ...]] = lambda fact: ()
    """The names of its secrets that were not read: where it is made they are missing, and where it goes they are lost."""
    about: bool = False
    """True: a fact about any other object; its path is that object's kind and path, then its own."""
    name_at: int | None = None
    """Where its own name stands in its path; None: at the end."""
    likeness: Callable[[Fact], object] = lambda fact: fact.definition
    """What two facts of the kind have in common that differ in nothing but their names."""
    rename: Callable[[ObjectId, ObjectId, Context], Statements] = renamed
    """From what it is called (its whole has its new name already) to what it is to be called."""
    words: Callable[[Fact], tuple[str, ...]] = lambda fact: ()
    """The names of what it holds, in their order, that are no facts of their own (the values of an enum)."""
    rename_word: Callable[[ObjectId, str, str], Statements] = lambda id, old, new: ()
    """Renames one of its `words`; rows that hold it stay as they are."""
    of_members: bool = False
    """True: it may be about a member of an extension too, of which there is no fact; the extension is its parent then."""
    data: Callable[[Fact], bool] = lambda fact: False
    """Whether dropping it loses rows or what stands for them."""
    online: Online | None = None
    """The given statements, which add it (no first fact), drop it (no second one) or alter it, so that those who read and write the
    table wait for moments only; the same statements where there is no such form. The end is the same to the last name."""
    batched: Batched | None = None
    """As `online`, by steps that work through the rows in batches: only where such steps are asked for. With them comes what else they
    do: all that other actions do to these facts is left out. The same statements, and why in `because`, where there are none."""
    swap: Swap | None = None
    """As `online`, where the first fact is replaced by the second: its drop, too, is among what is returned, best when the successor
    is complete. None where the two cannot stand side by side."""
    waits: Callable[[Fact], tuple[tuple[str, ...], ...]] = lambda fact: (fact.id.path[:2],)
    """The tables, as schema and name, whose readers and writers wait while it is made or goes."""
