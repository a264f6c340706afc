"""`schemadiff init`: a project's files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING

from schemadiff.api import engine
from schemadiff.api.config import CONFIG_NAME, Overrides, load_settings
from schemadiff.api.schema import inspect, snapshot_sql
from schemadiff.api.sql import plan_sql
from schemadiff.core.errors import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from schemadiff.core.fact import Snapshot

SCHEMA = "database/schema/schema.sql"
SEED = "database/fixtures/seed-simple.sql"
TEMPLATES = {"schemadiff.toml": CONFIG_NAME, "env.example": ".env.example", "Taskfile.yml": "Taskfile.yml"}
EMPTY_SCHEMA = "-- The desired state of the database. Change it, then: schemadiff migrate diff && schemadiff migrate apply\n"
EMPTY_SEED = "-- Rows to play with, run by `schemadiff db seed`.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Initialised:
    """The files that `init_project` wrote, and those that were there and stay as they were."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def init_project(folder: Path, *, from_db: str | None = None, dev: str = "embedded") -> Initialised:
    """Writes the skeleton of a project; nothing is ever overwritten.

    `from_db` is the URL of a database to adopt: its schema becomes schema.sql and a baseline migration, which
    `migrate apply --baseline VERSION` marks as applied. Raises RefusedError where schema.sql exists then, and
    DatabaseError.
    """
    contents = {name: files("schemadiff.api").joinpath("templates", t).read_text("utf-8") for t, name in TEMPLATES.items()}
    contents |= {SCHEMA: EMPTY_SCHEMA, SEED: EMPTY_SEED, "database/migrations/.gitkeep": ""}
    adopted = None
    if from_db:
        if (folder / SCHEMA).exists():
            raise RefusedError(f"{folder / SCHEMA} exists and is not overwritten", hint="move it away first")
        adopted = inspect(from_db, dev=dev, project=folder)
        contents[SCHEMA] = plan_sql(snapshot_sql(adopted), hazards=False)
    written: list[Path] = []
    kept: list[Path] = []
    for name, text in contents.items():
        (written if _write(folder / name, text) else kept).append(folder / name)
    if adopted:
        written += _baseline(folder, adopted, dev)
    return Initialised(written=tuple(written), kept=tuple(kept))


def _write(file: Path, text: str) -> bool:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as handle:
            handle.write(text)
    except FileExistsError:
        return False
    return True


def _baseline(folder: Path, adopted: Snapshot, dev: str) -> list[Path]:
    from schemadiff.api.migrate import write_migration
    from schemadiff.migration import SUM_FILE

    settings = replace(load_settings(Overrides(dev=dev, env="local"), start=folder), project=folder)
    with engine.session(settings.dev, None) as session:
        migration = write_migration(settings, session, engine.empty(session), adopted, "baseline")
    names = [name for name, _ in migration.files] + [SUM_FILE]
    return [settings.migrations / name for name in names]
