"""A failing pair made small: statements are left out as long as it still fails."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from generated.trial import Outcome, attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from schemadiff.scratch import ScratchServer

Statements = list[str]


def shrink(scratch: ScratchServer, old: Sequence[str], new: Sequence[str], *, seconds: float) -> tuple[Statements, Statements]:
    """The smallest pair found in that time that fails, too; statements of both go together."""

    def fails(kept: Sequence[str]) -> bool:
        some = set(kept)
        return attempt(scratch, [s for s in old if s in some], [s for s in new if s in some]).outcome is Outcome.FAILED

    everything = list(dict.fromkeys([*old, *new]))
    some = set(smaller(everything, fails, time.monotonic() + seconds))
    return [s for s in old if s in some], [s for s in new if s in some]


def smaller(items: Sequence[str], fails: Callable[[Sequence[str]], bool], until: float) -> list[str]:
    """Leaves out halves, quarters … and single items (delta debugging)."""
    kept, size = list(items), max(1, len(items) // 2)
    while time.monotonic() < until:
        start, left_out = 0, False
        while start < len(kept) and time.monotonic() < until:
            rest = kept[:start] + kept[start + size :]
            if rest and fails(rest):
                kept, left_out = rest, True
            else:
                start += size
        if size == 1 and not left_out:
            break
        size = max(1, size // 2)
    return kept
