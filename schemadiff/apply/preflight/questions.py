"""Which check asks about an item, and which items live rows cannot tell about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemadiff.apply.preflight import check, exclusion, foreign_key, narrower, not_null, partition, unique
from schemadiff.apply.preflight.items import (
    Check,
    DomainRule,
    Exclude,
    Fewer,
    ForeignKey,
    Item,
    NotNull,
    Partition,
    Retype,
    Unique,
)
from schemadiff.apply.preflight.model import Probe
from schemadiff.apply.preflight.pending import ROWS_OF_EARLIER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.apply.preflight.live import Live
    from schemadiff.apply.preflight.pending import Pending


def questions(item: Item, pending: Pending) -> Iterator[Probe]:
    """The questions about an item, less what earlier statements have settled or made unanswerable."""
    if isinstance(item, DomainRule):
        # Which tables are meant shows from the catalogs only.
        touched = pending.anything or bool(pending.touched)
        yield from (unanswered(p, ROWS_OF_EARLIER) if touched else p for p in check.domain(item, pending.live))
    elif isinstance(item, Partition):
        if item.parent not in pending.new:
            touched = pending.anything or bool(pending.touched)
            yield from (unanswered(p, ROWS_OF_EARLIER) if touched else p for p in partition.probes(item, pending.live))
    elif item.table not in pending.new:
        reason = pending.doubt(item)
        if reason:
            yield Probe(check="earlier", subject=subject(item), reason=reason)
        else:
            yield from by_columns(item, pending)


def unanswered(probe: Probe, reason: str) -> Probe:
    """The probe as one that rows cannot be asked."""
    return replace(probe, sql=None, reason=reason)


def subject(item: Item) -> str:
    """A table with its columns, for a person."""
    return ".".join(item.table) + (f" ({', '.join(dict.fromkeys(item.columns))})" if item.columns else "")


def by_columns(item: Item, pending: Pending) -> Iterator[Probe]:
    """New columns hold NULL, or a default, in all rows: that is judged without them."""
    added = pending.added.get(item.table, {})
    filled = [added[column] for column in item.columns if column in added]
    if not filled or isinstance(item, Fewer):
        yield from asked(item, pending)
    elif isinstance(item, NotNull):
        empty = tuple(column for column in item.columns if added.get(column) is False)
        for column in empty:
            reason = "the column is new, has no default, and the table has rows"
            yield from not_null.fewer(Fewer(table=item.table, name=column, rows=1, reason=reason), pending.live)
        old = tuple(column for column in item.columns if column not in added)
        yield from not_null.probes(NotNull(table=item.table, columns=old), pending.live)
    elif isinstance(item, Unique) and item.nulls_not_distinct and not any(filled) and len(filled) == len(item.keys):
        reason = "the columns are new, NULL in all rows, and NULLS NOT DISTINCT"
        yield from not_null.fewer(Fewer(table=item.table, name=item.columns[0], rows=2, reason=reason), pending.live)
    elif (
        not isinstance(item, Unique | ForeignKey)
        or all(filled)
        or getattr(item, "nulls_not_distinct", False)
        or getattr(item, "full", False)
    ):
        yield Probe(check="earlier", subject=subject(item), reason="a column of it is new")


def asked(item: Item, pending: Pending) -> Iterator[Probe]:
    """The check of an item's sort."""
    live: Live = pending.live
    match item:
        case NotNull():
            yield from not_null.probes(item, live)
        case Fewer():
            yield from not_null.fewer(item, live)
        case Unique():
            yield from unique.probes(item, live)
        case ForeignKey():
            doubt = item.target in pending.touched
            yield from (unanswered(p, ROWS_OF_EARLIER) if doubt else p for p in foreign_key.probes(item, live))
        case Check():
            yield from check.probes(item, live)
        case Retype():
            yield from narrower.probes(item, live, pending)
        case Exclude():
            yield from exclusion.probes(item, live)
