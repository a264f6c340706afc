"""The one topological sort of the actions, with deterministic ties."""

from __future__ import annotations

import heapq
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadiff.diff.action import Action


class CycleFoundError(Exception):
    """Actions that wait for each other. `actions` are those of the cycle."""

    def __init__(self, actions: list[Action]) -> None:
        self.actions = actions
        super().__init__(" → ".join(str(a.subject) for a in actions))


def sort(actions: list[Action]) -> list[Action]:
    """The actions in an order that `before` allows, smallest key first. Raises CycleFoundError."""
    waiting = {a: len(a.before) for a in actions}
    after: dict[Action, list[Action]] = defaultdict(list)
    for action in actions:
        for first in action.before:
            after[first].append(action)
    number = {a: n for n, a in enumerate(sorted(actions, key=sort_key))}
    ready = [(number[a], a) for a, n in waiting.items() if n == 0]
    heapq.heapify(ready)
    done: list[Action] = []
    while ready:
        _, action = heapq.heappop(ready)
        done.append(action)
        for following in after[action]:
            waiting[following] -= 1
            if waiting[following] == 0:
                heapq.heappush(ready, (number[following], following))
    if len(done) < len(actions):
        raise CycleFoundError(find_cycle(set(actions) - set(done)))
    return done


def sort_key(action: Action) -> str | tuple[object, ...]:
    return tuple([("", k) if isinstance(k, int) else (type(k).__name__, k) for k in action.key])


def find_cycle(actions: set[Action]) -> list[Action]:
    """One cycle among actions that all wait."""
    action = min(actions, key=lambda a: (a.subject, a.verb))
    path: list[Action] = []
    while action not in path:
        path.append(action)
        action = min((b for b in action.before if b in actions), key=lambda a: (a.subject, a.verb))
    return path[path.index(action) :]
