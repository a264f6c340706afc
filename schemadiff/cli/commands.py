"""The table of commands: what `--help` shows without importing any of them."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A command: the module whose function `command` it is, and its one-line help."""

    module: str
    help: str


GROUPS = {
    "migrate": "Write, show and apply migrations.",
    "schema": "Inspect, compare, push and validate schemas.",
    "db": "The embedded development database and everyday chores.",
}

COMMANDS: dict[tuple[str, ...], Entry] = {
    ("init",): Entry("init", "Write schemadiff.toml and the database/ skeleton; adopt an existing database."),
    ("migrate", "diff"): Entry("migrate.diff", "Write the migration that takes the database to schema.sql."),
    ("migrate", "apply"): Entry("migrate.apply", "Show pending migrations, ask, apply them."),
    ("migrate", "preflight"): Entry("migrate.preflight", "Ask live rows whether pending migrations would fail on them."),
    ("migrate", "status"): Entry("migrate.status", "Applied, pending, failed, edited and out-of-order migrations."),
    ("migrate", "check"): Entry("migrate.check", "Drift: database, applied migrations and schema.sql compared."),
    ("migrate", "down"): Entry("migrate.down", "Revert the last N migrations."),
    ("migrate", "goto"): Entry("migrate.goto", "Apply or revert until VERSION is the last applied."),
    ("migrate", "force"): Entry("migrate.force", "Set the journal to VERSION without running anything."),
    ("migrate", "version"): Entry("migrate.version", "Print the last applied version."),
    ("migrate", "new"): Entry("migrate.new", "Start an empty migration to be written by hand."),
    ("migrate", "hash"): Entry("migrate.hash", "Rewrite the checksum file after an edit that is meant."),
    ("migrate", "validate"): Entry("migrate.validate", "Replay the folder in scratch; it must end in schema.sql."),
    ("migrate", "lint"): Entry("migrate.lint", "Say what migrations would do to a database in use."),
    ("schema", "inspect"): Entry("schema.inspect", "Print the schema of a database, a file or a folder."),
    ("schema", "diff"): Entry("schema.diff", "Print the statements that take one source to another."),
    ("schema", "apply"): Entry("schema.apply", "Push schema.sql to a development database, without a migration."),
    ("schema", "validate"): Entry(
        "schema.validate", "Compile schema.sql in scratch; errors with file, line and column."
    ),
    ("schema", "lint"): Entry("schema.lint", "Say what in schema.sql had better be otherwise."),
    ("schema", "clean"): Entry("schema.clean", "Drop everything in the database, after asking."),
    ("schema", "fmt"): Entry("schema.fmt", "Lay out SQL files in one way."),
    ("db", "up"): Entry("db.up", "Start the embedded database and keep it running."),
    ("db", "down"): Entry("db.down", "Stop the embedded database; its data stay."),
    ("db", "url"): Entry("db.url", "Print the URL of the environment's database."),
    ("db", "shell"): Entry("db.shell", "Open psql on the environment's database."),
    ("db", "reset"): Entry("db.reset", "Drop everything, apply all migrations, seed."),
    ("db", "backup"): Entry("db.backup", "Write a backup with pg_dump, check and rotate it."),
    ("db", "restore"): Entry("db.restore", "Replace what the database holds by a backup."),
    ("db", "seed"): Entry("db.seed", "Run the fixtures."),
}
