"""Data steps: INSERT, UPDATE and DELETE of schema.sql, each of which goes once into a migration."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from schemadiff.core.plan import Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadiff.core.plan import Plan
    from schemadiff.migration import Folder
    from schemadiff.parser import DataStep

KNOWN = re.compile(r"^-- data step ([0-9a-f]{64})", re.MULTILINE)
USUAL_PATH = Statement(sql='SET search_path = "$user", public', summary="names of data steps are looked up as schema.sql looks them up")


def with_data_steps(plan: Plan, steps: Sequence[DataStep], folder: Folder) -> Plan:
    """`plan` and, after its DDL, the steps that are in no migration of `folder` yet: they are known by their hash."""
    known = {found for migration in folder.migrations for found in KNOWN.findall(migration.text)}
    fresh = [s for s in steps if s.hash not in known]
    if not fresh:
        return plan
    statements = tuple(Statement(sql=s.statement.text, summary=f"data step {s.hash}") for s in fresh)
    return replace(
        plan, statements=(*plan.statements, USUAL_PATH, *statements), summaries=(*plan.summaries, *(["run data step"] * len(fresh)))
    )
