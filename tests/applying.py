"""What the tests of the applier share: a folder, a database, and another process that applies."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import psycopg

from schemadiff.migration import Folder, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHILD = """
import sys
from pathlib import Path
from schemadiff.apply import apply
from schemadiff.migration import Folder
result = apply(sys.argv[1], Folder.read(Path(sys.argv[2])))
print(len(result.done))
"""


def folder_of(path: Path, files: dict[str, str]) -> Folder:
    """Writes migrations and their checksums."""
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / name).write_text(text)
    write(Folder.read(path))
    return Folder.read(path)


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query).fetchall()


def execute(url: str, *statements: str) -> None:
    """Runs statements, each by itself."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def versions(url: str) -> list[str]:
    """The journal's versions."""
    return [row[0] for row in rows(url, "SELECT version FROM schemadiff.revisions ORDER BY version::numeric")]


def attempts(url: str) -> list[tuple[str, str]]:
    """State and SQLSTATE of the attempts."""
    return [(r[0], r[1]) for r in rows(url, "SELECT state, sqlstate FROM schemadiff.attempts ORDER BY id")]


def child(url: str, folder: Path) -> subprocess.Popen[str]:
    """Another process that applies `folder`."""
    command = [sys.executable, "-c", CHILD, url, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Waits for `condition`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def running(url: str, text: str) -> bool:
    """Whether some session of the server runs a statement that contains `text`."""
    found = rows(
        url,
        "SELECT query FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND datname = current_database()",
    )
    return any(text in row[0] for row in found)
