"""SQL files as text: UTF-8, no byte order mark, lines ended by a line feed."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Diagnostic, Location, Severity
from schemadiff.core.errors import SqlError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One SQL file; `name` is what messages call it."""

    name: str
    text: str

    def locate(self, offset: int) -> Location:
        """The place of the character at `offset`, which counts from 0."""
        starts = _line_starts(self.text)
        line = bisect.bisect_right(starts, offset)
        start = starts[line - 1]
        end = self.text.find("\n", start)
        source = self.text[start : end if end >= 0 else None]
        return Location(file=self.name, line=line, column=offset - start + 1, source=source)


def sql_error(message: str, location: Location | None, hint: str | None = None) -> Diagnostic:
    """An error about SQL, with its place."""
    return Diagnostic(code=SqlError.code, severity=Severity.ERROR, message=message, hint=hint, location=location)


def read_sources(paths: Sequence[Path]) -> tuple[SourceFile, ...]:
    """The files, in the given order; a folder gives its `*.sql` files, recursively and sorted; a file comes once.

    Raises UsageError where a path does not exist or a folder has no such file, SqlError where a file is not UTF-8.
    """
    files = dict.fromkeys(file for path in paths for file in _files(path))
    return tuple(SourceFile(name=str(file), text=decode(_bytes(file), str(file))) for file in files)


def decode(data: bytes, name: str) -> str:
    """The text of a file's bytes. Raises SqlError at the first byte that is not UTF-8, and at a zero byte."""
    data = data.removeprefix(BOM)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise SqlError(_byte_problem(data, error.start, name, message, _encoding_hint(data))) from None
    if "\0" in text:
        raise SqlError(_byte_problem(data, data.index(0), name, "a zero byte, which SQL text cannot contain", None))
    return text.replace("\r\n", "\n")


def _byte_problem(data: bytes, at: int, name: str, message: str, hint: str | None) -> Diagnostic:
    start = data.rfind(b"\n", 0, at) + 1
    end = data.find(b"\n", at)
    source = data[start : end if end >= 0 else None].decode(errors="replace").rstrip("\r").replace("\0", "\ufffd")
    column = len(data[start:at].decode()) + 1
    location = Location(file=name, line=data.count(b"\n", 0, at) + 1, column=column, source=source)
    return sql_error(message, location, hint)


def _encoding_hint(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "the file is UTF-16; save it as UTF-8"
    return "save the file as UTF-8"


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(p for p in path.rglob("*.sql") if p.is_file())
        if not found:
            raise UsageError(f"no .sql file in {path}", hint="name a .sql file, or a folder that has some")
        return found
    if not path.exists():
        raise UsageError(f"no such file or folder: {path}")
    return [path]


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from None


@lru_cache(maxsize=16)
def _line_starts(text: str) -> list[int]:
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts
