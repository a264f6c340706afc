"""Declarative, proven schema migrations for PostgreSQL.

    import schemadiff

    plan = schemadiff.diff("postgresql://localhost/app", "database/schema")
    for statement in plan.statements:
        ...

The functions are those of `schemadiff.api`, imported when first used, so that importing this package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from schemadiff.core.version import VERSION

if TYPE_CHECKING:
    from schemadiff.api import (
        Settings,
        diff,
        init_project,
        inspect,
        load_settings,
        migrate_apply,
        migrate_check,
        migrate_diff,
        migrate_down,
        migrate_hash,
        migrate_new,
        migrate_status,
        migrate_validate,
        schema_apply,
        schema_clean,
        validate,
    )

__version__ = VERSION

__all__ = [
    "Settings",
    "__version__",
    "diff",
    "init_project",
    "inspect",
    "load_settings",
    "migrate_apply",
    "migrate_check",
    "migrate_diff",
    "migrate_down",
    "migrate_hash",
    "migrate_new",
    "migrate_status",
    "migrate_validate",
    "schema_apply",
    "schema_clean",
    "validate",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("schemadiff.api"), name)
