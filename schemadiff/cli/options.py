"""Global options, understood before and after the command, and what a command is given of them."""

import difflib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from schemadiff.core.errors import UsageError

if TYPE_CHECKING:
    from schemadiff.api.config import Settings


@dataclass(slots=True, kw_only=True)
class Invocation:
    """The global options as the command line filled them in."""

    env: str | None = None
    url: str | None = field(default=None, repr=False)
    dev_url: str | None = field(default=None, repr=False)
    config: Path | None = None
    include: str | None = None
    confirm: str | None = None
    format: str | None = None
    no_color: bool = False
    verbose: int = 0
    quiet: bool = False

    def settings(self) -> "Settings":
        """The configuration with these options over it."""
        from schemadiff.api.config import Overrides, load_settings

        include = tuple((self.include or "").replace(",", " ").split())
        return load_settings(Overrides(config=self.config, env=self.env, url=self.url, dev=self.dev_url, include=include))

    def choose(self, *formats: str) -> str:
        """The output format, one of `formats`; the first is the default. Raises UsageError for another."""
        chosen = self.format or formats[0]
        if chosen not in formats:
            raise UsageError(f"no format {chosen!r} here", hint=f"one of: {', '.join(formats)}")
        return chosen


LockTimeout = Annotated[
    float | None,
    typer.Option("--lock-timeout", help="Seconds a statement waits for a lock; 0.2, or as configured.", min=0.001),
]
LockRetries = Annotated[
    int | None,
    typer.Option("--lock-retries", help="How often at most a transaction without its lock begins again, within 60 s.", min=0),
]


def invocation(ctx: typer.Context) -> Invocation:
    """The options of this run."""
    found = ctx.find_root().obj
    assert isinstance(found, Invocation)
    return found


def unknown_command(name: str, path: tuple[str, ...], known: list[str]) -> NoReturn:
    """Raises UsageError for a command that does not exist, with the nearest that does."""
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"one of: {', '.join(known)}"
    raise UsageError(f"no command {' '.join(('schemadiff', *path, name))!r}", hint=hint)


def version(value: bool) -> None:
    """Prints the version and ends, as an eager option's callback."""
    if value:
        from schemadiff import __version__

        typer.echo(f"schemadiff {__version__}")
        raise typer.Exit


def _remember(ctx: typer.Context, param: typer.CallbackParam, value: Any) -> Any:
    if value:
        setattr(invocation(ctx), param.name or "", value)
    return value


def _option(*names: str, **more: Any) -> Any:
    return typer.Option(*names, callback=_remember, expose_value=False, show_default=False, **more)


@cache
def parameters() -> list[Any]:
    """The global options as parameters to be added to every group and command."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(add_help_option=False)(_globals)
    return list(typer.main.get_command(app).params)


def _globals(
    env: Annotated[str | None, _option("--env", help="Environment of the configuration (default: local).", metavar="NAME")] = None,
    url: Annotated[str | None, _option("--url", help="Database to work on, instead of the environment's.", metavar="URL")] = None,
    dev_url: Annotated[
        str | None,
        _option("--dev-url", help="Where scratch databases run: embedded, target, docker://IMAGE, a URL.", metavar="URL"),
    ] = None,
    config: Annotated[Path | None, _option("--config", help="Configuration file.", metavar="FILE")] = None,
    include: Annotated[
        str | None, _option("--include", help="Also compare: roles, database, secrets, grant-order.", metavar="WORDS")
    ] = None,
    confirm: Annotated[
        str | None, _option("--confirm", help="The name of a protected environment, with --auto-approve.", metavar="NAME")
    ] = None,
    format: Annotated[  # noqa: A002
        str | None, _option("--format", help="Output: text, json, and what the command adds.", metavar="FORMAT")
    ] = None,
    no_color: Annotated[bool, _option("--no-color", help="No colours.")] = False,
    verbose: Annotated[int, _option("-v", "--verbose", help="Say more; -vv adds debugging.", count=True)] = 0,
    quiet: Annotated[bool, _option("-q", "--quiet", help="Say nothing but results and errors.")] = False,
) -> None: ...


AutoApprove = Annotated[bool, typer.Option("--auto-approve", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show, change nothing.")]
Allow = Annotated[
    str | None,
    typer.Option("--allow", help="Hazards that are meant: DATA_LOSS, or of one object: DATA_LOSS:public.users.phone.", metavar="CODES"),
]
TakeBackup = Annotated[bool, typer.Option("--backup", help="Take a backup before and after (docs/backup.md).")]
RestoreOnFailure = Annotated[
    bool, typer.Option("--restore-on-failure", help="Put the backup of before back where a migration fails half-way.")
]
Fleet = Annotated[
    str | None, typer.Option("--fleet", help="Many databases: a file of URLs, or a query for them (docs/fleet.md).", metavar="FILE|QUERY")
]
Jobs = Annotated[int, typer.Option("--jobs", help="With --fleet: how many at a time.", metavar="N")]
RenamesChoice = Annotated[
    str,
    typer.Option("--renames", help="What looks renamed: ask where it holds data, auto, off (drop and create).", metavar="MODE"),
]
Online = Annotated[
    str | None,
    typer.Option("--online", help="Lock-safe steps: always, auto (for tables that hold rows), never.", metavar="MODE"),
]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse (exit code 3) where something is not modelled, or the role may not see it.")]
Budget = Annotated[float, typer.Option("--budget", help="Seconds that a question to live rows may take.", metavar="SECONDS", min=0.001)]
SkipPreflight = Annotated[bool, typer.Option("--skip-preflight", help="Do not ask live rows first whether statements would fail on them.")]
ExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit with 2 where there is a difference or a finding.")]
