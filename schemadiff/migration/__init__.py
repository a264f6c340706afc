"""The migration folder: reading it, its checksum file, and writing new migrations into it. No database is needed."""

from schemadiff.migration.checksums import verify, write
from schemadiff.migration.create import create
from schemadiff.migration.folder import SUM_FILE, Folder, Migration, checksum, version_key
from schemadiff.migration.header import Header, read_header
from schemadiff.migration.naming import check_name, derive_name, next_version
from schemadiff.migration.render import About, render, render_empty
from schemadiff.migration.segments import Segment, divide, is_generated, parse_segments

__all__ = [
    "SUM_FILE",
    "About",
    "Folder",
    "Header",
    "Migration",
    "Segment",
    "check_name",
    "checksum",
    "create",
    "derive_name",
    "divide",
    "is_generated",
    "next_version",
    "parse_segments",
    "read_header",
    "render",
    "render_empty",
    "verify",
    "version_key",
    "write",
]
