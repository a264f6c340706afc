"""The migration folder: its files, read and sorted as they apply."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Diagnostic, Location, Severity
from schemadiff.core.errors import MigrationError, UsageError
from schemadiff.migration.header import read_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

SUM_FILE = "schemadiff.sum"
_STAMP = r"(?P<version>\d{8}_\d{6}|\d+)"
_FILE = re.compile(rf"{_STAMP}(?:_(?P<name>[^/]*?))?(?P<direction>\.up|\.down)?\.sql")
_NAMING = "files are named YYYYMMDDHHMMSS_name.sql, and YYYYMMDDHHMMSS_name.down.sql for the way back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One version of the folder. `version` has digits only; texts are without byte order mark, lines ended by LF.

    `checksum` is that of `text` as `checksum()` computes it; it does not change with the file's line ends.
    """

    version: str
    name: str
    path: Path
    text: str = field(repr=False)
    down_path: Path | None = None
    down_text: str | None = field(default=None, repr=False)
    checksum: str

    @property
    def key(self) -> int:
        """What migrations sort by: the version as a number."""
        return int(self.version)

    @property
    def label(self) -> str:
        """The migration as messages call it: `20260102030405_add_users_phone`."""
        return f"{self.version}_{self.name}" if self.name else self.version

    @property
    def checkpoint(self) -> bool:
        """Whether it makes the whole schema so far: only empty databases get it, and nothing that is older."""
        return read_header(self.text).checkpoint

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Name and text of each of its files."""
        down = () if self.down_path is None else ((self.down_path.name, self.down_text or ""),)
        return ((self.path.name, self.text), *down)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The migrations of a folder, sorted as they apply; `sums` is the text of its checksum file, where it has one."""

    path: Path
    migrations: tuple[Migration, ...]
    sums: str | None = None

    @classmethod
    def read(cls, path: Path, *, missing_ok: bool = False) -> Folder:
        """Reads `path`; files that begin with a dot and files that are not `*.sql` are passed over.

        Raises UsageError where there is no such folder (unless `missing_ok`), MigrationError on a name that is no
        migration's, on equal versions and on a down file alone, SqlError on a file that is not UTF-8.
        """
        if not path.is_dir():
            if missing_ok and not path.exists():
                return cls(path=path, migrations=())
            what = "not a folder" if path.exists() else "no such folder"
            raise UsageError(f"{what}: {path}", hint="`schemadiff init` makes a migrations folder")
        try:
            names = sorted(p.name for p in path.iterdir() if p.suffix == ".sql" and not p.name.startswith("."))
            migrations = _migrations(path, names, _read)
            sums = _read(path / SUM_FILE) if (path / SUM_FILE).exists() else None
        except OSError as error:
            raise UsageError(f"cannot read {error.filename or path}: {error.strerror}") from None
        return cls(path=path, migrations=migrations, sums=sums)

    @classmethod
    def of_texts(cls, path: Path, texts: Mapping[str, str]) -> Folder:
        """The folder whose files have these names and texts, wherever they come from; `path` is what messages call it.

        Raises as `read`.
        """
        names = sorted(name for name in texts if name.endswith(".sql") and not name.startswith("."))
        return cls(path=path, migrations=_migrations(path, names, lambda file: texts[file.name]), sums=texts.get(SUM_FILE))

    @property
    def whole_way(self) -> tuple[Migration, ...]:
        """The migrations one after the other, without checkpoints; but a first one is needed, what was before it is gone."""
        return tuple(m for number, m in enumerate(self.migrations) if not number or not m.checkpoint)

    def get(self, version: str) -> Migration | None:
        """The migration of `version`, which may be written with an underscore or without leading zeros."""
        key = version_key(version)
        return next((m for m in self.migrations if m.key == key), None)


def version_key(version: str) -> int:
    """A version as a number. Raises UsageError where it is none."""
    digits = version.replace("_", "")
    if not (digits.isascii() and digits.isdigit()):
        hint = "a version is the number that a file's name begins with"
        raise UsageError(f"not a migration's version: {version!r}", hint=hint)
    return int(digits)


def checksum(text: str) -> str:
    """`h:` and the SHA-256, in hexadecimal, of a file's text as read: UTF-8, LF, no byte order mark."""
    return "h:" + hashlib.sha256(text.encode()).hexdigest()


def _read(path: Path) -> str:
    from schemadiff.parser.sources import decode

    return decode(path.read_bytes(), str(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    version: str
    name: str
    path: Path
    down: bool

    @property
    def key(self) -> tuple[int, bool]:
        return int(self.version), self.down


def _migrations(folder: Path, names: Iterable[str], read: Callable[[Path], str]) -> tuple[Migration, ...]:
    found: list[_Found] = []
    problems: list[Diagnostic] = []
    for name in names:
        match = _FILE.fullmatch(name)
        if match is None:
            problems.append(_problem("name", f"not a migration's name: {name}", folder / name, _NAMING))
            continue
        version = match["version"].replace("_", "")
        down = match["direction"] == ".down"
        found.append(_Found(version=version, name=match["name"] or "", path=folder / name, down=down))
    problems += _collisions(found)
    if problems:
        raise MigrationError(problems)
    downs = {int(f.version): f.path for f in found if f.down}
    ups = sorted((f for f in found if not f.down), key=lambda f: f.key)
    return tuple(_migration(up, downs.get(int(up.version)), read) for up in ups)


def _migration(up: _Found, down: Path | None, read: Callable[[Path], str]) -> Migration:
    text = read(up.path)
    return Migration(
        version=up.version,
        name=up.name,
        path=up.path,
        text=text,
        down_path=down,
        down_text=None if down is None else read(down),
        checksum=checksum(text),
    )


def _collisions(found: Iterable[_Found]) -> Iterator[Diagnostic]:
    seen: dict[tuple[int, bool], _Found] = {}
    for file in found:
        other = seen.setdefault(file.key, file)
        if other is not file:
            message = f"equal versions: {other.path.name} and {file.path.name}"
            hint = "which applies first is not known; rename one of them to a later version"
            yield _problem("equal-versions", message, file.path, hint)
    for (key, down), file in seen.items():
        if down and (key, False) not in seen:
            yield _problem("down-alone", f"{file.path.name} has no migration to take back", file.path, _NAMING)


def _problem(code: str, message: str, path: Path, hint: str) -> Diagnostic:
    return Diagnostic(
        code=f"migration-{code}",
        severity=Severity.ERROR,
        message=message,
        hint=hint,
        location=Location(file=str(path), line=1),
    )
