"""`schemadiff migrate diff`."""

from typing import TYPE_CHECKING, Annotated

import typer

from schemadiff.cli.options import Allow, DryRun, ExitCode, Online, RenamesChoice, Strict, invocation
from schemadiff.cli.output import note, progress, result, result_json, result_sql, show_findings
from schemadiff.core import exit_codes

if TYPE_CHECKING:
    from schemadiff.api import Written
    from schemadiff.cli.options import Invocation


def command(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Its name; derived from the changes where left out.")] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="Current state, instead of the database: migrations (replayed), a URL, a file.",
            metavar="SOURCE",
        ),
    ] = None,
    allow: Allow = None,
    dry_run: DryRun = False,
    unproven: Annotated[bool, typer.Option("--unproven", help="Write it even where the proof fails.")] = False,
    renames: RenamesChoice = "ask",
    online: Online = None,
    strict: Strict = False,
    exit_code: ExitCode = False,
) -> int:
    """Write the migration, and its way back, that takes the database to schema.sql; both are proven in scratch."""
    from schemadiff.api import DiffOptions, migrate_diff
    from schemadiff.api.refusals import hazard_codes
    from schemadiff.cli.questions import about_renames, online_mode

    options = invocation(ctx)
    shape = options.choose("text", "json", "sql")
    chosen = about_renames(renames)
    wanted = DiffOptions(
        source=source,
        allow=hazard_codes(allow),
        dry_run=dry_run,
        unproven=unproven,
        strict=strict,
        renames=chosen,
        online=online_mode(online),
    )
    with progress(options, "Comparing and proving"):
        written = migrate_diff(options.settings(), name, wanted)
    show_findings(options, written.plan.diagnostics)
    show(options, shape, written)
    return exit_codes.DIFFERS if exit_code and written.plan.statements else exit_codes.DONE


def show(options: "Invocation", shape: str, written: "Written") -> None:
    """Prints what was written, in the format that was asked for."""
    if shape == "json":
        result_json("migrate diff", data_of(written))
    elif not written.plan.statements:
        result(
            "" if shape == "sql" else "nothing to do: the database is as schema.sql says",
            end="" if shape == "sql" else "\n",
        )
    else:
        result_sql(options, written.text)
        if written.migration:
            note(options, f"wrote {written.migration.path}")
            note(options, f"wrote {written.migration.down_path}")
            note(options, "next: schemadiff migrate apply")


def data_of(written: "Written") -> dict[str, object]:
    """The members that docs/json.md tells of."""
    from schemadiff.api import plan_data
    from schemadiff.cli.run import diagnostic_json

    return {
        "plan": plan_data(written.plan),
        "files": [str(written.migration.path), str(written.migration.down_path)] if written.migration else [],
        "sql": written.text,
        "down": written.down_text,
        "diagnostics": [diagnostic_json(d) for d in written.plan.diagnostics],
    }
