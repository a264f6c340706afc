"""The jobs of the command line as typed functions. They neither print nor ask; what they raise is in `core.errors`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadiff.api.apply import (
        Proposal,
        migrate_apply,
        migrate_down,
        migrate_force,
        migrate_goto,
        migrate_preflight,
        migrate_status,
        migrate_version,
    )
    from schemadiff.api.backup import BackupOptions, db_backup, db_restore
    from schemadiff.api.config import Overrides, Settings, load_settings
    from schemadiff.api.database import Reset, db_down, db_reset, db_seed, db_up
    from schemadiff.api.fleet import FleetProposal, Standing, fleet_apply, fleet_status, fleet_targets
    from schemadiff.api.lint import lint_rules, migrate_lint, schema_lint
    from schemadiff.api.migrate import (
        DiffOptions,
        Drift,
        Written,
        migrate_check,
        migrate_diff,
        migrate_hash,
        migrate_new,
        migrate_validate,
    )
    from schemadiff.api.project import Initialised, init_project
    from schemadiff.api.renames import RenameMode, Renames
    from schemadiff.api.schema import (
        Formatted,
        Pushed,
        diff,
        findings,
        format_files,
        inspect,
        schema_apply,
        schema_clean,
        snapshot_sql,
        validate,
    )
    from schemadiff.api.split import SplitFolder, split_schema
    from schemadiff.api.sql import plan_data, plan_sql, snapshot_data
    from schemadiff.core.busy import OnlineMode

__all__ = [
    "BackupOptions",
    "DiffOptions",
    "Drift",
    "FleetProposal",
    "Formatted",
    "Initialised",
    "OnlineMode",
    "Overrides",
    "Proposal",
    "Pushed",
    "RenameMode",
    "Renames",
    "Reset",
    "Settings",
    "SplitFolder",
    "Standing",
    "Written",
    "db_backup",
    "db_down",
    "db_reset",
    "db_restore",
    "db_seed",
    "db_up",
    "diff",
    "findings",
    "fleet_apply",
    "fleet_status",
    "fleet_targets",
    "format_files",
    "init_project",
    "inspect",
    "lint_rules",
    "load_settings",
    "migrate_apply",
    "migrate_check",
    "migrate_diff",
    "migrate_down",
    "migrate_force",
    "migrate_goto",
    "migrate_hash",
    "migrate_lint",
    "migrate_new",
    "migrate_preflight",
    "migrate_status",
    "migrate_validate",
    "migrate_version",
    "plan_data",
    "plan_sql",
    "schema_apply",
    "schema_clean",
    "schema_lint",
    "snapshot_data",
    "snapshot_sql",
    "split_schema",
    "validate",
]

_MODULES = {
    "apply": (
        "Proposal",
        "migrate_apply",
        "migrate_down",
        "migrate_force",
        "migrate_goto",
        "migrate_preflight",
        "migrate_status",
        "migrate_version",
    ),
    "backup": ("BackupOptions", "db_backup", "db_restore"),
    "config": ("OnlineMode", "Overrides", "Settings", "load_settings"),
    "database": ("Reset", "db_down", "db_reset", "db_seed", "db_up"),
    "fleet": ("FleetProposal", "Standing", "fleet_apply", "fleet_status", "fleet_targets"),
    "lint": ("lint_rules", "migrate_lint", "schema_lint"),
    "migrate": (
        "DiffOptions",
        "Drift",
        "Written",
        "migrate_check",
        "migrate_diff",
        "migrate_hash",
        "migrate_new",
    "migrate_preflight",
        "migrate_validate",
    ),
    "project": ("Initialised", "init_project"),
    "renames": ("RenameMode", "Renames"),
    "schema": (
        "Formatted",
        "Pushed",
        "diff",
        "findings",
        "format_files",
        "inspect",
        "schema_apply",
        "schema_clean",
        "snapshot_sql",
        "validate",
    ),
    "split": ("SplitFolder", "split_schema"),
    "sql": ("plan_data", "plan_sql", "snapshot_data"),
}


def __getattr__(name: str) -> object:
    module = next((module for module, names in _MODULES.items() if name in names), None)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = found
    return found
