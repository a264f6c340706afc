"""What is kept of a failure of schemadiff's own, so that it can be reported and repeated."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.api import engine
from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.core.fact import Snapshot


@contextmanager
def case_kept(current: Snapshot, desired: Snapshot) -> Iterator[None]:
    """Adds to a PlanError, a ProofError among them, where both schemas, without any row, were written as a case to repeat it."""
    try:
        yield
    except PlanError as error:
        folder = keep_case(current, desired)
        note = Diagnostic(
            code=error.code,
            severity=Severity.NOTE,
            message=f"both schemas, without rows, are in {folder}: please look through them and send them along",
            hint=f"schemadiff schema diff --from {folder / 'old.sql'} --to {folder / 'new.sql'} shows it again",
        )
        raise type(error)([*error.diagnostics, note]) from error


def keep_case(current: Snapshot, desired: Snapshot) -> Path:
    """A new folder, readable by its owner only, with old.sql and new.sql."""
    from schemadiff.api.sql import plan_sql

    folder = Path(tempfile.mkdtemp(prefix="schemadiff-case-"))
    for name, snapshot in (("old.sql", current), ("new.sql", desired)):
        (folder / name).write_text(plan_sql(engine.create_script(snapshot), hazards=False), encoding="utf-8")
    return folder
