"""`schemadiff schema inspect`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemadiff.cli.options import Invocation, Strict, invocation
from schemadiff.cli.output import note, progress, result, result_json, result_json_long, result_sql, show_findings

if TYPE_CHECKING:
    from schemadiff.core.fact import Snapshot


def command(
    ctx: typer.Context,
    source: Annotated[
        str | None, typer.Argument(help="Instead of the database: a URL, a file, a folder, migrations:DIR, git:REV:PATH.")
    ] = None,
    strict: Strict = False,
    split: Annotated[Path | None, typer.Option("--split", help="Write a folder with a file an object instead.", metavar="DIR")] = None,
    prune: Annotated[bool, typer.Option("--prune", help="With --split: delete other .sql files of the folder.")] = False,
) -> None:
    """Print a schema, as SQL that loads into an empty database, or as JSON; or write it as a folder."""
    from schemadiff.api import findings, inspect, plan_sql, snapshot_sql
    from schemadiff.api.refusals import refuse_secrets
    from schemadiff.cli.run import diagnostic_json
    from schemadiff.core import codec
    from schemadiff.core.errors import UsageError

    if prune and split is None:
        raise UsageError("--prune goes with --split DIR")

    options = invocation(ctx)
    shape = options.choose("sql", "json", "text")
    settings = options.settings()
    if split is not None:
        refuse_secrets(settings.include)
    with progress(options, "Reading"):
        snapshot = inspect(
            source or settings.url,
            dev=settings.dev,
            project=settings.project,
            exclude=settings.exclude,
            include=settings.include,
            strict=strict,
        )
    found = findings(snapshot)
    show_findings(options, found)
    if split is not None:
        _split(options, snapshot, split, prune=prune)
    elif shape == "json":
        body = {**codec.head(snapshot), "diagnostics": [diagnostic_json(d) for d in found]}
        long = {"facts": codec.facts_of(snapshot), "edges": codec.edges_of(snapshot)}
        result_json_long("schema inspect", body, long)
    else:
        result_sql(options, plan_sql(snapshot_sql(snapshot), hazards=False))


def _split(options: Invocation, snapshot: "Snapshot", folder: Path, *, prune: bool) -> None:
    from schemadiff.api import split_schema

    done = split_schema(snapshot, folder, prune=prune)
    if options.format == "json":
        body = {"files": done.files, "written": done.written, "deleted": done.deleted}
        result_json("schema inspect", {k: [str(p) for p in paths] for k, paths in body.items()})
        return
    for path in done.written:
        result(str(path))
    kept = len(done.files) - len(done.written)
    note(options, f"{len(done.written)} files written, {kept} as they were, {len(done.deleted)} deleted")
