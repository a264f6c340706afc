"""Snapshots saved by `schema inspect --format json`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.core import codec
from schemadiff.core.errors import UsageError
from schemadiff.objects import KIND

if TYPE_CHECKING:
    from schemadiff.core.fact import Snapshot


def read(source: str) -> Snapshot | None:
    """The snapshot in file `source`; None where it is no `.json` file. Raises UsageError for one that holds something else."""
    path = Path(source)
    if path.suffix != ".json" or not path.is_file():
        return None
    try:
        return codec.decode(path.read_text(encoding="utf-8"), KIND)
    except ValueError as error:
        raise UsageError(f"{source}: {error}", hint="schemadiff schema inspect --format json writes one") from error
