"""Lint of migrations and of schema.sql."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.api import engine
from schemadiff.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from schemadiff.api.config import Settings
    from schemadiff.core.diagnostic import Diagnostic, Severity
    from schemadiff.lint.catalog import Catalog
    from schemadiff.lint.replay import Replay
    from schemadiff.lint.rule import Rule
    from schemadiff.migration import Folder, Migration


def migrate_lint(
    settings: Settings, paths: Sequence[Path] = (), *, git_base: str | None = None, replay: bool = True, live: bool = False
) -> tuple[Diagnostic, ...]:
    """What the rules say of the folder's migrations, or of `paths` alone, which need not be of the folder.

    `git_base` leaves only files that are new since that revision. With `replay` each file is judged by the state that those before it
    make in scratch; with `live` by the environment's database, and then only pending files are. Raises UsageError, SqlError, DatabaseError.
    """
    from schemadiff.lint.runner import severities
    from schemadiff.migration import Folder

    levels = severities(settings.lint)
    folder = Folder.read(settings.migrations, missing_ok=bool(paths))
    wanted = _wanted(folder, paths, git_base)
    apart = tuple(d for path in paths if path.resolve() not in {m.path.resolve() for m in folder.migrations} for d in _alone(path, levels))
    if not replay or not wanted:
        return apart + tuple(d for m in folder.migrations if m.path in wanted for d in _check(m, None, levels))
    return apart + tuple(_replayed(settings, folder, wanted, levels, live=live))


def schema_lint(settings: Settings, paths: Sequence[Path] = ()) -> tuple[Diagnostic, ...]:
    """What the rules say of schema.sql's files, or of `paths`, by their text alone. Raises UsageError, SqlError."""
    from schemadiff.lint.rule import Scope
    from schemadiff.lint.runner import check, severities
    from schemadiff.lint.script import Script
    from schemadiff.migration import Segment
    from schemadiff.parser import parse, read_sources

    levels = severities(settings.lint)
    statements = parse(read_sources(paths or settings.schema))
    return check(Script((Segment(transactional=True, statements=statements),), scope=Scope.SCHEMA), levels)


def lint_rules() -> tuple[Rule, ...]:
    """All rules, for what describes them."""
    from schemadiff.lint.rules import RULES

    return RULES


def _wanted(folder: Folder, paths: Sequence[Path], git_base: str | None) -> frozenset[Path]:
    known = _at(git_base, folder.path) if git_base else frozenset()
    chosen = {p.resolve() for p in paths}
    return frozenset(m.path for m in folder.migrations if m.path.name not in known and (not chosen or m.path.resolve() in chosen))


def _at(revision: str, folder: Path) -> frozenset[str]:
    """The names of the files that `folder` had where HEAD and `revision` parted."""
    parted = _git(folder, "merge-base", "--", revision, "HEAD").strip()
    return frozenset(_git(folder, "ls-tree", "--name-only", "-z", parted, "./").split("\0"))


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise UsageError("--git-base needs the git program, which is not on PATH") from None
    if done.returncode:
        raise UsageError(f"git: {done.stderr.strip() or 'nothing in common'}", hint="--git-base wants a branch, a tag or a commit")
    return done.stdout


def _alone(path: Path, levels: Mapping[str, Severity | None]) -> tuple[Diagnostic, ...]:
    from schemadiff.migration import Migration, checksum
    from schemadiff.parser import read_sources

    found: list[Diagnostic] = []
    for source in read_sources([path]):
        file = Path(source.name)
        one = Migration(version="0", name=file.stem, path=file, text=source.text, checksum=checksum(source.text))
        found += _check(one, None, levels)
    return tuple(found)


def _check(migration: Migration, catalog: Catalog | None, levels: Mapping[str, Severity | None]) -> tuple[Diagnostic, ...]:
    from schemadiff.lint.rule import Scope
    from schemadiff.lint.runner import check
    from schemadiff.lint.script import Script
    from schemadiff.migration import divide, read_header

    header = read_header(migration.text)
    segments = divide(migration.text, str(migration.path))
    return check(Script(segments, scope=Scope.MIGRATION, catalog=catalog, generated=header.generated, allow=header.allow), levels)


def _replayed(
    settings: Settings, folder: Folder, wanted: Collection[Path], levels: Mapping[str, Severity | None], *, live: bool
) -> Iterator[Diagnostic]:
    from schemadiff.lint.catalog import empty_tables
    from schemadiff.lint.replay import replaying

    with ExitStack() as stack:
        url = stack.enter_context(engine.reachable(settings.url, settings.project)) if live else None
        session = stack.enter_context(engine.session(settings.dev, url, settings.include))
        if url is None:
            yield from _walk(stack.enter_context(replaying(session, folder)), folder, wanted, levels)
            return
        from schemadiff.connect import connect

        pending = replace(folder, migrations=engine.status(folder, url).pending)
        with connect(url) as connection:
            empty = empty_tables(connection)
        start = engine.snapshot(session, url)
        yield from _walk(stack.enter_context(replaying(session, pending, start=start, empty=empty)), pending, wanted, levels)


def _walk(replay: Replay, folder: Folder, wanted: Collection[Path], levels: Mapping[str, Severity | None]) -> Iterator[Diagnostic]:
    from schemadiff.lint.runner import FAILS

    last = max((i for i, m in enumerate(folder.migrations) if m.path in wanted), default=-1)
    for migration in folder.migrations[: last + 1]:
        if migration.path in wanted:
            yield from _check(migration, replay.catalog(), levels)
        severity = levels[FAILS]
        if failed := replay.run(migration):
            yield from (replace(d, severity=severity) for d in failed if severity is not None)
