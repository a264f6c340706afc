"""The targets of a fleet, from a file or from a query."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemadiff.api import engine
from schemadiff.api.dotenv import read_dotenv
from schemadiff.apply.fleet import Target
from schemadiff.core.diagnostic import Diagnostic, Location, Severity
from schemadiff.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemadiff.api.config import Settings

QUERY = re.compile(r"\s*(select|with|values|table)\b", re.IGNORECASE)
VARIABLE = re.compile(r"\$\{([^}]*)\}")
COLUMNS = ("name", "url", "database", "schema")


def read_targets(settings: Settings, source: str) -> Iterator[Target]:
    """The targets of the file `source`; `${NAME}` is a variable of the shell, of .env.NAME or .env. Raises UsageError."""
    file = Path(source)
    if file.is_file():
        variables = read_dotenv(settings.project / ".env") | read_dotenv(settings.project / f".env.{settings.env}") | dict(os.environ)
        yield from _listed(file, variables)
    else:
        raise UsageError(f"--fleet: no such file, and no query: {source}", hint="a file of URLs, or: SELECT datname AS database FROM …")


def distinct(found: Iterable[Target]) -> tuple[Target, ...]:
    """`found`, which must be some, none twice. Raises UsageError."""
    targets = tuple(found)
    seen: set[tuple[str, str | None]] = set()
    for target in targets:
        if (target.group, target.schema) in seen:
            raise UsageError(f"named twice: {target.name}")
        seen.add((target.group, target.schema))
    if not targets:
        raise UsageError("the fleet is empty", hint="the file or the query names no target")
    return targets


def _listed(file: Path, variables: dict[str, str]) -> Iterator[Target]:
    for number, line in enumerate(file.read_text(encoding="utf-8-sig").split("\n"), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        match = re.fullmatch(r"(?:schema=(?P<schema>\S+)\s+)?(?P<url>\S+)(?:\s+#.*)?", text)
        if match is None:
            raise _bad_line(file, number, "not a target", "a line is a URL, or: schema=NAME URL")

        def value(found: re.Match[str], number: int = number) -> str:
            if not variables.get(found[1]):
                raise _bad_line(file, number, f"environment variable {found[1]} is not set", f"export {found[1]}=…")
            return variables[found[1]]

        url = VARIABLE.sub(value, match["url"])
        if not url.startswith(engine.URL_SCHEMES):
            raise _bad_line(file, number, "not a database URL", "postgresql://user@host:5432/database, or ${VARIABLE}")
        yield _target(url, match["schema"])


def _bad_line(file: Path, line: int, message: str, hint: str) -> UsageError:
    """The line itself is not shown: it may hold a password."""
    location = Location(file=str(file), line=line)
    return UsageError(Diagnostic(code=UsageError.code, severity=Severity.ERROR, message=message, hint=hint, location=location))


def queried_targets(url: str, query: str) -> Iterator[Target]:
    """The rows of `query`, asked read-only of the database at `url`, as targets. Raises UsageError, DatabaseError."""
    import psycopg
    from psycopg.rows import dict_row

    from schemadiff.connect import connect, explain

    with connect(url, autocommit=True) as connection:
        try:
            connection.execute("BEGIN READ ONLY; RESET search_path")
            rows = connection.cursor(row_factory=dict_row).execute(query.encode(), prepare=False).fetchall()
        except psycopg.Error as error:
            raise explain(error) from error
    for row in rows:
        yield _row(url, row)


def _row(url: str, row: dict[str, Any]) -> Target:
    if len(row) == 1 and not set(row) & set(COLUMNS):
        row = {"database": next(iter(row.values()))}
    unknown = set(row) - set(COLUMNS)
    if unknown:
        raise UsageError(f"--fleet: unknown column {sorted(unknown)[0]}", hint=f"known: {', '.join(COLUMNS)}; use AS")
    place = str(row.get("url") or url)
    return _target(_in_database(place, row["database"]) if row.get("database") else place, row.get("schema"), row.get("name"))


def _in_database(url: str, name: str) -> str:
    from urllib.parse import quote, urlsplit

    return urlsplit(url)._replace(path="/" + quote(name, safe="")).geturl()


def _target(url: str, schema: str | None = None, name: str | None = None) -> Target:
    from schemadiff.apply.tenant import check_tenant

    if schema is not None:
        check_tenant(schema)
    shown = _shown(url)
    return Target(name=name or (f"{shown}:{schema}" if schema else shown), group=group_of(url), url=url, schema=schema)


def group_of(url: str) -> str:
    """What tells databases apart: server and database, whoever connects."""
    return "{host}:{port}/{database}".format(**_place(url))


def _shown(url: str) -> str:
    """The database and its server as a person knows them, without user and password."""
    place = _place(url)
    local = not place["host"] or place["host"].startswith(("/", "@"))
    port = "" if place["port"] == "5432" else f":{place['port']}"
    return place["database"] if local else f"{place['database']}@{place['host']}{port}"


def _place(url: str) -> dict[str, str]:
    from schemadiff.connect import settings_of

    found = settings_of(url)
    database = found.get("dbname") or found.get("user") or ""
    return {"host": str(found.get("host") or ""), "port": str(found.get("port") or "5432"), "database": str(database)}
