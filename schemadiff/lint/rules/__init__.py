"""The rules, one module each, in the order of docs/lint.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.lint.rules import index_not_concurrent

if TYPE_CHECKING:
    from schemadiff.lint.rule import Rule

RULES: tuple[Rule, ...] = tuple(module.RULE for module in (index_not_concurrent,))
