"""What differs between two snapshots, and how each difference can be made: in place, or by replacing."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from schemadiff.core.errors import PlanError
from schemadiff.core.expression import canonical

if TYPE_CHECKING:
    from schemadiff.core.fact import Definition, Fact
    from schemadiff.core.identity import ObjectId
    from schemadiff.core.kind import Context, Statements

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Changes:
    """Ids by what happens to them. `altered` maps to the statements; `removed` and `added` hold replaced ones too."""

    added: set[ObjectId] = field(default_factory=set)
    removed: set[ObjectId] = field(default_factory=set)
    altered: dict[ObjectId, Statements] = field(default_factory=dict)
    attributes: dict[ObjectId, tuple[str, ...]] = field(default_factory=dict)
    replaced: set[ObjectId] = field(default_factory=set)
    rebound: dict[ObjectId, Statements] = field(default_factory=dict)
    aside: set[ObjectId] = field(default_factory=set)

    def retyped(self) -> set[ObjectId]:
        """Altered ones whose users must be made anew around it."""
        return {i for i, statements in (*self.altered.items(), *self.rebound.items()) if any(s.retypes for s in statements)}


def compare(context: Context) -> Changes:
    """The differences, before what they entail for other objects. Raises PlanError for an attribute that no kind handles."""
    have, want = context.current.facts, context.desired.facts
    changes = Changes(added=set(want) - set(have), removed=set(have) - set(want))
    for id in have.keys() & want.keys():
        names = differing(have[id].definition, want[id].definition)
        if context.kinds[id.kind].stated is not None:
            names = tuple(n for n in names if getattr(want[id].definition, n) is not None)
        names = tuple(n for n in names if n not in context.kinds[id.kind].hidden or both_known(n, have[id], want[id]))
        if not names:
            continue
        changes.attributes[id] = names
        log.info("%s differs in %s", id, ", ".join(names))
        statements = alter(have[id], want[id], names, context)
        if statements is None:
            changes.replaced.add(id)
        else:
            changes.altered[id] = statements
    return changes


def differing(have: Definition, want: Definition) -> tuple[str, ...]:
    """Names of the attributes that differ; two texts of the same expression do not."""
    if have == want:
        return ()
    return tuple(f.name for f in fields(have) if f.compare and not same(getattr(have, f.name), getattr(want, f.name)))


def both_known(name: str, have: Fact, want: Fact) -> bool:
    """Whether the role that read it could see the attribute, on either side."""
    return getattr(have.definition, name) is not None and getattr(want.definition, name) is not None


def same(a: Any, b: Any) -> bool:
    return bool(a == b) or (isinstance(a, str) and isinstance(b, str) and canonical(a) == canonical(b))


def alter(have: Fact, want: Fact, names: tuple[str, ...], context: Context) -> Statements | None:
    """The statements that change `have` into `want` in place, or None where it must be replaced."""
    kind = context.kinds[have.id.kind]
    statements: list[Any] = []
    done: set[Any] = set()
    for name in names:
        if name in kind.replace:
            return None
        if name not in kind.alter:
            raise PlanError(f"{have.id}: schemadiff cannot change its attribute {name!r}")
    for name, function in kind.alter.items():
        if name not in names or function in done:
            continue
        done.add(function)
        made = function(have, want, context)
        if made is None:
            return None
        statements.extend(made)
    return tuple(statements)
