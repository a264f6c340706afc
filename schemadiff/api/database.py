"""The embedded development database, fixtures, and starting over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.api import engine
from schemadiff.api.apply import migrate_apply
from schemadiff.api.config import EMBEDDED, Settings
from schemadiff.api.refusals import refuse_protected
from schemadiff.api.schema import schema_clean
from schemadiff.core.errors import ApplyError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemadiff.apply import ApplyResult
    from schemadiff.core.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """What `db_reset` did."""

    applied: ApplyResult
    seeded: tuple[Path, ...]


def db_up(settings: Settings) -> str:
    """Starts the embedded database, which runs until `db_down`; its URL. Raises UsageError, ScratchError."""
    _require_embedded(settings)
    url = engine.embedded(settings.project).up()
    name = settings.url.partition(":")[2]
    return engine.database_of(url, name) if name else url


def db_down(settings: Settings) -> None:
    """Stops the embedded database; its data stay. Raises UsageError, ScratchError."""
    _require_embedded(settings)
    engine.embedded(settings.project).down()


def db_seed(settings: Settings) -> tuple[Path, ...]:
    """Runs the fixtures, all in one transaction; the files. Raises RefusedError where protected, ApplyError."""
    import psycopg

    from schemadiff.connect import connect
    from schemadiff.parser import read_sources

    refuse_protected(settings, "db seed", None)
    sources = read_sources(settings.seed)
    with engine.reachable(settings.url, settings.project) as url, connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_catalog.set_config('search_path', 'public', false)")
        with connection.transaction():
            for source in sources:
                try:
                    connection.execute(source.text.encode())
                except psycopg.Error as error:
                    message = f"{source.name}: {error.diag.message_primary or type(error).__name__}"
                    raise ApplyError(message, hint="no fixture was run") from error
    return tuple(Path(source.name) for source in sources)


def db_reset(settings: Settings, *, approve: Callable[[Plan, str], None] | None = None, seed: bool = True) -> Reset:
    """Drops everything, applies all migrations, seeds. Raises RefusedError for a protected environment."""
    with engine.reachable(settings.url, settings.project):
        schema_clean(settings, approve=approve)
        applied = migrate_apply(settings, allow=engine.EVERY_HAZARD, preflight=None)
        seeded = db_seed(settings) if seed and all(p.exists() for p in settings.seed) else ()
    return Reset(applied=applied, seeded=seeded)


def _require_embedded(settings: Settings) -> None:
    if settings.url.partition(":")[0] != EMBEDDED:
        message = f"environment {settings.env!r} is not on the embedded database"
        raise UsageError(message, hint='its url would be "embedded"')
