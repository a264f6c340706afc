"""`schemadiff migrate check`."""

import typer

from schemadiff.cli.options import ExitCode, invocation
from schemadiff.cli.output import progress, result, result_json, result_sql
from schemadiff.core import exit_codes


def command(ctx: typer.Context, exit_code: ExitCode = False) -> int:
    """Three-way drift: the database against its applied migrations, the migrations against schema.sql."""
    from schemadiff.api import migrate_check, plan_data, plan_sql

    options = invocation(ctx)
    shape = options.choose("text", "json")
    with progress(options, "Comparing"):
        drift = migrate_check(options.settings())
    if shape == "json":
        result_json(
            "migrate check",
            {
                "clean": drift.clean,
                "pending": drift.pending,
                "database": plan_data(drift.database),
                "schema": plan_data(drift.schema),
            },
        )
    elif drift.clean:
        result("no drift: database, migrations and schema.sql agree")
    else:
        if drift.pending:
            result(f"pending migrations: {drift.pending}; heal: schemadiff migrate apply")
        if drift.database.statements:
            result("the database differs from what its applied migrations make; these statements would heal it:")
            result_sql(options, plan_sql(drift.database))
        if drift.schema.statements:
            result("schema.sql differs from what the migrations make; schemadiff migrate diff would write:")
            result_sql(options, plan_sql(drift.schema))
    return exit_codes.DIFFERS if exit_code and not drift.clean else exit_codes.DONE
