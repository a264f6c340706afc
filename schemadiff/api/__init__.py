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
        migrate_status,
        migrate_version,
    )
    from schemadiff.api.config import Overrides, Settings, load_settings
    from schemadiff.api.database import Reset, db_down, db_reset, db_seed, db_up
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
    from schemadiff.api.sql import plan_data, plan_sql, snapshot_data
    from schemadiff.core.busy import OnlineMode

__all__ = [
    "DiffOptions",
    "Drift",
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
    "Written",
    "db_down",
    "db_reset",
    "db_seed",
    "db_up",
    "diff",
    "findings",
    "format_files",
    "init_project",
    "inspect",
    "load_settings",
    "migrate_apply",
    "migrate_check",
    "migrate_diff",
    "migrate_down",
    "migrate_force",
    "migrate_goto",
    "migrate_hash",
    "migrate_new",
    "migrate_status",
    "migrate_validate",
    "migrate_version",
    "plan_data",
    "plan_sql",
    "schema_apply",
    "schema_clean",
    "snapshot_data",
    "snapshot_sql",
    "validate",
]

_MODULES = {
    "apply": (
        "Proposal",
        "migrate_apply",
        "migrate_down",
        "migrate_force",
        "migrate_goto",
        "migrate_status",
        "migrate_version",
    ),
    "config": ("OnlineMode", "Overrides", "Settings", "load_settings"),
    "database": ("Reset", "db_down", "db_reset", "db_seed", "db_up"),
    "migrate": (
        "DiffOptions",
        "Drift",
        "Written",
        "migrate_check",
        "migrate_diff",
        "migrate_hash",
        "migrate_new",
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
    "sql": ("plan_data", "plan_sql", "snapshot_data"),
}


def __getattr__(name: str) -> object:
    module = next((module for module, names in _MODULES.items() if name in names), None)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = found
    return found
