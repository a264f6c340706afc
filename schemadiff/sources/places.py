"""Sources that are files and folders, as one text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.connect import redact
from schemadiff.connect.redaction import is_url
from schemadiff.core.errors import UsageError

if TYPE_CHECKING:
    from schemadiff.parser import SourceFile

BETWEEN_PATHS = "\0"
"""The one character that no path has."""


def read_paths(source: str) -> tuple[SourceFile, ...]:
    """The files of the paths in `source`, with `BETWEEN_PATHS` between. Raises as `parser.read_sources` does.

    UsageError for a URL of a kind that is no source, too: as a path it would lose a slash, and show its password.
    """
    from schemadiff.parser import read_sources

    if is_url(source):
        hint = "postgresql://user@host:5432/database, a file, a folder, migrations:DIR or git:REV:PATH"
        raise UsageError(f"not a source that schemadiff knows: {redact(source)}", hint=hint)
    return read_sources([Path(p) for p in source.split(BETWEEN_PATHS)])
