"""`schemadiff migrate validate`."""

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import note, progress, result, result_json, result_sql
from schemadiff.core import exit_codes


def command(ctx: typer.Context) -> int:
    """Check the checksum file, replay all migrations in scratch; they must end in schema.sql."""
    from schemadiff.api import migrate_validate, plan_data, plan_sql

    options = invocation(ctx)
    shape = options.choose("text", "json")
    with progress(options, "Replaying"):
        plan = migrate_validate(options.settings())
    if shape == "json":
        result_json("migrate validate", {"valid": not plan.statements, "plan": plan_data(plan)})
    elif plan.statements:
        note(options, "error: the migrations do not end in schema.sql; what is missing:")
        result_sql(options, plan_sql(plan))
        note(options, "hint: schemadiff migrate diff --from migrations writes it")
    else:
        result("valid: the migrations end in schema.sql")
    return exit_codes.FAILED if plan.statements else exit_codes.DONE
