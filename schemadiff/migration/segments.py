"""A migration's statements, in the segments that each run in one transaction or in none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import MigrationError
from schemadiff.migration.header import read_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemadiff.migration.folder import Migration
    from schemadiff.parser import Directive, LocatedStatement

_MARKS = ("transaction", "no-transaction")
_SAVEPOINTS = ("TRANS_STMT_SAVEPOINT", "TRANS_STMT_RELEASE", "TRANS_STMT_ROLLBACK_TO")
_BEGIN = ("TRANS_STMT_BEGIN", "TRANS_STMT_START")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Statements that are committed together (`transactional`), or each by itself."""

    transactional: bool
    statements: tuple[LocatedStatement, ...]


def parse_segments(migration: Migration, *, down: bool = False) -> tuple[Segment, ...]:
    """The segments of a migration's file, or of its down file.

    Directives `transaction` and `no-transaction` begin a segment. A file without them is one transaction, or none where
    each of its statements refuses one (CREATE INDEX CONCURRENTLY alone in its file); BEGIN and COMMIT around a whole
    file are left out.

    Raises SqlError on bad syntax, MigrationError where BEGIN, COMMIT or ROLLBACK stand elsewhere, where a statement in
    a transaction refuses one, and where an index to be built concurrently has no name.
    """
    path, text = (migration.down_path, migration.down_text) if down else (migration.path, migration.text)
    if path is None or text is None:
        raise MigrationError(f"{migration.label} has no down file", hint=f"write {migration.label}.down.sql")
    segments = divide(text, str(path))
    problems = [p for segment in segments for p in _problems(segment)]
    if problems:
        raise MigrationError(problems)
    return segments


def divide(text: str, file: str) -> tuple[Segment, ...]:
    """The segments of a migration's text, whatever stands in them. Raises SqlError on bad syntax."""
    from schemadiff.parser import SourceFile, directives, split_migration

    statements = split_migration(text, file)
    found = directives(SourceFile(name=file, text=text), statements) if statements else ()
    marks = [d for d in found if d.word in _MARKS]
    return tuple(s for s in _divide(_unwrapped(statements), marks) if s.statements)


def is_generated(migration: Migration, *, down: bool = False) -> bool:
    """Whether schemadiff wrote the file, so that all names in it are qualified."""
    text = migration.down_text if down else migration.text
    return read_header(text or "").generated


def _unwrapped(statements: tuple[LocatedStatement, ...]) -> tuple[LocatedStatement, ...]:
    """The statements without a BEGIN and a COMMIT that stand around all of them, as other tools' files have them."""
    control = [s for s in statements if s.is_control and not _is(s, _SAVEPOINTS)]
    whole = len(control) == 2 and control[0] is statements[0] and control[1] is statements[-1]
    if whole and _is(control[0], _BEGIN) and _is(control[1], ("TRANS_STMT_COMMIT",)):
        return statements[1:-1]
    return statements


def _divide(statements: Sequence[LocatedStatement], marks: Sequence[Directive]) -> Iterator[Segment]:
    if not marks:
        alone = bool(statements) and all(s.needs_no_transaction for s in statements)
        yield Segment(transactional=not alone, statements=tuple(statements))
        return
    first = marks[0].offset
    yield Segment(transactional=True, statements=tuple(s for s in statements if s.offset < first))
    for mark, after in zip(marks, (*marks[1:], None), strict=True):
        inside = (s for s in statements if s.offset > mark.offset and (after is None or s.offset < after.offset))
        yield Segment(transactional=mark.word == "transaction", statements=tuple(inside))


def _problems(segment: Segment) -> Iterator[Diagnostic]:
    for statement in segment.statements:
        if statement.is_control and not (segment.transactional and _is(statement, _SAVEPOINTS)):
            hint = "schemadiff runs the file in a transaction of its own; `-- schemadiff: transaction` begins another"
            yield _problem(statement, "BEGIN, COMMIT and ROLLBACK have no place in a migration", hint)
        elif segment.transactional and statement.needs_no_transaction:
            hint = "put a line `-- schemadiff: no-transaction` before it, and `-- schemadiff: transaction` after it"
            yield _problem(statement, "this statement cannot run in a transaction", hint)
        elif _unnamed_index(statement):
            hint = "give the index a name: an interrupted build leaves an invalid index, which is found by its name"
            yield _problem(statement, "CREATE INDEX CONCURRENTLY without a name", hint)


def _is(statement: LocatedStatement, kinds: Sequence[str]) -> bool:
    return any(f'"{kind}"' in statement.tree for kind in kinds)


def _unnamed_index(statement: LocatedStatement) -> bool:
    return statement.node == "IndexStmt" and statement.needs_no_transaction and "idxname" not in statement.look()


def _problem(statement: LocatedStatement, message: str, hint: str) -> Diagnostic:
    return Diagnostic(
        code="migration-segment",
        severity=Severity.ERROR,
        message=message,
        hint=hint,
        location=statement.location(),
    )
