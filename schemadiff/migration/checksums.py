"""The checksum file: `schemadiff.sum`, by which an edit, a loss and a merge of migrations are told apart.

    schemadiff.sum h:<total>
    20260102030405_add_users_phone.sql h:<sha-256 of the text> <link>

A line's link is a hash over the line before it, so that the order in which migrations were written is known: a line
that was written after another one than now stands before it came by a merge. The total is a hash over all lines; two
branches both change it, so version control reports a conflict where migrations were written side by side.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Diagnostic, Location, Severity
from schemadiff.migration.files import replace_file
from schemadiff.migration.folder import SUM_FILE, Folder, checksum

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from schemadiff.migration.folder import Migration

_REHASH = "if that is meant, run `schemadiff migrate hash`"
_START = "schemadiff"
_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One file's line: its name, the checksum of its text, the link to the line before; `number` counts from 1."""

    name: str
    checksum: str
    link: str
    number: int


def text_of(files: Iterable[tuple[str, str]]) -> str:
    """The checksum file's text for `files`, which are names and texts in the order in which they apply."""
    lines: list[str] = []
    link = _START
    for name, text in files:
        link = _link(link, name, checksum(text))
        lines.append(f"{name} {checksum(text)} {link}")
    return "\n".join([f"{SUM_FILE} {_total(lines)}", *lines, ""])


def write(folder: Folder) -> Path:
    """Writes the checksum file of what `folder` holds, in one step. Raises MigrationError where that fails."""
    return replace_file(folder.path / SUM_FILE, text_of(f for m in folder.migrations for f in m.files))


def verify(folder: Folder) -> tuple[Diagnostic, ...]:
    """What differs between the folder and its checksum file; nothing where they agree.

    Codes: `sum-none`, `sum-unreadable`, `sum-edited`, `sum-missing`, `sum-added`, `sum-out-of-order`, `sum-merged`,
    `sum-lines-lost`.
    """
    path = folder.path / SUM_FILE
    files = [file for migration in folder.migrations for file in migration.files]
    if folder.sums is None:
        if not files:
            return ()
        hint = "look through the migrations, then run `schemadiff migrate hash`"
        message = f"no {SUM_FILE} in {folder.path}: it is not known whether a file was changed"
        return (_finding("none", message, path, hint),)
    head, *rest = folder.sums.splitlines() or [""]
    if any(line.startswith(_CONFLICT) for line in (head, *rest)):
        hint = "see that the migrations of both branches apply one after the other, then run `schemadiff migrate hash`"
        return (_finding("merged", f"{SUM_FILE} has the marks of a merge conflict", path, hint),)
    lines = _lines(rest)
    if lines is None or head.split()[:1] != [SUM_FILE]:
        return (_finding("unreadable", f"{SUM_FILE} is not a checksum file", path, _REHASH),)
    found = tuple(_compare(folder, files, lines))
    whole = head.split()[1:] == [_total(rest)]
    return found or (() if whole else tuple(_broken_chain(path, lines)))


def changed(folder: Folder, spared: Migration) -> tuple[Diagnostic, ...]:
    """Files other than those of `spared` that were edited, lost or put in by hand: what a new checksum file would hide.

    The order of lines, and the marks of a merge conflict in the checksum file, do not matter.
    """
    if folder.sums is None:
        return verify(folder)
    lines = _lines([line for line in folder.sums.splitlines() if not line.startswith((*_CONFLICT, f"{SUM_FILE} "))])
    if lines is None:
        return verify(folder)
    own = {name for name, _ in spared.files}
    files = [f for m in folder.migrations if m != spared for f in m.files]
    rest = replace(folder, migrations=tuple(m for m in folder.migrations if m != spared))
    found = _compare(rest, files, [line for line in lines if line.name not in own])
    return tuple(d for d in found if d.code in {"sum-edited", "sum-missing", "sum-added"})


def _lines(rest: Sequence[str]) -> list[Line] | None:
    lines = []
    for number, text in enumerate(rest, 2):
        parts = text.rsplit(" ", 2)
        if len(parts) != 3 or not parts[1].startswith("h:"):
            return None
        lines.append(Line(name=parts[0], checksum=parts[1], link=parts[2], number=number))
    return lines


def _compare(folder: Folder, files: Sequence[tuple[str, str]], lines: Sequence[Line]) -> Iterator[Diagnostic]:
    listed = {line.name: line for line in lines}
    names = [name for name, _ in files]
    last_listed = max((i for i, name in enumerate(names) if name in listed), default=-1)
    for position, (name, text) in enumerate(files):
        path = folder.path / name
        line = listed.get(name)
        if line is not None and line.checksum != checksum(text):
            yield _finding("edited", f"{name} was changed after it was written", path, f"put it back; {_REHASH}")
        elif line is None and position < last_listed and not _belongs_to(name, names, listed):
            hint = "it came by a merge or its version is too old: `schemadiff migrate rebase` gives it a new one"
            yield _finding("out-of-order", f"{name} stands before migrations that were written earlier", path, hint)
        elif line is None:
            hint = "look at what it does, then run `schemadiff migrate hash`"
            yield _finding("added", f"{name} is not in {SUM_FILE}", path, hint)
    sums = folder.path / SUM_FILE
    for line in lines:
        if line.name not in names:
            message = f"{line.name} is in {SUM_FILE}, but not in the folder"
            yield _finding("missing", message, sums, f"put it back; {_REHASH}", line.number)
    kept = [line.name for line in lines if line.name in names]
    if kept != [name for name in names if name in listed]:
        yield _finding("out-of-order", f"the lines of {SUM_FILE} are not in the order of the files", sums, _REHASH)


def _belongs_to(name: str, names: Sequence[str], listed: dict[str, Line]) -> bool:
    # A down file written later for a migration that is listed changes nothing about the order.
    before = names[names.index(name) - 1]
    return name.endswith(".down.sql") and before in listed and before.split("_")[0] == name.split("_", maxsplit=1)[0]


def _broken_chain(path: Path, lines: Sequence[Line]) -> Iterator[Diagnostic]:
    links = [_START]
    told = False
    for line in lines:
        if line.link != _link(links[-1], line.name, line.checksum):
            told = True
            if any(line.link == _link(link, line.name, line.checksum) for link in links):
                hint = f"see that the migrations of both branches apply one after the other; {_REHASH}"
                message = f"{line.name} was written without the migration before it: a merge"
                yield _finding("merged", message, path, hint, line.number)
            else:
                message = f"before {line.name}, {SUM_FILE} was changed or a migration was taken out"
                yield _finding("lines-lost", message, path, f"put it back; {_REHASH}", line.number)
        links.append(line.link)
    if not told:
        message = f"the total of {SUM_FILE} does not fit its lines: a migration at its end was taken out or put in"
        yield _finding("lines-lost", message, path, f"put it back; {_REHASH}")


def _link(before: str, name: str, digest: str) -> str:
    return hashlib.sha256(f"{before} {name} {digest}".encode()).hexdigest()[:16]


def _total(lines: Iterable[str]) -> str:
    return "h:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _finding(code: str, message: str, path: Path, hint: str, line: int = 1) -> Diagnostic:
    return Diagnostic(
        code=f"sum-{code}",
        severity=Severity.ERROR,
        message=message,
        hint=hint,
        location=Location(file=str(path), line=line),
    )
