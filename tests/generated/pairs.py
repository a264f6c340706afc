"""A pair of schemas from a seed."""

from __future__ import annotations

import copy
import random

from generated.code import make_caller, make_function, make_view
from generated.server import make_other
from generated.tables import make_constraint, make_index, make_table
from generated.types import make_type
from generated.world import Space, Thing, World

MAKERS = (
    lambda w: make_type(w, w.choose.choice(w.all(Space))),
    lambda w: make_table(w, w.choose.choice(w.all(Space))),
    make_constraint,
    make_constraint,
    make_index,
    make_view,
    make_function,
    make_caller,
    make_other,
    make_other,
)


def pair(seed: int) -> tuple[list[str], list[str]]:
    """The statements of an old and a new schema: the same for the same seed. Most of the old one is in the new one."""
    choose = random.Random(seed)
    old = world(choose)
    new = copy.deepcopy(old)
    new.choose = choose
    for _ in range(choose.randint(1, 8)):
        mutate(new)
    return old.sql(), new.sql()


def world(choose: random.Random) -> World:
    """A schema to begin with."""
    made = World(choose)
    made.add(Space("public"))
    if choose.random() < 0.5:
        made.add(Space(made.fresh()))
    for _ in range(choose.randint(0, 3)):
        make_type(made, choose.choice(made.all(Space)))
    for _ in range(choose.randint(1, 4)):
        make_table(made, choose.choice(made.all(Space)))
    for _ in range(choose.randint(2, 12)):
        choose.choice(MAKERS[2:])(made)
    return made


def mutate(made: World) -> None:
    """One thing comes, goes or becomes another, or the files tell all in another order."""
    choose = made.choose
    chance = choose.random()
    things: list[Thing] = [t for t in made.things if t.name != "public"]
    if chance < 0.3 or not things:
        choose.choice(MAKERS)(made)
    elif chance < 0.45:
        made.drop(choose.choice(things))
    elif chance < 0.5:
        made.turn()
    else:
        choose.choice(things).vary(made)
