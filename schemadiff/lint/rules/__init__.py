"""The rules, one module each, in the order of docs/lint.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.lint.rules import (
    check_without_not_valid,
    column_default_rewrite,
    column_type_rewrite,
    constraint_builds_index,
    drop_index_not_concurrent,
    exclusion_builds_index,
    foreign_key_without_not_valid,
    index_not_concurrent,
    not_null_scans_table,
    primary_key_scans_nullable_column,
    reindex_not_concurrent,
    required_column,
    retype_rescans_checks,
    statement_refuses_transaction,
    transaction_control,
    validate_in_same_transaction,
)

if TYPE_CHECKING:
    from schemadiff.lint.rule import Rule

_MODULES = (
    check_without_not_valid,
    column_default_rewrite,
    column_type_rewrite,
    constraint_builds_index,
    drop_index_not_concurrent,
    exclusion_builds_index,
    foreign_key_without_not_valid,
    index_not_concurrent,
    not_null_scans_table,
    primary_key_scans_nullable_column,
    reindex_not_concurrent,
    required_column,
    retype_rescans_checks,
    statement_refuses_transaction,
    transaction_control,
    validate_in_same_transaction,
)
RULES: tuple[Rule, ...] = tuple(module.RULE for module in _MODULES)
