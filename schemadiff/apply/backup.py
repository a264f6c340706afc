"""Backups by pg_dump: written whole or not at all, readable by their owner alone, listed to be sure, rotated."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from schemadiff.apply import journal as journal_module
from schemadiff.connect import client_target, connect
from schemadiff.core.errors import BackupError
from schemadiff.scratch import client_program

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import psycopg

SUFFIX = ".dump"
LOCK_WAIT = "60s"
_STAMP = "%Y%m%dT%H%M%SZ"
_REST = r"_\d{8}T\d{6}Z_v[^/]*\.dump"
_ENTRIES = re.compile(r"^\d+; ", re.MULTILINE)
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was written and listed. `version` is the last applied migration's, `entries` what the archive lists."""

    path: Path
    database: str
    version: str | None
    entries: int
    size: int
    removed: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    database: str
    place: str
    major: int
    version: str | None


def take(url: str, folder: Path, *, keep: int) -> Backup:
    """Writes a backup of the database at `url` into `folder`, named by database, host, time (UTC) and version.

    Older backups of the same database are removed until `keep` (at least 1) are left. Raises BackupError where no pg_dump
    fits, where it fails, and where the folder cannot be written; DatabaseError. Documentation, "pg_dump".
    """
    source = _source(url)
    prefix = f"{_safe(source.database)}@{_safe(source.place)}"
    name = f"{prefix}_{datetime.now(UTC).strftime(_STAMP)}_v{source.version or '0'}"
    path = _write(url, source, folder, name)
    return _described(path, source, _rotate(folder, prefix, path, keep))


def take_to(url: str, path: Path) -> Backup:
    """Writes a backup to `path`, which must not exist. Raises as `take` does; nothing is rotated."""
    if path.exists():
        raise BackupError(f"{path} exists; it is not overwritten", hint="name another file, or move it away")
    source = _source(url)
    _dump(url, source, path)
    return _described(path, source, ())


def entries(path: Path) -> int:
    """How many entries the archive lists (`pg_restore --list`). Raises BackupError where it is none, or cannot be read."""
    command = [program("pg_restore"), "--list", str(path.absolute())]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise BackupError(f"{path} is no backup that pg_restore can read: {done.stderr.strip()}")
    return len(_ENTRIES.findall(done.stdout))


def program(name: str, major: int = 0, *, newest: bool = True) -> str:
    """The path of one of PostgreSQL's programs for servers of `major`. Raises BackupError where there is none."""
    found = client_program(name, major, newest=newest)
    if found is None:
        version = f" of PostgreSQL {major} or newer" if major else ""
        raise BackupError(f"no {name}{version} was found", hint=f"install PostgreSQL's client programs{version}")
    return str(found)


def _source(url: str) -> _Source:
    with connect(url, autocommit=True) as connection:
        info = connection.info
        host = info.host
        place = "local" if not host or host.startswith(("/", "@")) else f"{host}-{info.port}"
        version = _version(connection)
        return _Source(database=info.dbname, place=place, major=info.server_version // 10000, version=version)


def _version(connection: psycopg.Connection[Any]) -> str | None:
    return journal_module.read(connection).version


def _described(path: Path, source: _Source, removed: tuple[Path, ...]) -> Backup:
    return Backup(
        path=path,
        database=source.database,
        version=source.version,
        entries=entries(path),
        size=path.stat().st_size,
        removed=removed,
    )


def _write(url: str, source: _Source, folder: Path, name: str) -> Path:
    try:
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
            # A backup holds the rows; no version control is to take it.
            (folder / ".gitignore").write_text("*\n")
    except OSError as error:
        raise BackupError(f"cannot make the folder {folder}: {error.strerror}") from None
    if not folder.is_dir():
        raise BackupError(f"cannot make the folder {folder}: there is a file of that name")
    # Two backups of one second have names of their own.
    names = (name, *(f"{name}-{count}" for count in range(2, 1000)))
    path = next(p for n in names if not (p := folder / (n + SUFFIX)).exists())
    _dump(url, source, path)
    return path


def _dump(url: str, source: _Source, path: Path) -> None:
    target, environment = client_target(url)
    unfinished = path.with_name(f".{path.name}.part")
    try:
        # What an interrupted backup left, or someone put there, would keep its rights, or be a link to elsewhere.
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
    except OSError as error:
        raise BackupError(f"cannot write {path}: {error.strerror}") from None
    command = [program("pg_dump", source.major, newest=False), "--format=custom", f"--lock-wait-timeout={LOCK_WAIT}"]
    try:
        done = subprocess.run(
            [*command, "-d", target, "-f", str(unfinished)], env=environment, capture_output=True, text=True, errors="replace", check=False
        )
        if done.returncode:
            raise BackupError(f"pg_dump failed; no backup was written: {done.stderr.strip()}")
        entries(unfinished)
        _sync(unfinished)
        # A link, unlike a rename, never takes the place of another's file.
        os.link(unfinished, path)
    except FileExistsError:
        raise BackupError(f"{path} exists; it is not overwritten") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _rotate(folder: Path, prefix: str, newest: Path, keep: int) -> tuple[Path, ...]:
    mine = re.compile(re.escape(prefix) + _REST)
    found = sorted((p for p in folder.iterdir() if p != newest and mine.fullmatch(p.name)), key=lambda p: p.stat().st_mtime)
    gone = tuple(found[: max(0, len(found) + 1 - max(1, keep))])
    for path in gone:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
    return gone


def _safe(name: str) -> str:
    return quote(name, safe="-.")
