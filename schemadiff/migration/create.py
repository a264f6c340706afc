"""Puts migrations into the folder, takes them out, and gives them other versions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemadiff.core.errors import MigrationError
from schemadiff.migration.checksums import changed, text_of, verify
from schemadiff.migration.files import write_files
from schemadiff.migration.folder import SUM_FILE, Folder, Migration, checksum
from schemadiff.migration.naming import next_version

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path


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


def remove(folder: Folder, migration: Migration) -> tuple[Path, ...]:
    """Takes a migration's files out of the folder and the checksum file; the files.

    Raises MigrationError where the checksum file tells of another file that was changed, and where nothing may be written.
    """
    rest = _without(folder, migration)
    write_files({}, replaced={folder.path / SUM_FILE: text_of(_files(rest))})
    return _unlink(folder, migration)


def rebase(folder: Folder, migration: Migration, now: datetime | None = None) -> Migration:
    """Gives a migration a new version, later than all others; the texts of its files stay. The migration as it is then.

    Raises as `remove`.
    """
    rest = _without(folder, migration)
    version = next_version(rest, now)
    stem = f"{version}_{migration.name}" if migration.name else version
    down_path = None if migration.down_path is None else folder.path / f"{stem}.down.sql"
    moved = replace(migration, version=version, path=folder.path / f"{stem}.sql", down_path=down_path)
    sums = text_of(_files(replace(rest, migrations=(*rest.migrations, moved))))
    write_files({folder.path / name: text for name, text in moved.files}, replaced={folder.path / SUM_FILE: sums})
    _unlink(folder, migration)
    return moved


def _without(folder: Folder, migration: Migration) -> Folder:
    if problems := changed(folder, migration):
        raise MigrationError(problems)
    return replace(folder, migrations=tuple(m for m in folder.migrations if m != migration))


def _unlink(folder: Folder, migration: Migration) -> tuple[Path, ...]:
    paths = tuple(folder.path / name for name, _ in migration.files)
    for path in paths:
        try:
            path.unlink()
        except OSError as error:
            hint = "delete it by hand; the checksum file does without it already"
            raise MigrationError(f"cannot delete {path}: {error.strerror}", hint=hint) from None
    return paths


def _files(folder: Folder) -> Iterable[tuple[str, str]]:
    return (file for migration in folder.migrations for file in migration.files)
