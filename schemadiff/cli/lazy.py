"""Groups whose commands are imported when invoked: help is written from the static table."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from schemadiff.cli import options
from schemadiff.cli.commands import COMMANDS, GROUPS

if TYPE_CHECKING:
    from collections.abc import Sequence

SETTINGS = {"help_option_names": ["-h", "--help"]}


class LazyGroup(TyperGroup):
    """A group of the table's commands; `path` is its own place in it."""

    path: tuple[str, ...] = ()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The names at this level, in the table's order."""
        return list(_names(self.path))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command, its module imported now; None for an unknown name."""
        path = (*self.path, cmd_name)
        if path in COMMANDS:
            return _command(path)
        return build(path) if len(path) == 1 and cmd_name in GROUPS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """As the base, but a wrong name is answered with the names that exist."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            options.unknown_command(args[0], self.path, list(_names(self.path)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """The section of commands, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_names(self.path).items()))


def build(path: tuple[str, ...] = ()) -> Any:
    """The click group for `path` of the table: the whole command line for ()."""
    group = type("Group", (LazyGroup,), {"path": path})
    app = typer.Typer(cls=group, add_completion=False, rich_markup_mode=None, context_settings=SETTINGS)
    purpose = GROUPS[path[0]] if path else "Declarative, proven schema migrations for PostgreSQL."
    if path:
        app.callback(help=purpose)(_nothing)
    else:
        app.callback(help=purpose)(_root)
    built = typer.main.get_command(app)
    built.params = [*options.parameters(), *built.params]
    return built


def _command(path: tuple[str, ...]) -> Any:
    entry = COMMANDS[path]
    module = import_module(f"schemadiff.cli.{entry.module}")
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(path[-1], context_settings=SETTINGS)(module.command)
    built = typer.main.get_command(app)
    taken: Sequence[str] = [o for p in built.params for o in p.opts]
    built.params += [p for p in options.parameters() if not set(p.opts) & set(taken)]
    return built


def _names(path: tuple[str, ...]) -> dict[str, str]:
    if path:
        return {p[1]: e.help for p, e in COMMANDS.items() if p[:-1] == path}
    return {p[0]: e.help for p, e in COMMANDS.items() if len(p) == 1} | GROUPS


def _nothing() -> None: ...


def _root(
    version: bool = typer.Option(False, "--version", help="Print the version.", is_eager=True, callback=options.version),
) -> None: ...
