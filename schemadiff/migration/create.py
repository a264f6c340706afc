"""Puts a new migration into the folder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemadiff.core.errors import MigrationError
from schemadiff.migration.checksums import text_of, verify
from schemadiff.migration.files import write_files
from schemadiff.migration.folder import SUM_FILE, Folder, Migration, checksum

if TYPE_CHECKING:
    from collections.abc import Iterable


def create(folder: Folder, *, version: str, name: str, text: str, down_text: str | None = None) -> Migration:
    """Writes a migration, its down file and the checksum file: all of them or none. The folder is made where it is not.

    Raises MigrationError where the folder does not agree with its checksum file (a new checksum would hide that), where
    a file exists, where `version` is not the newest, and where the disk is full.
    """
    problems = verify(folder)
    if problems:
        raise MigrationError(problems)
    if folder.migrations and folder.migrations[-1].key >= int(version):
        raise MigrationError(f"version {version} is not newer than {folder.migrations[-1].label}")
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MigrationError(f"cannot make {folder.path}: {error.strerror}") from None
    stem = f"{version}_{name}"
    down_path = None if down_text is None else folder.path / f"{stem}.down.sql"
    migration = Migration(
        version=version,
        name=name,
        path=folder.path / f"{stem}.sql",
        text=text,
        down_path=down_path,
        down_text=down_text,
        checksum=checksum(text),
    )
    new = {folder.path / file: content for file, content in migration.files}
    sums = text_of(_files(replace(folder, migrations=(*folder.migrations, migration))))
    write_files(new, replaced={folder.path / SUM_FILE: sums})
    return migration


def _files(folder: Folder) -> Iterable[tuple[str, str]]:
    return (file for migration in folder.migrations for file in migration.files)
