"""Sources that are files and folders, as one text."""

from __future__ import annotations

from pathlib import Path

from schemadiff.connect import redact
from schemadiff.connect.redaction import is_url
from schemadiff.core.errors import UsageError

BETWEEN_PATHS = "\0"
"""The one character that no path has."""


def paths_of(source: str) -> list[Path]:
    """The paths of `source`, with `BETWEEN_PATHS` between. Raises UsageError for a URL of a kind that is no source.

    As a path it would lose a slash, and show its password.
    """
    if is_url(source):
        hint = "postgresql://user@host:5432/database, a file, a folder, migrations:DIR or git:REV:PATH"
        raise UsageError(f"not a source that schemadiff knows: {redact(source)}", hint=hint)
    return [Path(p) for p in source.split(BETWEEN_PATHS)]
