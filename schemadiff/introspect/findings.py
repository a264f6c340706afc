"""What a snapshot does not hold, as diagnostics: what no kind models, and what the role that read it may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.objects import KIND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.core.fact import Snapshot


def findings(snapshot: Snapshot) -> tuple[Diagnostic, ...]:
    """One warning for each such object, in an order of their own."""
    return (*_unmodelled(snapshot), *_unseen(snapshot))


def secrets_missing(current: Snapshot, desired: Snapshot) -> tuple[Diagnostic, ...]:
    """A note for each object that is to be made and has secrets: it is made without them."""
    found = []
    for name in sorted(desired.by_kind):
        for fact in desired.by_kind[name]:
            unread = KIND[name].unread(fact) if fact.id not in current.facts else ()
            if unread:
                message = f"{fact.id} is made without {', '.join(unread)}: secrets are not read from a schema, nor written into a migration"
                hint = "add them by hand (ALTER … OPTIONS), or push with: schemadiff schema apply --include secrets"
                found.append(Diagnostic(code="secret", severity=Severity.WARNING, message=message, hint=hint, object=str(fact.id)))
    return tuple(found)


def _unmodelled(snapshot: Snapshot) -> Iterator[Diagnostic]:
    for found in snapshot.unmodelled:
        message = f"{found}: schemadiff has no model of it; it is neither compared nor changed"
        yield Diagnostic(code="unmodelled", severity=Severity.WARNING, message=message, object=str(found))


def _unseen(snapshot: Snapshot) -> Iterator[Diagnostic]:
    hidden = {name: KIND[name].hidden for name in snapshot.by_kind if KIND[name].hidden}
    for kind, names in sorted(hidden.items()):
        for fact in snapshot.by_kind[kind]:
            unseen = [name for name in sorted(names) if getattr(fact.definition, name) is None]
            if unseen:
                message = f"{fact.id}: the role may not read its {', '.join(unseen)}, which is taken to be as desired"
                hint = "connect as its owner or as a superuser to have it compared"
                yield Diagnostic(code="unseen", severity=Severity.WARNING, message=message, hint=hint, object=str(fact.id))
