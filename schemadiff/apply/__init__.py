"""Applies migrations: one session, one lock, the journal's row in the transaction of the statements.

Names are imported when first used, so that importing this package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadiff.apply.backup import Backup
    from schemadiff.apply.journal import Attempt, Journal, Revision
    from schemadiff.apply.journal import read as read_journal
    from schemadiff.apply.model import ApplyOptions, ApplyResult, Confirmed, Done, Holder, Observer, Quiet
    from schemadiff.apply.restore import Restored
    from schemadiff.apply.runner import apply, baseline, current_version, down, force, goto
    from schemadiff.apply.statuses import Entry, EntryState, Status, status, up_to

__all__ = [
    "ApplyOptions",
    "ApplyResult",
    "Attempt",
    "Backup",
    "Confirmed",
    "Done",
    "Entry",
    "EntryState",
    "Holder",
    "Journal",
    "Observer",
    "Quiet",
    "Restored",
    "Revision",
    "Status",
    "apply",
    "baseline",
    "current_version",
    "down",
    "force",
    "goto",
    "read_journal",
    "status",
    "up_to",
]

_MODULES = {
    "backup": ("Backup",),
    "journal": ("Attempt", "Journal", "Revision"),
    "model": ("ApplyOptions", "ApplyResult", "Confirmed", "Done", "Holder", "Observer", "Quiet"),
    "restore": ("Restored",),
    "runner": ("apply", "baseline", "current_version", "down", "force", "goto"),
    "statuses": ("Entry", "EntryState", "Status", "status", "up_to"),
}


def __getattr__(name: str) -> object:
    if name == "read_journal":
        found: object = import_module(f"{__name__}.journal").read
    else:
        module = next((module for module, names in _MODULES.items() if name in names), None)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = found
    return found
