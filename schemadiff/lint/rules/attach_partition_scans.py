"""A table with rows becomes a partition and is read under ACCESS EXCLUSIVE; so is the default partition.

Harmless when the table is new, or a valid CHECK on it implies the bound (asked of the catalog: any valid CHECK is believed), and the
parent has no default partition.

GIVEN:
    CREATE TABLE public.events (id bigint, at date) PARTITION BY RANGE (at);
    CREATE TABLE public.old (id bigint, at date);
    CREATE TABLE public.ready (id bigint, at date, CHECK (at IS NOT NULL AND at >= '2026-01-01' AND at < '2027-01-01'));
BAD:
    ALTER TABLE public.events ATTACH PARTITION public.old FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
GOOD:
    ALTER TABLE public.events ATTACH PARTITION public.ready FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """An ATTACH PARTITION that reads the partition, or the default one."""
    # ALTER INDEX … ATTACH PARTITION reads nothing.
    if step.node != "AlterTableStmt" or step.fields.get("objtype") != "OBJECT_TABLE":
        return
    parent = step.table(step.relation)
    for command in step.commands("AT_AttachPartition"):
        name = step.name(command["def"]["PartitionCmd"]["name"])
        table = step.table(name)
        if step.is_busy(name) and not (table and any(c.type == "c" and c.valid for c in table.constraints)):
            yield Finding(message=f"all of {name} is read under ACCESS EXCLUSIVE to check the bound")
        if parent and parent.default_partition and step.is_busy(parent.default_partition):
            yield Finding(message=f"all of {parent.default_partition} is read under ACCESS EXCLUSIVE: it may hold rows of {name}")


RULE = Rule(
    code="attach-partition-scans",
    severity=Severity.WARNING,
    hint="first a valid CHECK that implies the bound, IS NOT NULL included",
    document=__doc__,
    check=check,
)
