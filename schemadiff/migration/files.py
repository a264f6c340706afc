"""Files written whole or not at all: to a temporary file of the same folder, synced, then moved into place."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.core.errors import MigrationError

if TYPE_CHECKING:
    from collections.abc import Mapping


def replace_file(path: Path, text: str) -> Path:
    """Puts `text` at `path` in one step. Raises MigrationError where it cannot; then `path` is as it was."""
    write_files({}, replaced={path.resolve(): text})
    return path


def write_files(new: Mapping[Path, str], *, replaced: Mapping[Path, str]) -> None:
    """Writes `new` files, which must not exist yet, then exchanges the `replaced` ones: all of them or none.

    Raises MigrationError where a file exists, where the disk is full, or where the folder cannot be written.
    """
    try:
        _write(new, replaced)
    except FileExistsError as error:
        raise MigrationError(f"{error.filename2 or error.filename} exists; it is not overwritten") from None
    except OSError as error:
        path = next(iter((*new, *replaced)))
        hint = "nothing was written; make room, or see that the folder may be written to"
        raise MigrationError(f"cannot write {path}: {error.strerror or error}", hint=hint) from None


def _write(new: Mapping[Path, str], replaced: Mapping[Path, str]) -> None:
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for path, text in (*new.items(), *replaced.items()):
            staged.append((_stage(path, text), path))
        for temporary, path in staged:
            if path in replaced:
                temporary.replace(path)
            else:
                _place(temporary, path)
                made.append(path)
    except BaseException:
        # The replaced files come last, and replacing one needs no room: what was made before is taken back.
        for path in made:
            path.unlink(missing_ok=True)
        raise
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)
    for folder in {path.parent for _, path in staged}:
        _sync_folder(folder)


def _stage(path: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(prefix=".schemadiff-", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(path))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _place(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no hard links; there, between the look and the rename, nothing guards.
        if path.exists():
            raise FileExistsError(17, "exists", str(path)) from None
        temporary.rename(path)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
