"""EXCLUDE compares every row with every other: asking beforehand would take as long as making it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.apply.preflight.model import Probe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.apply.preflight.items import Exclude
    from schemadiff.apply.preflight.live import Live


def probes(item: Exclude, live: Live) -> Iterator[Probe]:
    """Not known."""
    subject = f"{live.tables[item.table].shown}{f', {item.name}' if item.name else ''}"
    yield Probe(check="exclude", subject=subject, reason="EXCLUDE is tested by the statement itself only")
